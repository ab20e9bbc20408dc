/// Why a slip's code is refused, in order of precedence: the first that applies is thrown.
public enum SlipError: String, Error, Sendable, Hashable, CaseIterable {
    /// The code, or a value put into one of its fields, does not have the length of the layout.
    case length = "slip-length"
    /// A character that the code cannot hold.
    case notDigits = "slip-not-digits"
    /// The barcode does not begin with application identifier 91.
    case applicationIdentifier = "slip-application-identifier"
    /// The tagged parts are not those of the layout, or not in its order.
    case structure = "slip-structure"
    /// A field that the layout fixes holds something else.
    case constant = "slip-constant"
    /// The CRC over the whole code differs.
    case crc = "slip-crc"
    /// A check digit differs.
    case checkDigit = "slip-check-digit"
    /// The two amounts of one code differ.
    case amountMismatch = "slip-amount-mismatch"
    /// The revenue stamp flag (印紙フラグ) is neither 0 nor 1.
    case stampFlag = "slip-stamp-flag"
    /// There is no such day, or the field cannot hold it.
    case date = "slip-date"
    /// The amount is negative, over the limit of the channel, or too large for its field.
    case amount = "slip-amount"

    /// The refusal for a person, in Japanese and English.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .length:
            ("桁数が様式と異なります。", "The number of digits is not that of the layout.")
        case .notDigits:
            ("使用できない文字が含まれています。", "There is a character that the code cannot hold.")
        case .applicationIdentifier:
            (
                "料金代理収納用バーコード(AI 91)ではありません。",
                "This is not a collection barcode (application identifier 91)."
            )
        case .structure:
            ("データ項目の構成が様式と異なります。", "The parts of the code are not those of the layout.")
        case .constant:
            ("固定値の項目が様式と異なります。", "A field of fixed value holds something else.")
        case .crc:
            ("CRCが一致しません。", "The CRC differs.")
        case .checkDigit:
            ("チェックデジットが一致しません。", "A check digit differs.")
        case .amountMismatch:
            ("二つの金額欄が一致しません。", "The two amounts of the code differ.")
        case .stampFlag:
            ("印紙フラグが0でも1でもありません。", "The revenue stamp flag is neither 0 nor 1.")
        case .date:
            ("日付が正しくありません。", "A date is not valid.")
        case .amount:
            ("金額が取扱範囲を超えています。", "The amount is out of range.")
        }
    }
}
