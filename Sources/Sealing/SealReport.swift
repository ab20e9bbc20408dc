/// What a seal says and all that is wrong with it.
public struct SealReport: Sendable {
    /// Whether nothing is wrong.
    public var holds: Bool { findings.isEmpty }
    /// In order: the form, the content, the signature, the certificates.
    public var findings: [SealFinding] = []
    /// The signer's certificate, where the seal names one that is there.
    ///
    /// It tells two keys of one authority apart.
    public var signer: CertificateFacts?
    /// From the signer to the trusted root; empty where no chain could be built.
    public var chain: [CertificateFacts] = []
    /// The signer's own claim of when it signed (signingTime), seconds since 1970-01-01T00:00:00Z;
    /// only a timestamp proves it.
    public var claimedTime: Int64?
    /// The revocation list says that the certificate was revoked after the moment asked for: the
    /// seal holds if a timestamp proves that moment.
    public var revokedLater: Int64?
}
