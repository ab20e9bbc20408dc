public import Money

/// One revision of a bill, INTERFACES 4 `bill-changes`.
public struct BillChange: Sendable, Hashable {
    public enum Event: String, Sendable, Hashable, CaseIterable {
        case reduce, increase, cancel
        case writeOff = "write_off"
        case carry
        case paidElsewhere = "paid_elsewhere"
        case unpaidAgain = "unpaid_again"
    }

    public var row: Int
    public var bill: String
    public var revision: Int
    public var event: Event
    /// The yen that the event moves, positive.
    public var amount: Yen
    public var tax: Yen
    public var day: BookDay
    public var reason: String
    public var document: String

    public init(
        row: Int, bill: String, revision: Int, event: Event, amount: Yen, tax: Yen, day: BookDay,
        reason: String, document: String
    ) {
        self.row = row
        self.bill = bill
        self.revision = revision
        self.event = event
        self.amount = amount
        self.tax = tax
        self.day = day
        self.reason = reason
        self.document = document
    }
}
