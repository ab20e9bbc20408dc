/// What a timestamp says and all that is wrong with it.
public struct TimestampReport: Sendable {
    /// Whether nothing is wrong.
    public var holds: Bool { findings.isEmpty }
    /// In order: the form, the imprint, the nonce, the signature, the certificates.
    public var findings: [TimestampFinding] = []
    /// The moment (genTime), whole seconds since 1970-01-01T00:00:00Z.
    ///
    /// Proven only where the timestamp holds; then it is the `-attime` of the seal below it.
    public var time: Int64?
    /// The authority's certificate, where it is there.
    public var authority: CertificateFacts?
    /// The authority's policy, an object identifier in dots.
    public var policy = ""
    /// The token's number, hexadecimal.
    public var serial = ""
}
