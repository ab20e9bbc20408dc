/// The part of a ``Statement`` that PostgreSQL has.
///
/// A statement that may give many rows, one with an order and without a limit, is a cursor, of
/// which some rows at a time are in memory; of any other the whole answer is taken.
final class RemoteStatement {
    private static let firstFetch = 128
    /// What the rows that are in memory should take.
    private static let fetchBytes = 1 << 20

    private let connection: RemoteConnection
    private let sql: String
    /// The cursor's name, nil where the whole answer is taken.
    private let cursor: String?
    private var types: [UInt32] = []
    private var values: [RemoteValue] = []
    private var result: RemoteResult?
    private var row = 0
    private var fetches = RemoteStatement.firstFetch
    /// The cursor may have more rows than those in memory.
    private var hasMore = false
    /// Whether it has rows still to give.
    private(set) var isBusy = false

    /// - Parameter number: tells it from the connection's other statements.
    init(_ sql: String, number: Int, _ connection: RemoteConnection) {
        self.connection = connection
        let text = RemoteStatement.numbered(sql)
        cursor = RemoteStatement.givesManyRows(sql) ? "walk\(number)" : nil
        self.sql = cursor.map { "DECLARE \($0) NO SCROLL CURSOR FOR \(text)" } ?? text
    }

    /// `?1` as `$1`, but not inside of quotes.
    static func numbered(_ sql: String) -> String {
        var isQuoted = false
        return String(
            decoding: sql.utf8.map { byte in
                if byte == UInt8(ascii: "'") { isQuoted.toggle() }
                return byte == UInt8(ascii: "?") && !isQuoted ? UInt8(ascii: "$") : byte
            }, as: UTF8.self)
    }

    private static func givesManyRows(_ sql: String) -> Bool {
        sql.hasPrefix("SELECT") && sql.contains("ORDER BY") && !sql.contains("LIMIT")
    }

    // MARK: - Binding

    func bind(_ position: Int, _ value: RemoteValue, _ type: UInt32) {
        precondition(position > 0, "positions count from 1")
        precondition(!isBusy, "a statement must be reset before it is bound again")
        while values.count < position {
            values.append(.null)
            types.append(RemoteType.unknown)
        }
        values[position - 1] = value
        // What a value is stays known where there is none.
        if type != RemoteType.unknown { types[position - 1] = type }
    }

    // MARK: - Running

    private var command: RemoteCommand {
        RemoteCommand(sql: sql, types: types, values: values)
    }

    func step() throws(DatabaseTrouble) -> Bool {
        if !isBusy {
            result = try execute()
            row = 0
            isBusy = true
        } else {
            row += 1
        }
        if let result, row < result.rows { return true }
        if hasMore, let cursor {
            let next = try fetch(cursor)
            result = next
            row = 0
            if next.rows > 0 { return true }
        }
        try finish()
        return false
    }

    private func execute() throws(DatabaseTrouble) -> RemoteResult {
        guard let cursor else { return try connection.perform(command) }
        try connection.post(command)
        hasMore = true
        return try fetch(cursor)
    }

    private func fetch(_ cursor: String) throws(DatabaseTrouble) -> RemoteResult {
        let wanted = fetches
        let rows: RemoteResult
        do {
            rows = try connection.perform(
                RemoteCommand(sql: "FETCH \(wanted) FROM \(cursor)", isKept: false))
        } catch {
            forget()
            throw error
        }
        hasMore = rows.rows == wanted
        if !hasMore { try close(cursor) }
        let fitting = wanted * RemoteStatement.fetchBytes / max(1, rows.byteCount)
        fetches = min(max(fitting, 16), min(4 * wanted, 8_192))
        return rows
    }

    private func close(_ cursor: String) throws(DatabaseTrouble) {
        try connection.post(RemoteCommand(sql: "CLOSE \(cursor)", isKept: false))
    }

    private func finish() throws(DatabaseTrouble) {
        let isOpen = hasMore
        forget()
        if isOpen, let cursor { try close(cursor) }
    }

    /// Ends it; a failure to do so comes with whatever is asked next.
    func reset() {
        guard isBusy else { return }
        try? finish()
    }

    /// The transaction has ended, and the cursor with it.
    func forget() {
        isBusy = false
        hasMore = false
        result = nil
        fetches = RemoteStatement.firstFetch
    }

    /// Runs without waiting for the answer.
    func runLater() throws(DatabaseTrouble) {
        try connection.post(command)
    }

    var changes: Int { connection.changes }

    // MARK: - The row

    var columns: Int { result?.columns ?? 0 }

    private func rows(_ column: Int) -> RemoteResult {
        guard let result, column < result.columns else {
            preconditionFailure("the row has no such column")
        }
        return result
    }

    func isNull(_ column: Int) -> Bool { rows(column).isNull(row, column) }

    func integer(_ column: Int) -> Int64 { rows(column).integer(row, column) }

    func text(_ column: Int) -> String {
        let rows = rows(column)
        switch rows.type(column) {
        case RemoteType.text, RemoteType.bytes, RemoteType.name, RemoteType.unknown:
            return String(decoding: rows.bytes(row, column), as: UTF8.self)
        default: return rows.isNull(row, column) ? "" : "\(rows.integer(row, column))"
        }
    }

    func bytes(_ column: Int) -> UnsafeRawBufferPointer { rows(column).bytes(row, column) }

    func type(_ column: Int) -> UInt32 { rows(column).type(column) }

    /// Whether SQLite would not have shown it for `*`.
    func isHidden(_ column: Int) -> Bool { rows(column).hidden == column }
}
