public import Money

/// 預金残高の照合: the books' balance of each bank account beside the bank's own, with what makes
/// them differ; and the cash at counters.
public struct CashPosition: Sendable {
    /// What stands on one side only.
    public struct Item: Sendable, Hashable {
        /// The 勘定日 of a bank line, or the book day of a voucher.
        public var day: BookDay
        /// A bank line's reference, or a voucher's cause.
        public var name: String
        /// The bank's payer; empty for a voucher.
        public var payer: String
        public var amount: Yen

        public init(day: BookDay, name: String, payer: String, amount: Yen) {
            self.day = day
            self.name = name
            self.payer = payer
            self.amount = amount
        }
    }

    public struct Account: Sendable, Hashable {
        public var id: String
        /// 帳簿残高, of all funds.
        public var booked: Yen
        /// 銀行残高: the statements' closing balance.
        public var stated: Yen
        /// The last day of which a statement speaks; nil where none has come, and ``stated`` is
        /// the balance that the books began with.
        public var statedThrough: BookDay?
        /// In the books, and not at the bank by that day.
        public var notAtBank: [Item]
        /// At the bank, and not in the books by that day.
        public var notInBooks: [Item]

        public init(
            id: String, booked: Yen, stated: Yen, statedThrough: BookDay?, notAtBank: [Item],
            notInBooks: [Item]
        ) {
            self.id = id
            self.booked = booked
            self.stated = stated
            self.statedThrough = statedThrough
            self.notAtBank = notAtBank
            self.notInBooks = notInBooks
        }

        /// The books' balance with the items taken off and added: what the bank should say.
        public var adjusted: Yen {
            booked - notAtBank.reduce(Yen.zero) { $0 + $1.amount }
                + notInBooks.reduce(Yen.zero) { $0 + $1.amount }
        }
        /// What no item explains; zero in sound books.
        public var unexplained: Yen { stated - adjusted }
    }

    public struct Counter: Sendable, Hashable {
        public var office: String
        public var balance: Yen

        public init(office: String, balance: Yen) {
            self.office = office
            self.balance = balance
        }
    }

    public var day: BookDay
    public var accounts: [Account] = []
    public var counters: [Counter] = []
    public var reconciledThrough: BookDay?
    public var filesSince: Int

    public init(_ day: BookDay, reconciledThrough: BookDay?, filesSince: Int) {
        self.day = day
        self.reconciledThrough = reconciledThrough
        self.filesSince = filesSince
    }
}
