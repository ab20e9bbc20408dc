public import Money

/// The collection barcode (コンビニ収納用 GS1-128, 料金代理収納): 44 digits.
///
/// | offset | digits | field |
/// |---:|---:|---|
/// | 0 | 2 | application identifier `91` |
/// | 2 | 6 | issuer (請求書発行企業コード) |
/// | 8 | 21 | free field (自由使用欄) |
/// | 29 | 1 | re-issue count (再発行区分) |
/// | 30 | 6 | limit `YYMMDD` (支払期限), `999999` for none |
/// | 36 | 1 | revenue stamp flag (印紙フラグ) |
/// | 37 | 6 | amount in yen |
/// | 43 | 1 | check digit, modulus 10 with weights 3 and 1 |
///
/// The check digit finds every single wrong digit, but not two neighbours that differ by five and
/// were swapped. And a right check digit does not prove right fields: each is looked at.
///
/// Source: GS1 Japan「GS1-128シンボルによる標準料金代理収納ガイドライン」.
public struct CollectionBarcode: Sendable, Hashable {
    /// Number of digits, the check digit included.
    public static let length = 44

    /// No convenience store and no payment app takes more; such slips carry no barcode.
    public static let largestAmount = Yen(300_000)

    /// Six digits: the GS1 company code without its leading 4.
    public let issuer: String

    /// 21 digits; shorter data has zeros on its right.
    ///
    /// Where a collection agent (収納代行会社) stands between, the first are its code for the city
    /// (利用企業コード); see ``company(_:)``.
    public let free: String

    /// How often the slip was issued again, 0 to 9.
    public let reissue: Int

    /// The last day of acceptance, 2000 to 2099; nil where the slip has no limit.
    public let limit: BookDay?

    /// Whether the payee's receipt needs a revenue stamp: never for public money (公金).
    public let stamp: Bool

    /// Whole yen, zero to ``largestAmount``.
    public let amount: Yen

    /// Reads exactly 44 ASCII digits.
    ///
    /// Throws, in this order, `length`, `notDigits`, `applicationIdentifier`, `checkDigit`,
    /// `stampFlag`, `date` or `amount`. Whether the issuer is one the city knows is for the
    /// caller to say.
    public init(parsing digits: some Collection<UInt8>) throws(SlipError) {
        let bytes = try DigitField.checked(digits, count: CollectionBarcode.length)
        guard bytes[0] == 0x39, bytes[1] == 0x31 else { throw .applicationIdentifier }
        let expected = CollectionBarcode.modulus10(bytes[..<43])
        guard Int(bytes[43] & 0x0F) == expected else { throw .checkDigit }
        guard bytes[36] == 0x30 || bytes[36] == 0x31 else { throw .stampFlag }
        try self.init(
            issuer: DigitField.text(bytes[2..<8]),
            free: DigitField.text(bytes[8..<29]),
            reissue: Int(bytes[29] & 0x0F),
            limit: try CollectionBarcode.limit(bytes[30..<36]),
            stamp: bytes[36] == 0x31,
            amount: Yen(DigitField.number(bytes[37..<43])))
    }

    /// Makes a barcode of its fields.
    ///
    /// Throws `length` or `notDigits` where a text is not the digits of its field or the re-issue
    /// count is not one digit, `date` for a limit outside 2000 to 2099, and `amount`.
    public init(
        issuer: String, free: String, reissue: Int, limit: BookDay?, stamp: Bool, amount: Yen
    ) throws(SlipError) {
        _ = try DigitField.checked(issuer.utf8, count: 6)
        _ = try DigitField.checked(free.utf8, count: 21)
        guard (0...9).contains(reissue) else { throw .length }
        if let limit {
            guard (2000...2099).contains(limit.civil.year) else { throw .date }
        }
        guard amount >= .zero, amount <= CollectionBarcode.largestAmount else { throw .amount }
        self.issuer = issuer
        self.free = free
        self.reissue = reissue
        self.limit = limit
        self.stamp = stamp
        self.amount = amount
    }

    /// The 44 digits, check digit included.
    public var digits: String {
        let body = body
        return body + String(CollectionBarcode.modulus10(Array(body.utf8)[...]))
    }

    /// The agent's code for the city (利用企業コード): the first `count` digits of the free field.
    ///
    /// Five is common. More than 21 is a bug of the caller.
    public func company(_ count: Int) -> String {
        precondition((0...21).contains(count), "the free field has 21 digits")
        return String(free.prefix(count))
    }

    /// What follows the agent's code in the free field: the city's collection key, 16 digits
    /// after a code of five.
    ///
    /// Payments are matched by this key alone. The other digits are no identity: a re-issue
    /// counts up, and some collection data carries `999999` for every limit.
    public func key(afterCompany count: Int) -> String {
        precondition((0...21).contains(count), "the free field has 21 digits")
        return String(free.dropFirst(count))
    }

    /// The check digit of the first 43 digits: weights 3, 1, 3, … from the right, modulus 10.
    public static func checkDigit(
        of digits43: some Collection<UInt8>
    ) throws(SlipError) -> Int {
        modulus10(try DigitField.checked(digits43, count: length - 1)[...])
    }

    /// The limit as the barcode writes it.
    var limitDigits: String {
        limit.map { String(DigitField.rendered($0).dropFirst(2)) } ?? "999999"
    }

    /// The amount as the barcode writes it.
    var amountDigits: String {
        let digits = String(amount.value)
        return String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }

    private var body: String {
        "91\(issuer)\(free)\(reissue)\(limitDigits)\(stamp ? 1 : 0)\(amountDigits)"
    }

    /// The system began in 2002, so every two-digit year is one of this century.
    private static func limit(_ digits: ArraySlice<UInt8>) throws(SlipError) -> BookDay? {
        let number = Int(DigitField.number(digits))
        if number == 999_999 { return nil }
        let day = BookDay(
            year: 2000 + number / 10_000, month: number / 100 % 100, day: number % 100)
        guard let day else { throw .date }
        return day
    }

    private static func modulus10(_ digits: ArraySlice<UInt8>) -> Int {
        var sum = 0
        var weight = 3
        for byte in digits.reversed() {
            sum += Int(byte & 0x0F) * weight
            weight = 4 - weight
        }
        return (10 - sum % 10) % 10
    }
}
