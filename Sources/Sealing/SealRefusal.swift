/// Why nothing is sealed, or a certificate file is not taken.
public enum SealRefusal: Error, Sendable, Hashable, CaseIterable {
    case fileUnreadable(String)
    /// The file holds no certificate in PEM form, or a damaged one.
    case certificateNotPEM(String)
    /// The file holds no revocation list in PEM form, or a damaged one.
    case revocationListNotPEM(String)
    /// The private key is not that of the certificate: one of the two was exchanged.
    case keyDoesNotMatch(subject: String)
    /// The certificate does not hold at the moment of sealing.
    case certificate(CertificateFinding)
    /// The key or the token did not sign; in OpenSSL's words.
    case signing(String)

    /// One of each, with example values, so that a table can be walked through.
    public static let allCases: [SealRefusal] = [
        .fileUnreadable("seal.pem"), .certificateNotPEM("seal.pem"),
        .revocationListNotPEM("crl.pem"), .keyDoesNotMatch(subject: "CN=seal"),
        .certificate(.keyUsage(subject: "CN=seal")), .signing("token removed"),
    ]

    /// Stable, for tables and machines.
    public var code: String {
        switch self {
        case .fileUnreadable: "seal-file-unreadable"
        case .certificateNotPEM: "seal-certificate-not-pem"
        case .revocationListNotPEM: "seal-revocation-list-not-pem"
        case .keyDoesNotMatch: "seal-key-does-not-match"
        case .certificate(let finding): "seal-" + finding.code
        case .signing: "seal-signing"
        }
    }

    /// The refusal for a person, in Japanese and English.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .fileUnreadable(let path):
            ("\(path) を読めません。", "\(path) cannot be read.")
        case .certificateNotPEM(let path):
            (
                "\(path) に PEM 形式の証明書がないか、壊れています。",
                "\(path) holds no certificate in PEM form, or a damaged one."
            )
        case .revocationListNotPEM(let path):
            (
                "\(path) に PEM 形式の失効リストがないか、壊れています。",
                "\(path) holds no revocation list in PEM form, or a damaged one."
            )
        case .keyDoesNotMatch(let subject):
            (
                "秘密鍵が証明書「\(subject)」のものではありません。",
                "The private key is not that of the certificate \(subject)."
            )
        case .certificate(let finding):
            finding.sentence
        case .signing(let reason):
            ("署名できませんでした: \(reason)", "The seal could not be made: \(reason)")
        }
    }
}
