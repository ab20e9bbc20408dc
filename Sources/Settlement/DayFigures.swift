public import Money

/// The figures of one book day (収入日計): what its vouchers did, counted once.
public struct DayFigures: Sendable, Hashable {
    public var day: BookDay
    /// Rows in which anything is not zero.
    public var rows: [RevenueKey: RevenueMeasures]
    /// By provider's id.
    public var providers: [String: ProviderMeasures]
    /// By office's id; slips, which have no office, under the empty word.
    public var offices: [String: OfficeMeasures]
    /// What moved each bank account, and why.
    public var bank: [BankMovement: Yen]
    /// What the bank's own statements say of the day, by account.
    public var bankLines: [String: BankLines]

    public init(
        day: BookDay, rows: [RevenueKey: RevenueMeasures] = [:],
        providers: [String: ProviderMeasures] = [:], offices: [String: OfficeMeasures] = [:],
        bank: [BankMovement: Yen] = [:], bankLines: [String: BankLines] = [:]
    ) {
        self.bankLines = bankLines
        self.day = day
        self.rows = rows
        self.providers = providers
        self.offices = offices
        self.bank = bank
    }

    /// The sum over the rows that fit.
    public func sum(where fits: (RevenueKey) -> Bool = { _ in true }) -> RevenueMeasures {
        rows.reduce(into: .zero) { if fits($1.key) { $0 += $1.value } }
    }

    /// What moved a bank account on that day, the balance it began with left out.
    public func bankChange(of account: String) -> Yen {
        bank.reduce(Yen.zero) {
            $1.key.account == account && $1.key.reason != .opening ? $0 + $1.value : $0
        }
    }
}

extension DayFigures {
    /// Adds another day's rows that fit.
    public mutating func addRows(of other: DayFigures, where fits: (RevenueKey) -> Bool) {
        for (key, row) in other.rows where fits(key) { rows[key, default: .zero] += row }
    }

    /// Adds another day's figures; the day stays.
    public mutating func add(_ other: DayFigures) {
        addRows(of: other) { _ in true }
        for (key, row) in other.providers { providers[key, default: ProviderMeasures()] += row }
        for (key, row) in other.offices { offices[key, default: OfficeMeasures()] += row }
        for (key, amount) in other.bank { bank[key, default: .zero] += amount }
        for (key, lines) in other.bankLines { bankLines[key, default: BankLines()] += lines }
    }
}

/// Lines of a bank account's statements (入出金明細).
public struct BankLines: Sendable, Hashable {
    public var count: Int64
    /// In less out.
    public var amount: Yen

    public init(count: Int64 = 0, amount: Yen = .zero) {
        self.count = count
        self.amount = amount
    }

    public static func += (a: inout BankLines, b: BankLines) {
        a.count += b.count
        a.amount += b.amount
    }
}

/// What a provider took, gave back and paid.
public struct ProviderMeasures: Sendable, Hashable {
    /// 受託 and 戻出, as in ``RevenueMeasures``.
    public var entrusted = Yen.zero
    public var repaid = Yen.zero
    /// Gross of its payouts: what came, and what it kept.
    public var received = Yen.zero
    /// Its fee without tax, and the tax on it, as far as netted off payouts.
    public var fee = Yen.zero
    public var tax = Yen.zero
    public var payments: Int64 = 0
    public var refunds: Int64 = 0

    public init() {}

    /// What came into the bank.
    public var net: Yen { received - fee - tax }
    /// 受託者未収.
    public var atProvider: Yen { entrusted - repaid - received }

    public static func += (a: inout ProviderMeasures, b: ProviderMeasures) {
        a.entrusted += b.entrusted
        a.repaid += b.repaid
        a.received += b.received
        a.fee += b.fee
        a.tax += b.tax
        a.payments += b.payments
        a.refunds += b.refunds
    }
}

/// What was taken at an office, whatever the method, and in its online procedures.
public struct OfficeMeasures: Sendable, Hashable {
    public var payments: Int64 = 0
    public var refunds: Int64 = 0
    /// Taken less given back.
    public var amount = Yen.zero

    public init() {}

    public static func += (a: inout OfficeMeasures, b: OfficeMeasures) {
        a.payments += b.payments
        a.refunds += b.refunds
        a.amount += b.amount
    }
}

/// Why a bank account moved.
public struct BankMovement: Sendable, Hashable, Comparable {
    /// Raw values stand in stored figures and never change.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Providers' payouts, net.
        case payouts
        /// Money received or given back without a provider: 仮受金, and what leaves it.
        case direct
        /// Fees paid by invoice.
        case fees
        /// Money that was or will be another fund's.
        case betweenFunds = "between-funds"
        /// `asset/transit`: other business, sweeps, the bank's fees, returns.
        case transit
        /// Cash of counters.
        case cash
        /// What the books began with.
        case opening
    }

    /// The bank account's id in the city file.
    public var account: String
    public var reason: Reason
    /// The transit class (`sweep`), else empty.
    public var detail: String

    public init(account: String, reason: Reason, detail: String = "") {
        self.account = account
        self.reason = reason
        self.detail = detail
    }

    public static func < (a: BankMovement, b: BankMovement) -> Bool {
        let order = Reason.allCases
        let (first, second) = (order.firstIndex(of: a.reason), order.firstIndex(of: b.reason))
        return (a.account, first ?? 0, a.detail) < (b.account, second ?? 0, b.detail)
    }
}
