import City
import Ledger
import Money

/// An account as the figures see it: what role it plays, and for which row.
struct FigureAccount: Sendable {
    enum Role: Sendable, Hashable, CaseIterable {
        case bank, cash, clearing, bill, feeToSettle, transit
        /// `asset/due-from` and `liability/held-for`: money of one fund in another's account.
        case betweenFunds
        case revenue, held, salesTax, overpaid, unidentified
        case providerFee, feeTax, writtenOff, repayment
        case opening
        /// A path that these figures do not know.
        case stranger
    }

    var role: Role
    /// The row of an account that money is claimed for, received for or rests in.
    var key: RevenueKey?
    /// Bank account, office, provider or transit class, where the path names one.
    var name = ""

    init(_ account: Account, city: City) {
        self.init(account) { city.billKind($0)?.subject }
    }

    /// - Parameter subject: the subject of a kind of bills, nil where nobody knows: it stands
    ///   under `bill/<kind>` then.
    init(_ account: Account, subject: (String) -> String?) {
        let parts = account.code.split(separator: "/").map(String.init)
        let second = parts.count > 1 ? parts[1] : ""
        let rest = parts.dropFirst(2).joined(separator: "/")
        let year = Int(second).map { FiscalYear($0) }
        func row(_ year: FiscalYear?, _ item: String) -> RevenueKey {
            RevenueKey(fund: account.fund, fiscalYear: year, item: item)
        }
        switch (parts[0], second, parts.count) {
        case ("asset", "bank", 3): (role, name) = (.bank, rest)
        case ("asset", "cash", 3): (role, name) = (.cash, rest)
        case ("asset", "clearing", 3): (role, name) = (.clearing, rest)
        case ("asset", "fee-to-settle", 3): (role, name) = (.feeToSettle, rest)
        case ("asset", "transit", 3): (role, name) = (.transit, rest)
        case ("asset", "due-from", 3), ("liability", "held-for", 3):
            (role, name) = (.betweenFunds, rest)
        case ("asset", "bill", 4):
            let subject = subject(parts[3]) ?? "bill/\(parts[3])"
            (role, key) = (.bill, row(Int(parts[2]).map { FiscalYear($0) }, subject))
        case ("asset", "fee-tax", 2): role = .feeTax
        case ("liability", "sales-tax", 2): role = .salesTax
        case ("liability", "overpaid", 3):
            (role, key) = (.overpaid, row(Int(rest).map { FiscalYear($0) }, RevenueKey.overpaid))
        case ("liability", "unidentified", 2):
            (role, key) = (.unidentified, row(nil, RevenueKey.unidentified))
        case ("liability", "held", 3): (role, key) = (.held, row(nil, RevenueKey.held(rest)))
        case ("revenue", _, 3...): (role, key) = (.revenue, row(year, rest))
        case ("expense", _, 3) where rest == "provider-fee": role = .providerFee
        case ("expense", _, 3) where rest == "written-off": role = .writtenOff
        case ("expense", _, 3) where rest == "repayment":
            (role, key) = (.repayment, row(year, RevenueKey.repayment))
        case ("equity", "opening", 2): role = .opening
        default: role = .stranger
        }
    }
}
