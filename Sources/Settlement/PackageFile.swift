/// The files of a settlement package that the seal covers, in the order of `SHA256SUMS`.
public enum PackageFile: String, Sendable, Hashable, CaseIterable {
    case manifest = "manifest.json"
    case payments = "payments.csv"
    case journal = "journal.csv"
    case payouts = "payouts.csv"
    case exceptions = "exceptions.csv"
    case revenue = "revenue.csv"
    case summary = "summary.pdf"
    case checkpoint = "checkpoint.txt"
    /// The seal's certificate with those that issued it.
    case chain = "chain.pem"
    /// The revocation lists as of sealing; only where the books have some.
    case revocations = "crl.pem"
    case instructions = "VERIFY.txt"
    /// By it the former certificate names the new one; only where the seal was handed on.
    case handover = "handover.txt"
    /// The former key's signature over ``handover``.
    case handoverSeal = "handover.txt.p7s"

    /// What every package has.
    public static let required = Set(allCases).subtracting([
        .revocations, .handover, .handoverSeal,
    ])

    // MARK: - Files that stand beside the sealed ones

    /// The digests of all sealed files: what is signed.
    public static let digests = "SHA256SUMS"
    /// The system seal over ``digests``.
    public static let seal = "SHA256SUMS.p7s"
    /// The timestamp over ``seal``.
    public static let timestamp = "SHA256SUMS.p7s.tsr"

    /// `cosign-1.p7s`, the first co-signature.
    public static func cosignature(_ number: Int) -> String { "cosign-\(number).p7s" }

    /// The number of a co-signature, or of its timestamp, by the file's name; nil for other names.
    public static func cosignatureNumber(_ name: String) -> Int? {
        for end in [".p7s", ".p7s.tsr"] where name.hasPrefix("cosign-") && name.hasSuffix(end) {
            let digits = name.dropFirst("cosign-".count).dropLast(end.count)
            guard let number = Int(digits), number > 0, String(number) == digits else { continue }
            return number
        }
        return nil
    }
}
