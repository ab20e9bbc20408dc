/// The kinds of input file, named as `--as` names them.
public enum FileKind: String, Sendable, Hashable, CaseIterable {
    case sales
    case bills
    case billChanges = "bill-changes"
    case payPayHistory = "paypay-history"
    case paymentAgentPayouts = "psp-payouts"
    case stripePayouts = "stripe-payouts"
    case terminalDailyLog = "cat-dailylog"
    case electronicMoneyDayLog = "emoney-daylog"
    case convenienceStoreDSK = "cvs-dsk"
    case eltaxPayments = "eltax-payments"
    case bankTransactions = "zengin-03"
}
