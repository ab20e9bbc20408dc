/// Something in a package, or between two of them, that does not hold.
public struct PackageFinding: Sendable, Hashable {
    /// What is wrong; raw values are stable codes.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case unreadable
        case digestsMissing = "digests-missing"
        case fileMissing = "file-missing"
        case fileAltered = "file-altered"
        case fileExtra = "file-extra"
        case fileNotSealed = "file-not-sealed"
        case dayElsewhere = "day-elsewhere"
        case sealMissing = "seal-missing"
        case timestampMissing = "timestamp-missing"
        case timestampEarly = "timestamp-early"
        case manifestUnreadable = "manifest-unreadable"
        case manifestDisagrees = "manifest-disagrees"
        case checkpointWrong = "checkpoint-wrong"
        case tableBroken = "table-broken"
        case treeDiffers = "tree-differs"
        case rowUnbooked = "row-unbooked"
        case rowMissing = "row-missing"
        case rowDiffers = "row-differs"
        case orderDiffers = "order-differs"
        case revenueDiffers = "revenue-differs"
        case revenueNotContinued = "revenue-not-continued"
        case dayMissing = "day-missing"
        case dayTwice = "day-twice"
        case chainBroken = "chain-broken"
        case treeNotContinued = "tree-not-continued"
        case clockBackwards = "clock-backwards"
        case sealKeyChanged = "seal-key-changed"
        case sealKeyUnannounced = "seal-key-unannounced"
        case handoverWrong = "handover-wrong"
        case signerNotNamed = "signer-not-named"
        case cosignerIsSeal = "cosigner-is-seal"
        case otherMunicipality = "other-municipality"
    }

    /// Stable: a raw value of ``Code``, or a code of a seal, a timestamp or a digest list.
    public var code: String
    /// The file it is about, nil where it is about the day.
    public var file: String?
    public var ja: String
    public var en: String

    init(_ code: Code, file: String? = nil, _ ja: String, _ en: String) {
        self.init(code: code.rawValue, file: file, (ja, en))
    }

    init(code: String, file: String?, _ sentence: (ja: String, en: String)) {
        self.code = code
        self.file = file
        (ja, en) = sentence
    }
}
