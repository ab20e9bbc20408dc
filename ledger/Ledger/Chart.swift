/// A local table of accounts: vouchers name an account by its place in it.
///
/// Whoever makes vouchers keeps a chart of the accounts that they touch and hands both over
/// together. Accounts are only ever added, so a place once given stays good.
public struct Chart: Sendable {
    /// In the order in which they were opened.
    public private(set) var accounts: [Account]
    private var places: [Account: AccountID]

    public init() {
        accounts = []
        places = [:]
    }

    public var count: Int { accounts.count }

    /// The account's place: the one it has, or a new one at the end.
    public mutating func open(_ account: Account) -> AccountID {
        if let place = places[account] { return place }
        let place = AccountID(Int32(accounts.count))
        accounts.append(account)
        places[account] = place
        return place
    }

    /// The account at a place that this chart gave.
    public subscript(id: AccountID) -> Account { accounts[Int(id.index)] }

    public func id(of account: Account) -> AccountID? { places[account] }
}
