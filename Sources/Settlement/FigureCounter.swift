public import City
public import Ledger
public import Money

/// Counts the vouchers of one book day into figures.
///
/// A voucher that only reserves, or gives up what was reserved, counts nothing; one that reverses
/// takes back what its target counted.
public struct FigureCounter: Sendable {
    /// A transfer that no posting of the house makes; figures that met one are not to be trusted.
    public struct Stranger: Sendable, Hashable {
        public var debit: String
        public var credit: String

        public init(debit: String, credit: String) {
            self.debit = debit
            self.credit = credit
        }
    }

    private var accounts: [FigureAccount] = []
    private var chart = Chart()
    /// The row of each account, by its place among `keys`; -1 for none.
    private var rowOfAccount: [Int32] = []
    private var keys: [RevenueKey] = []
    private var places: [RevenueKey: Int32] = [:]
    private var rows: [RevenueMeasures] = []
    private let subject: @Sendable (String) -> String?
    private var providers: [String: ProviderMeasures] = [:]
    private var offices: [String: OfficeMeasures] = [:]
    private var bank: [BankMovement: Yen] = [:]
    /// What payouts took from clearing, by fund.
    public private(set) var taken: [String: Yen] = [:]
    public private(set) var strangers: Set<Stranger> = []

    /// - Parameter chart: of all accounts that the vouchers name.
    public init(_ chart: Chart, city: City) {
        subject = { city.billKind($0)?.subject }
        for account in chart.accounts { _ = open(account) }
    }

    /// Counts without a city file; accounts are opened as vouchers name them.
    ///
    /// Nobody knows the subject of a kind of bills then: they stand under `bill/<kind>`.
    public init() { subject = { _ in nil } }

    /// The account's place in transfers that are counted: the one it has, or a new one.
    public mutating func open(_ account: Account) -> AccountID {
        let id = chart.open(account)
        guard Int(id.index) == accounts.count else { return id }
        let seen = FigureAccount(account, subject: subject)
        accounts.append(seen)
        guard let key = seen.key else {
            rowOfAccount.append(-1)
            return id
        }
        if places[key] == nil {
            places[key] = Int32(keys.count)
            keys.append(key)
            rows.append(.zero)
        }
        rowOfAccount.append(places[key] ?? -1)
        return id
    }

    /// Counts a voucher booked on the day.
    ///
    /// - Parameter office: where its payment was taken; nil for a voucher that is no payment's.
    public mutating func add(
        kind: Voucher.Kind, cause: String, transfers: [Transfer], office: String?
    ) {
        guard kind != .reserve, kind != .void else { return }
        let subject = Subject(cause)
        var voucher = VoucherSum(sign: kind == .reverse ? -1 : 1, isPayment: subject.isPayment)
        for transfer in transfers {
            count(kind == .reverse ? transfer.turnedRound : transfer, &voucher)
        }
        if let provider = voucher.provider {
            var sum = providers[provider] ?? ProviderMeasures()
            sum.payments += voucher.payments
            sum.refunds += voucher.refunds
            providers[provider] = sum
        }
        if let office, subject.isPayment {
            var sum = offices[office] ?? OfficeMeasures()
            sum.payments += voucher.payments
            sum.refunds += voucher.refunds
            sum.amount += voucher.amount
            offices[office] = sum
        }
    }

    /// What was counted; vouchers do not say what payouts brought money for
    /// (``RevenueMeasures/received``) nor which part of a fee is its tax: ``SaidReceipts`` does.
    public func figures(of day: BookDay) -> DayFigures {
        var figures = DayFigures(day: day)
        for (place, row) in rows.enumerated() where row != .zero { figures.rows[keys[place]] = row }
        figures.providers = providers.filter { $0.value != ProviderMeasures() }
        figures.offices = offices.filter { $0.value != OfficeMeasures() }
        figures.bank = bank.filter { $0.value != .zero }
        return figures
    }

    /// What one voucher did as a whole.
    private struct VoucherSum {
        var sign: Int64
        var isPayment: Bool
        var provider: String?
        var payments: Int64 = 0
        var refunds: Int64 = 0
        var amount = Yen.zero

        mutating func take(_ change: Yen) {
            amount += change
            if isPayment { payments = sign }
        }

        mutating func giveBack(_ change: Yen) {
            amount -= change
            if isPayment { refunds = sign }
        }
    }

