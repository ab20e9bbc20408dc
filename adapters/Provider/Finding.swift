/// Something wrong in an input file, with its place; a value in a report, never thrown away.
public struct Finding: Sendable, Hashable {
    /// 1-based line (for fixed-length files: record); 0 speaks of the file as a whole.
    public let line: Int
    /// The column's name or number, where one is to blame.
    public let column: String?
    public let code: FindingCode
    /// The sentence for a person, without the place.
    public let text: Sentence

    public init(line: Int, column: String? = nil, code: FindingCode, _ text: Sentence) {
        self.line = line
        self.column = column
        self.code = code
        self.text = text
    }
}

/// One sentence in both languages of the house.
public struct Sentence: Sendable, Hashable {
    public let ja: String
    public let en: String

    public init(ja: String, en: String) {
        self.ja = ja
        self.en = en
    }
}

/// Why a file was refused whole: nothing of it is posted, and it can be tried again.
public struct FileRejection: Error, Sendable, Hashable {
    public let finding: Finding

    public init(_ finding: Finding) { self.finding = finding }

    public init(line: Int = 0, column: String? = nil, code: FindingCode, ja: String, en: String) {
        finding = Finding(line: line, column: column, code: code, Sentence(ja: ja, en: en))
    }
}

/// Stable codes of findings.
///
/// A code never changes its meaning.
public enum FindingCode: String, Sendable, Hashable, CaseIterable {
    // The file as a whole
    case emptyFile = "empty-file"
    case unsupportedEncoding = "unsupported-encoding"
    case unknownFormat = "unknown-format"
    case ambiguousFormat = "ambiguous-format"
    case missingColumn = "missing-column"
    case truncated = "truncated"
    case recordOrder = "record-order"
    case lineTooLong = "line-too-long"
    case totalsDiffer = "totals-differ"
    case bankContinuity = "bank-continuity"
    case unreadable = "unreadable"
    case nothingAccepted = "nothing-accepted"
    // One row
    case rowBroken = "row-broken"
    case columnCount = "column-count"
    case valueMissing = "value-missing"
    case valueInvalid = "value-invalid"
    case dateInvalid = "date-invalid"
    case amountInvalid = "amount-invalid"
    case amountNegative = "amount-negative"
    case amountTooLarge = "amount-too-large"
    case sumDiffers = "sum-differs"
    case checkDigit = "check-digit"
    case slipSumDiffers = "slip-sum-differs"
    case cardNumber = "card-number"
    case statusUnknown = "status-unknown"
    case idReused = "id-reused"
    case providerUnknown = "provider-unknown"
    case feeUnknown = "fee-unknown"
    case billKindUnknown = "bill-kind-unknown"
    case fundUnknown = "fund-unknown"
    case officeUnknown = "office-unknown"
    case accountUnknown = "account-unknown"
    case billUnknown = "bill-unknown"
}
