public import Money

/// The QR code of a local tax or public charge slip (地方税統一QRコード, eL-QR): 255 digits.
///
/// The digits are tagged parts (two of tag, two of length, value), in this order:
///
/// | tag | length | part |
/// |---|---:|---|
/// | `00` | 2 | version `01` |
/// | `01` | 2 | `12`, dynamic |
/// | `27` | 96 | `00` `05` `13800` (地方税共同機構), `01` `83` both OCR lines (``ocrLines``) |
/// | `54` | 11 | amount in yen |
/// | `62` | 26 | levy year, tax year, term, due `yyyyMMdd`, limit `yyyyMMdd` |
/// | `80` | 85 | reserved |
/// | `63` | 5 | ``CRC16`` over all before it, as five decimal digits |
///
/// In numeric mode that is exactly the capacity of a QR symbol of version 6, level M.
///
/// Four of the fields are printed on the slip as its eL番号: ``organisation``, ``key``,
/// ``confirmation`` and ``item``.
public struct ElQRCode: Sendable, Hashable {
    /// Number of digits.
    public static let length = 255

    /// 地方税共同機構: its code in the QR, and its 収納機関番号 in the OCR line.
    public static let institution = "13800"

    /// Fields that the layout keeps for later or local use, carried as they are read.
    public struct Reserved: Sendable, Hashable {
        /// 拡張領域 of the upper OCR line, 5 digits.
        public let line1: String
        /// eLTAX 利用領域 of the lower OCR line, 1 digit.
        public let eltax: String
        /// 拡張領域 of the lower OCR line, 7 digits.
        public let line2: String
        /// 付加情報2, tag 80, 85 digits.
        public let additional: String

        /// All zeros, as slips have them today.
        public static let zeros = Reserved(
            line1: String(repeating: "0", count: 5), eltax: "0",
            line2: String(repeating: "0", count: 7),
            additional: String(repeating: "0", count: 85))

        /// The lengths are checked when the code is made.
        public init(line1: String, eltax: String, line2: String, additional: String) {
            self.line1 = line1
            self.eltax = eltax
            self.line2 = line2
            self.additional = additional
        }
    }

    /// 案件特定キー (納付番号), 20 digits: what payments are matched by.
    public let key: String
    /// 確認番号, 6 digits.
    public let confirmation: String
    /// 共通納税機関コード, 5 digits: the local government's code without its check digit.
    public let organisation: String
    /// 税目・料金番号 (納付区分), 3 digits.
    public let item: String
    /// 税務事務所コード, 3 digits, `000` where there is none.
    public let office: String
    /// 賦課年度, four digits.
    public let levyYear: Int
    /// 課税(相当)年度, four digits.
    public let taxYear: Int
    /// 期別, 0 to 99; a tax of one term may have 0.
    public let term: Int
    /// 納期限: late charges run from the day after.
    public let due: BookDay
    /// 支払期限: the last day on which the code is taken.
    public let limit: BookDay
    /// Whole yen, at most eleven digits.
    public let amount: Yen
    /// 地方税共同機構の口座番号, 11 digits, zeros on the slips seen.
    public let account: String
    public let reserved: Reserved
    /// The two OCR lines of the same slip; the code carries them digit for digit.
    public let ocrLines: PaymentOCRLines

    /// Makes a code of its fields.
    ///
    /// Throws `length` or `notDigits` where a value is not the digits of its field, `date` for
    /// days outside the years 0001 to 9999, and `amount`.
    public init(
        key: String, confirmation: String, organisation: String, item: String,
        office: String = "000", levyYear: Int, taxYear: Int, term: Int, due: BookDay,
        limit: BookDay, amount: Yen, account: String = "00000000000", reserved: Reserved = .zeros
    ) throws(SlipError) {
        for (text, count) in [
            (key, 20), (confirmation, 6), (organisation, 5), (item, 3), (office, 3), (account, 11),
            (reserved.line1, 5), (reserved.eltax, 1), (reserved.line2, 7),
            (reserved.additional, 85),
        ] {
            _ = try DigitField.checked(text.utf8, count: count)
        }
        guard (0...9999).contains(levyYear), (0...9999).contains(taxYear),
            (0...99).contains(term)
        else { throw .length }
        for day in [due, limit] {
            guard (1...9999).contains(day.civil.year) else { throw .date }
        }
        guard let money = DigitField.rendered(amount.value, width: 11) else { throw .amount }
        self.key = key
        self.confirmation = confirmation
        self.organisation = organisation
        self.item = item
        self.office = office
        self.levyYear = levyYear
        self.taxYear = taxYear
        self.term = term
        self.due = due
        self.limit = limit
        self.amount = amount
        self.account = account
        self.reserved = reserved
        // 2: the payee bears the fee (加入者負担); 0: no revenue stamp.
        ocrLines = try PaymentOCRLines(
            body1: "\(account)\(money)2\(ElQRCode.institution)0\(item)\(reserved.line1)",
            body2: "\(key)\(confirmation)\(reserved.eltax)\(organisation)\(office)"
                + reserved.line2)
    }
}
