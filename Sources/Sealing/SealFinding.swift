/// What is broken in a seal, as ``Seal/verify(_:over:trust:at:revocations:chain:)`` finds it.
public enum SealFinding: Error, Sendable, Hashable {
    /// The bytes are no whole CMS (RFC 5652): cut off, damaged, or something else.
    case notCMS
    /// A whole CMS with more bytes behind it.
    case trailingBytes(Int)
    /// A CMS, but no SignedData.
    case notSigned(type: String)
    /// The seal carries a content of its own, so it says nothing of the file beside it.
    case notDetached
    /// A seal has one signer; a co-signature is a file of its own.
    case signers(Int)
    /// The signer's certificate is neither in the seal nor in the chain given.
    case signerCertificateMissing
    /// The sealed bytes are not those of the file.
    case contentDiffers
    /// The signature is not by the key of the signer's certificate, or the attributes were altered.
    case signatureWrong
    /// There is no signing-certificate-v2 attribute: CMS, but not CAdES-BES.
    case signingCertificateMissing
    /// The attribute names another certificate: the certificate in the seal was exchanged.
    case signingCertificateDiffers
    /// A digest that no longer protects, such as SHA-1.
    case weakDigest(String)
    case certificate(CertificateFinding)
    /// OpenSSL refuses the seal for another reason; in its words.
    case refused(String)

    /// Stable, for tables and machines.
    public var code: String {
        switch self {
        case .notCMS: "seal-not-cms"
        case .trailingBytes: "seal-trailing-bytes"
        case .notSigned: "seal-not-signed"
        case .notDetached: "seal-not-detached"
        case .signers: "seal-signers"
        case .signerCertificateMissing: "seal-signer-certificate-missing"
        case .contentDiffers: "seal-content-differs"
        case .signatureWrong: "seal-signature-wrong"
        case .signingCertificateMissing: "seal-signing-certificate-missing"
        case .signingCertificateDiffers: "seal-signing-certificate-differs"
        case .weakDigest: "seal-weak-digest"
        case .certificate(let finding): "seal-" + finding.code
        case .refused: "seal-refused"
        }
    }

    /// The finding for a person, in Japanese and English.
    public var sentence: (ja: String, en: String) { (japanese, english) }

    private var japanese: String {
        switch self {
        case .notCMS: "封緘（p7s）が CMS 形式でないか、途中で切れています。"
        case .trailingBytes(let count): "封緘（p7s）の後ろに余分な \(count) バイトがあります。"
        case .notSigned(let type): "署名データではない CMS です（\(type)）。"
        case .notDetached: "封緘が分離署名ではありません。"
        case .signers(let count): "署名者が \(count) 名います。封緘の署名者は一名です。"
        case .signerCertificateMissing: "署名者の証明書がありません。"
        case .contentDiffers: "封緘された内容がファイルと一致しません。"
        case .signatureWrong: "署名が署名者の証明書の鍵と一致しません。"
        case .signingCertificateMissing: "signing-certificate-v2 属性がありません（CAdES-BES ではありません）。"
        case .signingCertificateDiffers: "署名時の証明書と封緘の中の証明書が異なります。"
        case .weakDigest(let name): "ダイジェスト \(name) は強度が足りません。"
        case .certificate(let finding): finding.sentence.ja
        case .refused(let reason): "封緘を検証できません: \(reason)"
        }
    }

    private var english: String {
        switch self {
        case .notCMS: "The seal (p7s) is no CMS, or it was cut off."
        case .trailingBytes(let count): "There are \(count) bytes too many behind the seal (p7s)."
        case .notSigned(let type): "The CMS is no signed data but \(type)."
        case .notDetached: "The seal is not detached."
        case .signers(let count): "There are \(count) signers; a seal has one."
        case .signerCertificateMissing: "The signer's certificate is missing."
        case .contentDiffers: "What was sealed is not what the file holds."
        case .signatureWrong: "The signature is not by the key of the signer's certificate."
        case .signingCertificateMissing:
            "There is no signing-certificate-v2 attribute: this is not CAdES-BES."
        case .signingCertificateDiffers:
            "The certificate in the seal is not the one it was signed with."
        case .weakDigest(let name): "The digest \(name) is too weak."
        case .certificate(let finding): finding.sentence.en
        case .refused(let reason): "The seal does not verify: \(reason)"
        }
    }
}
