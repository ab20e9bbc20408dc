/// What a certificate says of itself, for reports and for telling two keys apart.
public struct CertificateFacts: Sendable, Hashable {
    /// As RFC 2253 writes it: `CN=塩見市 出納システム,O=塩見市,C=JP`.
    public var subject: String
    public var issuer: String
    /// Hexadecimal, capital letters.
    public var serial: String
    /// Seconds since 1970-01-01T00:00:00Z, the first second of its validity.
    public var notBefore: Int64
    /// The second of its end; OpenSSL, and so we, count it as over.
    public var notAfter: Int64
    /// SHA-256 of the DER form, 32 bytes: the certificate's fingerprint.
    public var sha256: [UInt8]
}

extension CertificateFacts {
    /// ``sha256`` in 64 lower-case hexadecimal digits.
    public var fingerprint: String { FileDigest(bytes: sha256).hex }
}
