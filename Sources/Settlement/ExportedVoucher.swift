public import Ledger
public import Money

/// A voucher on its way into another accounting program.
public struct ExportedVoucher: Sendable {
    public var id: String
    /// `post`, `reserve`, `confirm`, `void` or `reverse`.
    public var kind: String
    /// Its transfers move money: it posts, confirms or reverses.
    public var isPosted: Bool
    /// The day it is booked on.
    public var day: BookDay
    public var ownDay: BookDay
    /// RFC 3339 on the clock of Japan.
    public var occurred: String
    public var recorded: String
    /// The voucher that it acts on.
    public var target: String?
    public var cause: String
    /// The payment that it speaks of.
    public var payment: String?
    public var transfers: [Transfer]

    public init(
        id: String, kind: String, isPosted: Bool, day: BookDay, ownDay: BookDay, occurred: String,
        recorded: String, target: String?, cause: String, payment: String?, transfers: [Transfer]
    ) {
        self.id = id
        self.kind = kind
        self.isPosted = isPosted
        self.day = day
        self.ownDay = ownDay
        self.occurred = occurred
        self.recorded = recorded
        self.target = target
        self.cause = cause
        self.payment = payment
        self.transfers = transfers
    }
}

/// The books as another accounting program reads them; begun once, then day by day.
public protocol JournalFormat {
    /// - Parameter chart: all accounts that vouchers will name.
    mutating func begin(title: String, chart: Chart, from first: BookDay, to bytes: inout [UInt8])
    func append(_ voucher: ExportedVoucher, to bytes: inout [UInt8])
    /// Asserts what stands at the end of a book day.
    ///
    /// - Parameters:
    ///   - changed: the accounts that moved, in ascending order.
    ///   - standing: posted debits less credits of every account, by its place.
    func end(
        of day: BookDay, changed: [AccountID], standing: [Yen], to bytes: inout [UInt8])
}
