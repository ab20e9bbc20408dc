public import Database
public import Ledger
public import Money

/// What the books take at once, wholly or not at all: vouchers, and rows that belong to them.
public struct Change: Sendable {
    /// The accounts that the vouchers name.
    ///
    /// Keep one chart over many changes: what it means in the books is then looked up once.
    public var chart: Chart
    public var vouchers: [Voucher]
    /// When the books hear of it, from outside: there is no clock in here.
    ///
    /// Where the books have heard of something later already, by another instance's clock, that
    /// moment stands instead: it never goes back.
    public var recorded: Moment
    /// Further rows in the same transaction, written before the vouchers.
    ///
    /// Run again where a neighbour in the batch fails, so it must do nothing but write rows. It
    /// must not begin or end a transaction. What it throws undoes this change alone and reaches
    /// whoever handed the change in.
    public var rows: (@Sendable (Connection) throws -> Void)?
    /// What is done once for a batch, behind all rows of it.
    public var afterwards: Afterwards?

    /// Work by names: of several changes in a batch that ask for the same, the first one's is done.
    public struct Afterwards: Sendable {
        public var names: [String]
        /// Does what one name asks for; what it throws is trouble of the whole batch.
        public var run: @Sendable (_ name: String, Connection) throws -> Void

        public init(
            _ names: [String], run: @escaping @Sendable (String, Connection) throws -> Void
        ) {
            self.names = names
            self.run = run
        }
    }

    public init(
        chart: Chart, vouchers: [Voucher], recorded: Moment, afterwards: Afterwards? = nil,
        rows: (@Sendable (Connection) throws -> Void)? = nil
    ) {
        self.afterwards = afterwards
        self.chart = chart
        self.vouchers = vouchers
        self.recorded = recorded
        self.rows = rows
    }
}
