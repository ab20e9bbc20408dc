/// A local table of accounts: vouchers name an account by its place in it.
///
/// Whoever makes vouchers keeps a chart of the accounts that they touch and hands both over
/// together. Accounts are only ever added, so a place once given stays good.
public struct Chart: Sendable {
    /// In the order in which they were opened.
    public private(set) var accounts: [Account]
    private var places: [Account: AccountID]
    /// The fund of each account, as a number: comparing two costs nothing.
    private var funds: [Int32]
    private var fundNumbers: [String: Int32]

    public init() {
        accounts = []
        places = [:]
        funds = []
        fundNumbers = [:]
    }

    public var count: Int { accounts.count }

    /// The account's place: the one it has, or a new one at the end.
    public mutating func open(_ account: Account) -> AccountID {
        if let place = places[account] { return place }
        let place = AccountID(Int32(accounts.count))
        accounts.append(account)
        places[account] = place
        let fund = fundNumbers[account.fund] ?? Int32(fundNumbers.count)
        fundNumbers[account.fund] = fund
        funds.append(fund)
        return place
    }

    /// The account at a place that this chart gave.
    public subscript(id: AccountID) -> Account { accounts[Int(id.index)] }

    /// Whether two accounts are of one fund.
    public func isOneFund(_ a: AccountID, _ b: AccountID) -> Bool {
        funds[Int(a.index)] == funds[Int(b.index)]
    }

    public func id(of account: Account) -> AccountID? { places[account] }
}
