public import Money

/// What the tables of a package sum up to, counted row by row: once when they are written, and once
/// more by whoever verifies them.
public struct PackageTotals: Sendable, Hashable {
    /// A count and a sum of yen.
    public struct Sum: Sendable, Hashable {
        public var count = 0
        public var amount = Yen.zero

        public init() {}

        /// Whoever verifies adds up what a stranger wrote: a sum beyond 64 bits wraps around.
        public mutating func add(_ amount: Yen) {
            count += 1
            self.amount = Yen(self.amount.value &+ amount.value)
        }

        public static func += (a: inout Sum, b: Sum) {
            a.count += b.count
            a.amount += b.amount
        }
    }

    // MARK: - journal.csv

    public var vouchers = 0
    public var transfers = 0
    public var firstSequence: Int64?
    public var lastSequence: Int64?
    /// What posted transfers moved, by fund; reservations move nothing.
    public var moved: [String: Sum] = [:]

    // MARK: - payments.csv

    public var payments: [String: Sum] = [:]
    /// Paid less given back, by provider; cash has the empty name.
    public var providers: [String: Sum] = [:]
    public var offices: [String: Sum] = [:]

    // MARK: - payouts.csv, exceptions.csv, revenue.csv

    public var payouts: [String: Sum] = [:]
    public var exceptions: [String: Sum] = [:]
    public var revenueRows = 0
    /// Sums over the day's columns of `revenue.csv`, by column.
    public var revenue: [String: Yen] = [:]

    public init() {}

    public mutating func addVoucher(sequence: Int64) {
        vouchers += 1
        if firstSequence == nil { firstSequence = sequence }
        lastSequence = sequence
    }

    public mutating func addTransfer(fund: String, amount: Yen, kind: String) {
        transfers += 1
        switch kind {
        case "post", "confirm", "reverse": moved[fund, default: Sum()].add(amount)
        default: break
        }
    }

    public mutating func addPayment(
        event: PaymentRow.Event, provider: String, office: String, amount: Yen
    ) {
        payments[event.rawValue, default: Sum()].add(amount)
        guard let sign = event.sign else { return }
        let signed = sign < 0 ? -amount : amount
        providers[provider, default: Sum()].add(signed)
        if !office.isEmpty { offices[office, default: Sum()].add(signed) }
    }

    public mutating func addPayout(status: PayoutRow.Status, net: Yen) {
        payouts[status.rawValue, default: Sum()].add(net)
    }

    public mutating func addException(state: ExceptionRow.State, amount: Yen) {
        exceptions[state.rawValue, default: Sum()].add(amount)
    }
}
