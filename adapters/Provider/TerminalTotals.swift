public import Money

/// A terminal's own totals of one day (L4).
public struct TerminalTotals: Sendable, Hashable {
    public var row: Int
    public var terminal: String
    public var day: BookDay
    /// Completed transactions, cancels and returns negative.
    public var completedCount: Int
    public var completed: Yen
    /// 処理未了.
    public var unknownCount: Int
    public var unknown: Yen

    public init(
        row: Int, terminal: String, day: BookDay, completedCount: Int, completed: Yen,
        unknownCount: Int, unknown: Yen
    ) {
        self.row = row
        self.terminal = terminal
        self.day = day
        self.completedCount = completedCount
        self.completed = completed
        self.unknownCount = unknownCount
        self.unknown = unknown
    }
}
