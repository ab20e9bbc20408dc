/// Rows for one table as arrays, a column each, that one statement turns into rows again.
final class RemoteInsertion {
    /// From here on the rows are written and others begun.
    private static let byteLimit = 2 << 20

    private let connection: RemoteConnection
    private let sql: String
    private var columns: [RemoteArray]
    private var rows = 0

    init(
        into table: String, _ columns: [Insertion.Column], onConflict: String?,
        _ connection: RemoteConnection
    ) {
        self.connection = connection
        self.columns = columns.map(RemoteArray.init)
        let names = columns.map(\.name).joined(separator: ", ")
        let arrays = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let conflict = onConflict.map { " ON CONFLICT \($0)" } ?? ""
        sql = "INSERT INTO \(table) (\(names)) SELECT * FROM unnest(\(arrays))\(conflict)"
    }

    /// Positions of a row are bound once each, in any order.
    func bind(_ position: Int, _ value: RemoteValue) {
        switch value {
        case .null:
            columns[position - 1].appendNull()
        case .integer(let number):
            withUnsafeBytes(of: number.bigEndian) { columns[position - 1].append($0) }
        case .bytes(let bytes):
            bytes.withUnsafeBytes { bind(position, $0) }
        }
    }

    func bind(_ position: Int, _ bytes: UnsafeRawBufferPointer) {
        columns[position - 1].append(bytes)
    }

    func add() throws(DatabaseTrouble) {
        rows += 1
        if rows.isMultiple(of: 64), columns.reduce(0, { $0 + $1.byteCount }) > Self.byteLimit {
            try finish()
        }
    }

    func finish() throws(DatabaseTrouble) {
        guard rows > 0 else { return }
        let count = rows
        rows = 0
        var command = RemoteCommand(sql: sql)
        for place in columns.indices {
            command.types.append(columns[place].type)
            command.values.append(.bytes(columns[place].take(count)))
        }
        try connection.post(command)
    }

    func forget() {
        rows = 0
        for place in columns.indices { _ = columns[place].take(0) }
    }
}
