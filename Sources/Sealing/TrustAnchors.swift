import COpenSSL

/// The roots that whoever verifies has chosen to trust: `ca.pem`, `tsa-ca.pem`.
public struct TrustAnchors: Sendable {
    let certificates: [Certificate]

    /// - Parameter pem: one or more certificates in PEM form.
    public init(pem: [UInt8]) throws(SealRefusal) {
        guard let certificates = Certificate.list(pem: pem) else {
            throw .certificateNotPEM("ca.pem")
        }
        self.certificates = certificates
    }

    /// - Parameter path: a file with one or more certificates in PEM form.
    public init(file path: String) throws(SealRefusal) {
        guard let pem = Memory.file(path) else { throw .fileUnreadable(path) }
        guard let certificates = Certificate.list(pem: pem) else {
            throw .certificateNotPEM(path)
        }
        self.certificates = certificates
    }

    init(certificates: [Certificate]) { self.certificates = certificates }

    public var facts: [CertificateFacts] { certificates.map(\.facts) }
}
