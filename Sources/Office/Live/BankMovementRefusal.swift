/// Why a bank movement is not taken, in order of precedence; each has a stable code and says itself
/// aloud.
public enum BankMovementRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case unknown = "movement-unknown"
    case accountUnknown = "account-unknown"
    /// A day before the books begin, or one that has not come.
    case dayInvalid = "day-invalid"
    case referenceMalformed = "reference-malformed"
    case amountInvalid = "amount-invalid"
    /// The same line was told of with another amount.
    case differs = "movement-differs"
    case pageInvalid = "movement-page-invalid"

    /// The field of the request that it speaks of.
    public var field: String? {
        switch self {
        case .accountUnknown: "account"
        case .dayInvalid: "date"
        case .referenceMalformed: "reference"
        case .amountInvalid, .differs: "amount"
        case .pageInvalid: "page"
        case .unknown: nil
        }
    }

    /// The refusal as a person hears it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .unknown: ("その入出金はありません。", "There is no such bank movement.")
        case .accountUnknown: ("その口座はありません。", "There is no such bank account.")
        case .dayInvalid: ("勘定日が正しくありません。", "The day is not one of the books, or has not come.")
        case .referenceMalformed:
            ("照会番号は半角英数字 1 から 40 字です。", "A reference is 1 to 40 letters, digits and hyphens.")
        case .amountInvalid: ("金額が正しくありません。", "The amount is not valid.")
        case .differs:
            ("同じ入出金が別の金額で登録されています。", "The same movement was told of with another amount.")
        case .pageInvalid: ("ページは 1 から、件数は 1 から 500 までです。", "Pages begin at 1 and hold 1 to 500.")
        }
    }
}
