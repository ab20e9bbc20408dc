public import Money

/// One account's statement within a bank file, its totals already proven (L5).
public struct BankStatement: Sendable, Hashable {
    public var row: Int
    public var bank: String
    public var branch: String
    /// 預金種目 as the standard numbers it: 1 ordinary, 2 current, 4 savings.
    public var type: Int
    /// Without leading zeros.
    public var number: String
    public var from: BookDay
    public var to: BookDay
    public var opening: Yen
    public var closing: Yen
    public var lines: [BankLine]

    public init(
        row: Int, bank: String, branch: String, type: Int, number: String, from: BookDay,
        to: BookDay, opening: Yen, closing: Yen, lines: [BankLine]
    ) {
        self.row = row
        self.bank = bank
        self.branch = branch
        self.type = type
        self.number = number
        self.from = from
        self.to = to
        self.opening = opening
        self.closing = closing
        self.lines = lines
    }
}

/// One line of a bank statement.
public struct BankLine: Sendable, Hashable {
    public var row: Int
    /// 照会番号.
    public var reference: String
    /// 勘定日.
    public var day: BookDay
    /// Positive in, negative out.
    public var amount: Yen
    /// 取引区分.
    public var transaction: Int
    /// 振込依頼人名, half-width kana, trailing spaces removed.
    public var payer: String
    /// 摘要.
    public var text: String
    /// EDI information.
    public var edi: String

    public init(
        row: Int, reference: String, day: BookDay, amount: Yen, transaction: Int, payer: String,
        text: String, edi: String
    ) {
        self.row = row
        self.reference = reference
        self.day = day
        self.amount = amount
        self.transaction = transaction
        self.payer = payer
        self.text = text
        self.edi = edi
    }
}
