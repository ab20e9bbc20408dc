public import Billing
public import City
public import Ledger
public import Money

/// A part of a payment: what one basket line means to the books.
public struct Part: Sendable, Hashable {
    /// Place of the fund in the city file.
    public var fund: Int
    /// Fiscal year of the entrusted day.
    public var year: FiscalYear
    /// The account that the capture credits.
    public var account: AccountID
    public var amount: Yen

    public init(fund: Int, year: FiscalYear, account: AccountID, amount: Yen) {
        self.fund = fund
        self.year = year
        self.account = account
        self.amount = amount
    }
}

/// A yen amount that falls to a fund and a fiscal year.
public struct Share: Sendable, Hashable {
    public var fund: Int
    public var year: FiscalYear
    public var amount: Yen

    public init(fund: Int, year: FiscalYear, amount: Yen) {
        self.fund = fund
        self.year = year
        self.amount = amount
    }
}

/// Every way money can move, one function each (DOMAIN 3).
///
/// Each answers the transfers of one voucher; the accounts it names stand in ``chart``.
public struct Postings: Sendable {
    public let city: City
    public private(set) var chart = Chart()
    private var cache: [Key: AccountID] = [:]

    private struct Key: Hashable {
        var fund: Int
        var code: String
    }

    private var clearingCache: [AccountID?]

    public init(city: City) {
        self.city = city
        clearingCache = Array(repeating: nil, count: city.providers.count * city.funds.count)
    }

    // MARK: - Accounts

    public mutating func account(fund: Int, _ code: String) -> AccountID {
        let key = Key(fund: fund, code: code)
        if let known = cache[key] { return known }
        guard let account = Account(fund: city.funds[fund].id, code: code) else {
            preconditionFailure("no account path: \(code)")
        }
        let id = chart.open(account)
        cache[key] = id
        return id
    }

    /// 受託者未収金 of a provider, by its place in the city file.
    public mutating func clearing(provider: Int, fund: Int) -> AccountID {
        let place = provider * city.funds.count + fund
        if let known = clearingCache[place] { return known }
        let id = account(fund: fund, AccountCode.clearing(city.providers[provider].id))
        clearingCache[place] = id
        return id
    }

    // MARK: - Bills

    /// 調定: the amount less tax is revenue, the tax is owed.
    public mutating func assess(_ bill: Bill, fund: Int) -> [Transfer] {
        claim(
            fund: fund, year: bill.fiscalYear, kind: bill.kind, subject: bill.subject,
            amount: bill.amount, tax: bill.tax, reversed: false)
    }

    /// A revision of a bill; `year` is the fiscal year whose receivable holds it that day.
    public mutating func revise(
        _ revision: BillRevision, of bill: Bill, fund: Int, year: FiscalYear
    ) -> [Transfer] {
        let receivable = account(fund: fund, AccountCode.bill(year, bill.kind))
        switch revision.event {
        case .increase, .reduce, .cancel:
            return claim(
                fund: fund, year: year, kind: bill.kind, subject: bill.subject,
                amount: revision.amount, tax: revision.tax, reversed: revision.event != .increase)
        case .writeOff:
            let expense = account(fund: fund, AccountCode.writtenOff(year))
            return transfers([(expense, receivable, revision.amount)])
        case .carry:
            // `year` already counts the carry: the older year's receivable is one before.
            let older = account(
                fund: fund, AccountCode.bill(FiscalYear(year.year - 1), bill.kind))
            return transfers([(receivable, older, revision.amount)])
        case .paidElsewhere, .unpaidAgain:
            let transit = account(fund: fund, AccountCode.otherBusiness)
            return revision.event == .paidElsewhere
                ? transfers([(transit, receivable, revision.amount)])
                : transfers([(receivable, transit, revision.amount)])
        }
    }

    private mutating func claim(
        fund: Int, year: FiscalYear, kind: String, subject: String, amount: Yen, tax: Yen,
        reversed: Bool
    ) -> [Transfer] {
        let receivable = account(fund: fund, AccountCode.bill(year, kind))
        let revenue = account(fund: fund, AccountCode.revenue(year, subject))
        var legs = [(receivable, revenue, amount - tax)]
        if tax != .zero {
            legs.append((receivable, account(fund: fund, AccountCode.salesTax), tax))
        }
        return transfers(reversed ? legs.map { ($0.1, $0.0, $0.2) } : legs)
    }

    // MARK: - Payments

    /// Money entrusted to a provider: one transfer for each fund and account.
    public mutating func capture(provider: Int, parts: some Sequence<Part>) -> [Transfer] {
        transfers(
            parts.map { (clearing(provider: provider, fund: $0.fund), $0.account, $0.amount) })
    }

    /// Money given back through the provider: the capture of those parts turned round.
    public mutating func refund(provider: Int, parts: some Sequence<Part>) -> [Transfer] {
        transfers(
            parts.map { ($0.account, clearing(provider: provider, fund: $0.fund), $0.amount) })
    }

    /// Cash over a counter.
    public mutating func cash(office: String, parts: some Sequence<Part>) -> [Transfer] {
        transfers(
            parts.map { (account(fund: $0.fund, AccountCode.cash(office)), $0.account, $0.amount) })
    }

    /// Cash handed back over a counter.
    public mutating func cashBack(office: String, parts: some Sequence<Part>) -> [Transfer] {
        transfers(
            parts.map { ($0.account, account(fund: $0.fund, AccountCode.cash(office)), $0.amount) })
    }

    // MARK: - The bank

    /// What the books held when they began.
    public mutating func opening(bankAccount: Int, fund: Int, balance: Yen) -> [Transfer] {
        move(
            into: account(fund: fund, AccountCode.bank(city.bankAccounts[bankAccount].id)),
            from: account(fund: fund, AccountCode.opening), balance)
    }