    /// Whether a voucher's cause is a citizen's payment or refund, also where it is undone.
    private struct Subject {
        private static let undo = Array("undo/".utf8)
        private static let payments = [
            "capture/", "slip/", "refund/", "void/", "paid/", "not-paid/", "dispute/",
            "reinstated/",
        ].map { Array($0.utf8) }

        let isPayment: Bool

        init(_ cause: String) {
            var rest = cause.utf8[...]
            while rest.starts(with: Subject.undo) { rest = rest.dropFirst(Subject.undo.count) }
            isPayment = Subject.payments.contains { rest.starts(with: $0) }
        }
    }

    private mutating func count(_ transfer: Transfer, _ voucher: inout VoucherSum) {
        let (debit, credit) = (Int(transfer.debit.index), Int(transfer.credit.index))
        let (from, to) = (Int(rowOfAccount[debit]), Int(rowOfAccount[credit]))
        let signed = voucher.sign < 0 ? -transfer.amount : transfer.amount
        let one = voucher.isPayment ? voucher.sign : 0
        moveBank(accounts[debit], accounts[credit], signed)
        switch Movement(accounts[debit].role, accounts[credit].role) {
        case .assess: rows[from].assessed += signed
        case .unassess: rows[to].assessed -= signed
        case .carry:
            rows[from].assessed += signed
            rows[to].carried += signed
        case .writeOff: rows[to].writtenOff += signed
        case .unwriteOff: rows[from].writtenOff -= signed
        case .entrust(let sells):
            if sells { rows[to].assessed += signed }
            rows[to].entrusted += signed
            rows[to].payments += one
            voucher.take(signed)
            count(provider: accounts[debit].name, &voucher) { $0.entrusted += signed }
        case .giveBack(let unsells):
            if unsells { rows[from].reduced += signed }
            rows[from].repaid += signed
            rows[from].refunds += one
            voucher.giveBack(signed)
            count(provider: accounts[credit].name, &voucher) { $0.repaid += signed }
        case .ungiveBack:
            rows[to].repaid -= signed
            count(provider: accounts[debit].name, &voucher) { $0.repaid -= signed }
        case .direct(let sells):
            if sells { rows[to].assessed += signed }
            rows[to].direct += signed
            rows[to].payments += one
            voucher.take(signed)
        case .directBack(let unsells):
            if unsells { rows[from].reduced += signed }
            rows[from].direct -= signed
            rows[from].refunds += one
            voucher.giveBack(signed)
        case .moveOver(let unsells, let sells):
            if unsells { rows[from].reduced += signed }
            rows[from].direct -= signed
            if sells { rows[to].assessed += signed }
            rows[to].direct += signed
        case .paidOut(let piece): payOut(transfer.credit, signed, piece, &voucher)
        case .paidBack(let piece): payOut(transfer.debit, -signed, piece, &voucher)
        case .apart: break
        case .strange:
            strangers.insert(
                Stranger(debit: chart[transfer.debit].code, credit: chart[transfer.credit].code))
        }
    }

    private mutating func payOut(
        _ clearing: AccountID, _ amount: Yen, _ piece: Movement.Piece, _ voucher: inout VoucherSum
    ) {
        taken[chart[clearing].fund, default: .zero] += amount
        count(provider: accounts[Int(clearing.index)].name, &voucher) { sum in
            sum.received += amount
            if piece == .kept { sum.fee += amount }
        }
    }

    private mutating func count(
        provider: String, _ voucher: inout VoucherSum, _ change: (inout ProviderMeasures) -> Void
    ) {
        voucher.provider = provider
        change(&providers[provider, default: ProviderMeasures()])
    }

    private mutating func moveBank(
        _ debit: FigureAccount, _ credit: FigureAccount, _ amount: Yen
    ) {
        if debit.role == .bank { moveBank(debit.name, by: credit, amount) }
        if credit.role == .bank { moveBank(credit.name, by: debit, -amount) }
    }

    private mutating func moveBank(_ account: String, by other: FigureAccount, _ amount: Yen) {
        let reason: BankMovement.Reason =
            switch other.role {
            case .clearing: .payouts
            case .transit: .transit
            case .betweenFunds, .bank: .betweenFunds
            case .feeToSettle, .providerFee, .feeTax: .fees
            case .cash: .cash
            case .opening: .opening
            case .bill, .revenue, .held, .salesTax, .overpaid, .unidentified, .writtenOff,
                .repayment, .stranger:
                .direct
            }
        let movement = BankMovement(
            account: account, reason: reason, detail: reason == .transit ? other.name : "")
        bank[movement, default: .zero] += amount
    }
}
