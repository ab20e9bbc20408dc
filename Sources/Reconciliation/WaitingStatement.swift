public import Money

/// A bank statement behind a gap: it came, and does not continue what is there.
public struct WaitingStatement: Sendable, Hashable {
    /// The bank account's id in the city file.
    public var account: String
    /// Its first day.
    public var from: BookDay
    /// The yen that moved in the gap: its opening balance less the one that is known.
    public var difference: Yen

    public init(account: String, from: BookDay, difference: Yen) {
        self.account = account
        self.from = from
        self.difference = difference
    }

    /// `main/2026-04-03`.
    public var reference: String { "\(account)/\(from)" }

    /// Account and first day of a reference; nil where it is none.
    public static func parse(_ reference: String) -> (account: String, from: BookDay)? {
        guard let slash = reference.lastIndex(of: "/"),
            let day = BookDay(reference[reference.index(after: slash)...])
        else { return nil }
        return (String(reference[..<slash]), day)
    }
}