    /// A bank line that nobody announced.
    public mutating func unidentified(bankAccount: Int, amount: Yen) -> [Transfer] {
        let fund = homeOfUnidentified(bankAccount)
        return move(
            into: account(fund: fund, AccountCode.bank(city.bankAccounts[bankAccount].id)),
            from: account(fund: fund, AccountCode.unidentified), amount)
    }

    /// A bank line that falls under a rule of the city file.
    public mutating func transit(_ rule: City.BankRule, amount: Yen) -> [Transfer] {
        let fund = fundIndex(rule.fund)
        return move(
            into: account(fund: fund, AccountCode.bank(rule.account)),
            from: account(fund: fund, AccountCode.transit(rule.transitClass.rawValue)), amount)
    }

    /// A payout that arrived, fund by fund: cash, netted fee and its tax against clearing.
    ///
    /// - Parameters:
    ///   - nets: cash by fund; a fund may be negative, where it gave back more than it took.
    ///   - unknownToUs: gross of lines that we do not know, by fund: clearing against 仮受金.
    public mutating func payout(
        provider: Int, bankAccount: Int, nets: [(fund: Int, amount: Yen)], fees: [Share],
        taxes: [Share], unknownToUs: [(fund: Int, amount: Yen)]
    ) -> [Transfer] {
        var legs: [(AccountID, AccountID, Yen)] = []
        for net in nets {
            legs += banked(
                bankAccount, net.fund, clearing(provider: provider, fund: net.fund), net.amount)
        }
        for line in unknownToUs {
            legs.append(
                (
                    clearing(provider: provider, fund: line.fund),
                    account(fund: line.fund, AccountCode.unidentified), line.amount
                ))
        }
        for fee in fees {
            let cost =
                isEnterprise(fee.fund)
                ? account(fund: fee.fund, AccountCode.providerFee(fee.year))
                : account(fund: fee.fund, AccountCode.feeToSettle(city.providers[provider].id))
            legs.append((cost, clearing(provider: provider, fund: fee.fund), fee.amount))
        }
        for tax in taxes {
            let cost =
                isEnterprise(tax.fund)
                ? account(fund: tax.fund, AccountCode.feeTax)
                : account(fund: tax.fund, AccountCode.feeToSettle(city.providers[provider].id))
            legs.append((cost, clearing(provider: provider, fund: tax.fund), tax.amount))
        }
        return transfers(legs)
    }

    /// Money that moves from one fund's account to another's: inside a fund at once; across funds
    /// as transfers of one voucher, in each of them over the bank account that holds it.
    public mutating func crossing(
        bankAccount: Int, from source: (fund: Int, account: AccountID),
        to home: (fund: Int, account: AccountID), _ amount: Yen
    ) -> [(AccountID, AccountID, Yen)] {
        if source.fund == home.fund { return [(source.account, home.account, amount)] }
        return banked(bankAccount, source.fund, source.account, -amount)
            + banked(bankAccount, home.fund, home.account, amount)
    }

    /// Cash of one fund against an account of its; where the bank account may not hold the fund's
    /// money, its owner holds it.
    private mutating func banked(
        _ bankAccount: Int, _ fund: Int, _ other: AccountID, _ amount: Yen
    ) -> [(AccountID, AccountID, Yen)] {
        let bank = city.bankAccounts[bankAccount]
        let fundID = city.funds[fund].id
        if bank.funds.contains(fundID) {
            return [(account(fund: fund, AccountCode.bank(bank.id)), other, amount)]
        }
        let owner = fundIndex(bank.funds[0])
        return [
            (
                account(fund: owner, AccountCode.bank(bank.id)),
                account(fund: owner, AccountCode.heldFor(fundID)), amount
            ),
            (account(fund: fund, AccountCode.dueFrom(bank.funds[0])), other, amount),
        ]
    }

    // MARK: - Shared

    /// The account of a refund that comes after its year's books are closed (過年度還付): from
    /// 1 June, in an enterprise from 1 April; nil as long as the year's own revenue bears it.
    public func repayment(of year: FiscalYear, on day: BookDay, fund: Int) -> String? {
        let lastMonth = isEnterprise(fund) ? 3 : 5
        guard let last = BookDay(year: year.year + 1, month: lastMonth, day: 31), day > last else {
            return nil
        }
        return AccountCode.repayment(day.fiscalYear)
    }

    /// `outside`, or the first fund of an account that may not hold it.
    public func homeOfUnidentified(_ bankAccount: Int) -> Int {
        let allowed = city.bankAccounts[bankAccount].funds
        return city.funds.firstIndex { $0.kind == .outside && allowed.contains($0.id) }
            ?? fundIndex(allowed[0])
    }

    /// Where money rests whose owner nobody knows yet.
    public var outside: Int { city.funds.firstIndex { $0.kind == .outside } ?? 0 }

    public func fundIndex(_ id: String) -> Int {
        guard let index = city.funds.firstIndex(where: { $0.id == id }) else {
            preconditionFailure("the city file was checked: every fund it names is there")
        }
        return index
    }

    func isEnterprise(_ fund: Int) -> Bool { city.funds[fund].kind == .enterprise }

    private func move(into debit: AccountID, from credit: AccountID, _ amount: Yen) -> [Transfer] {
        transfers([(debit, credit, amount)])
    }

    /// Transfers of positive amounts: a negative one turns round, a zero is none.
    public func transfers(_ legs: [(AccountID, AccountID, Yen)]) -> [Transfer] {
        legs.compactMap { debit, credit, amount in
            if amount == .zero { return nil }
            return amount > .zero
                ? Transfer(debit: debit, credit: credit, amount: amount)
                : Transfer(debit: credit, credit: debit, amount: -amount)
        }
    }
}
