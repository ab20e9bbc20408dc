/// What is wrong with a certificate, or with one of those it stands on.
///
/// Names are as RFC 2253 writes them, moments in seconds since 1970-01-01T00:00:00Z.
public enum CertificateFinding: Error, Sendable, Hashable {
    /// No certificate among the trusted ones issued it.
    case issuerUnknown(subject: String, issuer: String)
    /// The signature of its issuer does not fit: it was altered, or the issuer is a namesake.
    case signatureWrong(subject: String)
    /// A certificate of the chain issued others and may not.
    case notAuthority(subject: String)
    case notYetValid(subject: String, from: Int64)
    case expired(subject: String, until: Int64)
    /// Its key usage has neither digitalSignature nor nonRepudiation.
    case keyUsage(subject: String)
    /// A timestamp authority needs timeStamping as its only and critical extended key usage
    /// (RFC 3161, 2.3).
    case timestampUsage(subject: String)
    /// Its key or a digest in its chain gives less than 112 bits: RSA below 2048, SHA-1.
    case weak(subject: String)
    case revoked(subject: String, on: Int64)
    /// None of the revocation lists given is one of its issuer.
    case revocationUnknown(subject: String, issuer: String)
    /// The issuer's list was due to be replaced before the moment asked for.
    case revocationStale(issuer: String, until: Int64)
    /// The issuer's list is not signed by the issuer, or cannot be judged.
    case revocationUntrusted(issuer: String)
    /// What else RFC 5280 asks for; in OpenSSL's words.
    case other(subject: String, reason: String)

    /// Stable, for tables and machines.
    public var code: String {
        switch self {
        case .issuerUnknown: "certificate-issuer-unknown"
        case .signatureWrong: "certificate-signature-wrong"
        case .notAuthority: "certificate-not-authority"
        case .notYetValid: "certificate-not-yet-valid"
        case .expired: "certificate-expired"
        case .keyUsage: "certificate-key-usage"
        case .timestampUsage: "certificate-timestamp-usage"
        case .weak: "certificate-weak"
        case .revoked: "certificate-revoked"
        case .revocationUnknown: "certificate-revocation-unknown"
        case .revocationStale: "certificate-revocation-stale"
        case .revocationUntrusted: "certificate-revocation-untrusted"
        case .other: "certificate-other"
        }
    }

    /// The finding for a person, in Japanese and English.
    public var sentence: (ja: String, en: String) { (japanese, english) }

    private var japanese: String {
        switch self {
        case .issuerUnknown(let subject, let issuer):
            "証明書「\(subject)」の発行者「\(issuer)」は信頼する認証局にありません。"
        case .signatureWrong(let subject):
            "証明書「\(subject)」の発行者署名が一致しません。"
        case .notAuthority(let subject):
            "証明書「\(subject)」には証明書を発行する権限がありません。"
        case .notYetValid(let subject, let from):
            "証明書「\(subject)」は \(Instant.text(from)) から有効です。"
        case .expired(let subject, let until):
            "証明書「\(subject)」は \(Instant.text(until)) に期限切れになりました。"
        case .keyUsage(let subject):
            "証明書「\(subject)」の鍵用途に電子署名も否認防止もありません。"
        case .timestampUsage(let subject):
            "証明書「\(subject)」は時刻認証用ではありません（timeStamping のみを critical で必要とします）。"
        case .weak(let subject):
            "証明書「\(subject)」の鍵またはダイジェストの強度が足りません。"
        case .revoked(let subject, let on):
            "証明書「\(subject)」は \(Instant.text(on)) に失効しました。"
        case .revocationUnknown(let subject, let issuer):
            "証明書「\(subject)」の発行者「\(issuer)」の失効リストがありません。"
        case .revocationStale(let issuer, let until):
            "「\(issuer)」の失効リストの期限は \(Instant.text(until)) でした。"
        case .revocationUntrusted(let issuer):
            "「\(issuer)」の失効リストの署名を確認できません。"
        case .other(let subject, let reason):
            "証明書「\(subject)」を検証できません: \(reason)"
        }
    }

    private var english: String {
        switch self {
        case .issuerUnknown(let subject, let issuer):
            "The issuer \(issuer) of the certificate \(subject) is not among the trusted ones."
        case .signatureWrong(let subject):
            "The issuer's signature on the certificate \(subject) does not fit."
        case .notAuthority(let subject):
            "The certificate \(subject) may not issue others."
        case .notYetValid(let subject, let from):
            "The certificate \(subject) is valid from \(Instant.text(from)) only."
        case .expired(let subject, let until):
            "The certificate \(subject) expired at \(Instant.text(until))."
        case .keyUsage(let subject):
            "The key usage of the certificate \(subject) has neither digitalSignature nor "
                + "nonRepudiation."
        case .timestampUsage(let subject):
            "The certificate \(subject) is not one of a timestamp authority: timeStamping must "
                + "be its only and critical extended key usage."
        case .weak(let subject):
            "The key or a digest of the certificate \(subject) is too weak."
        case .revoked(let subject, let on):
            "The certificate \(subject) was revoked at \(Instant.text(on))."
        case .revocationUnknown(let subject, let issuer):
            "There is no revocation list of \(issuer), the issuer of \(subject)."
        case .revocationStale(let issuer, let until):
            "The revocation list of \(issuer) was good until \(Instant.text(until)) only."
        case .revocationUntrusted(let issuer):
            "The revocation list of \(issuer) cannot be trusted."
        case .other(let subject, let reason):
            "The certificate \(subject) does not verify: \(reason)"
        }
    }
}
