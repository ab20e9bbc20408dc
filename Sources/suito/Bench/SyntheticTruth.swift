import Money

/// What a correct reconciliation through the last day of a synthetic month must find.
struct SyntheticTruth: Equatable {
    /// Items of one side, yen net of refunds; what is not matched is open.
    struct Tally: Equatable {
        var count = 0
        var amount: Int64 = 0
        var matched = 0
        var open: Int { count - matched }
    }

    struct Payout: Equatable {
        var provider: String
        var number: String
        var gross: Int64
        var refunds: Int64
        var fee: Int64
        var feeTax: Int64
        var net: Int64
        var payDay: BookDay
        /// `banked`, or `announced` where its pay date lies behind the month.
        var status: String
    }

    /// Captured payments in the journals.
    var payments = 0
    /// Lines of the journals: payments, voids and refunds.
    var journalLines = 0
    /// Payments that stand, and refunds.
    var sales = Tally()
    /// Lines of money in the providers' reports.
    var providerLines = Tally()
    var bankLines = Tally()
    var payouts: [Payout] = []
    /// Open exceptions by code.
    var exceptions: [String: Int] = [:]
    /// Pairs of sales that could be one of two lines: suggestions, never matches.
    var ambiguousPairs = 0
    var files = 0
    var bytes: Int64 = 0

    var exceptionCount: Int { exceptions.values.reduce(0, +) }
    /// Yen of the payments that stand, refunds taken off.
    var totalYen: Int64 { sales.amount }

    mutating func open(_ code: String) { exceptions[code, default: 0] += 1 }
}
