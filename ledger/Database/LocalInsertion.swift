import GRDBSQLite

/// Rows for one table of SQLite: sixteen go in by one statement, which halves what a row costs.
final class LocalInsertion {
    /// Rows in one statement.
    private static let width = 16
    /// From here on the rows are written, however few they are.
    private static let byteLimit = 256 << 10

    private enum Value {
        case null
        case integer(Int64)
        /// Where in `bytes` it lies.
        case blob(Range<Int>)
        case text(Range<Int>)
    }

    private let prepare: (_ rows: Int) throws(DatabaseTrouble) -> Statement
    private let columns: Int
    private var one: Statement?
    private var many: Statement?
    private var values: [Value]
    private var bytes: [UInt8] = []
    private var rows = 0

    init(
        into table: String, _ columns: [Insertion.Column], onConflict: String?,
        prepare: @escaping (_ sql: String) throws(DatabaseTrouble) -> Statement
    ) {
        let count = columns.count
        let names = columns.map(\.name).joined(separator: ", ")
        let conflict = onConflict.map { " ON CONFLICT \($0)" } ?? ""
        self.columns = count
        values = Array(repeating: .null, count: count * LocalInsertion.width)
        // OR FAIL: rows that might have to be undone by themselves would make SQLite copy the
        // pages they touch. Here the whole transaction is undone instead.
        self.prepare = { rows throws(DatabaseTrouble) in
            let tuples = (0..<rows).map { row in
                let places = (1...count).map { "?\(row * count + $0)" }
                return "(\(places.joined(separator: ", ")))"
            }
            return try prepare(
                "INSERT OR FAIL INTO \(table) (\(names)) "
                    + "VALUES \(tuples.joined(separator: ", "))\(conflict)")
        }
    }

    /// Positions of a row are bound once each, in any order.
    func bind(_ position: Int, _ value: Int64) {
        values[rows * columns + position - 1] = .integer(value)
    }

    func bind(_ position: Int, text: String) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        values[rows * columns + position - 1] = .text(start..<bytes.count)
    }

    func bind(_ position: Int, blob: UnsafeRawBufferPointer) {
        let start = bytes.count
        bytes.append(contentsOf: blob)
        values[rows * columns + position - 1] = .blob(start..<bytes.count)
    }

    func bindNull(_ position: Int) { values[rows * columns + position - 1] = .null }

    func add() throws(DatabaseTrouble) {
        rows += 1
        if rows == LocalInsertion.width {
            if many == nil { many = try prepare(rows) }
            try run(many, values[...])
            forget()
        } else if bytes.count > LocalInsertion.byteLimit {
            try finish()
        }
    }

    func finish() throws(DatabaseTrouble) {
        guard rows > 0 else { return }
        if one == nil { one = try prepare(1) }
        for row in 0..<rows { try run(one, values[row * columns..<(row + 1) * columns]) }
        forget()
    }

    /// Lets go of rows that were added and not written.
    func forget() {
        rows = 0
        bytes.removeAll(keepingCapacity: bytes.capacity <= 2 * LocalInsertion.byteLimit)
    }

    private func run(
        _ statement: Statement?, _ values: ArraySlice<Value>
    ) throws(DatabaseTrouble) {
        guard let statement else { return }
        try bytes.withUnsafeBufferPointer { buffer throws(DatabaseTrouble) in
            let bytes = UnsafeRawBufferPointer(buffer)
            for (index, value) in zip(1..., values) {
                switch value {
                case .null: statement.bindNull(index)
                case .integer(let number): statement.bind(index, number)
                case .blob(let range):
                    statement.bindInPlace(
                        blob: index, UnsafeRawBufferPointer(rebasing: bytes[range]))
                case .text(let range):
                    statement.bindInPlace(
                        text: index, UnsafeRawBufferPointer(rebasing: bytes[range]))
                }
            }
            try statement.run()
        }
    }
}
