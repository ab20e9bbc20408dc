public import Money

/// A claim on a payer (調定) as it was assessed; later changes are revisions beside it.
public struct Bill: Sendable, Hashable {
    public var id: String
    /// Kind as the city file names it: `water`, `fixed-asset-tax`.
    public var kind: String
    public var fund: String
    public var subject: String
    public var fiscalYear: FiscalYear
    public var amount: Yen
    /// Consumption tax inside the amount.
    public var tax: Yen
    public var issued: BookDay
    public var due: BookDay
    /// Collection key on the slip, 16 or 20 digits.
    public var key: String
    /// Place in the file that brought it; orders the bills of one slip.
    public var row: Int

    public init(
        id: String, kind: String, fund: String, subject: String, fiscalYear: FiscalYear,
        amount: Yen, tax: Yen, issued: BookDay, due: BookDay, key: String, row: Int
    ) {
        self.id = id
        self.kind = kind
        self.fund = fund
        self.subject = subject
        self.fiscalYear = fiscalYear
        self.amount = amount
        self.tax = tax
        self.issued = issued
        self.due = due
        self.key = key
        self.row = row
    }
}

/// One revision of a bill.
public struct BillRevision: Sendable, Hashable {
    public enum Event: String, Sendable, Hashable, CaseIterable {
        case reduce, increase, cancel
        case writeOff = "write_off"
        case carry
        case paidElsewhere = "paid_elsewhere"
        case unpaidAgain = "unpaid_again"
    }
    public var bill: String
    public var number: Int
    public var event: Event
    public var amount: Yen
    public var tax: Yen
    public var day: BookDay

    public init(
        bill: String, number: Int, event: Event, amount: Yen, tax: Yen, day: BookDay
    ) {
        self.bill = bill
        self.number = number
        self.event = event
        self.amount = amount
        self.tax = tax
        self.day = day
    }
}
