public import Database
public import Money
public import Settlement

/// Closed days: who closed them and on what, and what their packages hold.
public struct ClosingLog {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    public struct Closing: Sendable, Hashable {
        public var day: BookDay
        /// From 1 on the day the books began.
        public var number: Int
        /// The last voucher in the books when the day closed.
        public var sequence: Int64
        public var person: String
        public var at: Moment
        public var software: String
        public var reconciledThrough: BookDay
        public var booksHash: [UInt8]
        /// Where the package was asked for.
        public var folder: String

        public init(
            day: BookDay, number: Int, sequence: Int64, person: String, at: Moment,
            software: String, reconciledThrough: BookDay, booksHash: [UInt8], folder: String
        ) {
            self.day = day
            self.number = number
            self.sequence = sequence
            self.person = person
            self.at = at
            self.software = software
            self.reconciledThrough = reconciledThrough
            self.booksHash = booksHash
            self.folder = folder
        }
    }

    private static let columns = """
        day, number, sequence, person, at, software, reconciled_through, books_hash, folder
        """

    public func insert(_ closing: Closing) throws {
        let statement = try connection.statement(
            "INSERT INTO closing (\(ClosingLog.columns)) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)")
        statement.bind(1, Int64(closing.day.number))
        statement.bind(2, Int64(closing.number))
        statement.bind(3, closing.sequence)
        statement.bind(4, closing.person)
        statement.bind(5, closing.at.seconds)
        statement.bind(6, closing.software)
        statement.bind(7, Int64(closing.reconciledThrough.number))
        statement.bind(8, closing.booksHash)
        statement.bind(9, closing.folder)
        try statement.run()
    }

    /// A closed day, nil where it is open.
    public func closing(_ day: BookDay) throws -> Closing? {
        try closings("WHERE day = ?1", day).first
    }

    /// The days that closed and whose package has not come out yet, in order.
    public func unissued() throws -> [Closing] {
        try closings(
            "WHERE NOT EXISTS (SELECT 1 FROM package_issue p WHERE p.day = closing.day) "
                + "ORDER BY day", nil)
    }

    private func closings(_ rest: String, _ day: BookDay?) throws -> [Closing] {
        let statement = try connection.statement(
            "SELECT \(ClosingLog.columns) FROM closing \(rest)")
        if let day { statement.bind(1, Int64(day.number)) }
        var result: [Closing] = []
        while try statement.step() {
            result.append(
                Closing(
                    day: try statement.day(0, in: "closing"),
                    number: try statement.count(1, in: "closing"), sequence: statement.int64(2),
                    person: statement.text(3), at: try statement.moment(4, in: "closing"),
                    software: statement.text(5),
                    reconciledThrough: try statement.day(6, in: "closing"),
                    booksHash: statement.blob(7), folder: statement.text(8)))
        }
        statement.reset()
        return result
    }

    // MARK: - Exceptions

    public func add(_ rows: [ExceptionRow], on day: BookDay) throws {
        for (ordinal, row) in rows.enumerated() {
            let statement = try connection.statement(
                """
                INSERT INTO closing_exception
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                """)
            statement.bind(1, Int64(day.number))
            statement.bind(2, Int64(ordinal))
            statement.bind(3, row.id)
            statement.bind(4, row.code)
            statement.bind(5, row.provider)
            statement.bind(6, row.reference)
            statement.bind(7, Int64(row.day.number))
            statement.bind(8, row.amount.value)
            statement.bind(9, row.state.rawValue)
            statement.bind(10, row.resolution)
            statement.bind(11, row.reason)
            statement.bind(12, row.person)
            statement.bind(13, row.approvedBy)
            statement.bind(14, row.decided?.seconds)
            try statement.run()
        }
    }

    public func exceptions(on day: BookDay) throws -> [ExceptionRow] {
        let statement = try connection.statement(
            """
            SELECT id, code, provider, reference, exception_day, amount, state, resolution, reason,
                person, approved_by, decided
            FROM closing_exception WHERE day = ?1 ORDER BY ordinal
            """)
        statement.bind(1, Int64(day.number))
        var result: [ExceptionRow] = []
        while try statement.step() {
            guard let state = ExceptionRow.State(rawValue: statement.text(6)) else {
                throw DatabaseTrouble(.corrupt, "an exception of \(day) has no state")
            }
            result.append(
                ExceptionRow(
                    id: statement.text(0), code: statement.text(1),
                    provider: statement.optionalText(2), reference: statement.text(3),
                    day: try statement.day(4, in: "closing"),
                    amount: try statement.yen(5, in: "closing_exception"), state: state,
                    resolution: statement.optionalText(7), reason: statement.optionalText(8),
                    person: statement.optionalText(9), approvedBy: statement.optionalText(10),
                    decided: try statement.isNull(11) ? nil : statement.moment(11, in: "closing")))
        }
        statement.reset()
        return result
    }

    /// What the last package that speaks of an exception says of it.
    public struct LastWord: Sendable, Hashable {
        /// The package's.
        public var day: BookDay
        public var state: ExceptionRow.State
        public var amount: Yen
    }

    /// By the exceptions' ids.
    public func lastWords() throws -> [String: LastWord] {
        let statement = try connection.statement(
            """
            SELECT id, state, amount, day FROM closing_exception c
            WHERE day = (SELECT max(day) FROM closing_exception o WHERE o.id = c.id)
            """)
        var result: [String: LastWord] = [:]
        while try statement.step() {
            guard let state = ExceptionRow.State(rawValue: statement.text(1)) else { continue }
            result[statement.text(0)] = LastWord(
                day: try statement.day(3, in: "closing_exception"), state: state,
                amount: try statement.yen(2, in: "closing_exception"))
        }
        statement.reset()
        return result
    }
}
