public import Database
public import Money
public import Provider

/// Which files have come in, by their digest; the same file again is harmless.
public struct FileRegistry {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case accepted, duplicate, rejected, held
    }

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// A file that was taken in before, or nil.
    ///
    /// A rejected file is not kept: it can be tried again.
    public func status(of digest: [UInt8]) throws -> Status? {
        let statement = try connection.statement("SELECT status FROM file WHERE digest = ?1")
        statement.bind(1, digest)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        let status = Status(rawValue: statement.text(0))
        return status == .rejected ? nil : status
    }

    /// Rows of a file that were taken in, as of now: a file that waited may have been judged.
    public func accepted(of digest: [UInt8]) throws -> Int {
        let statement = try connection.statement("SELECT accepted FROM file WHERE digest = ?1")
        statement.bind(1, digest)
        defer { statement.reset() }
        return try statement.step() ? try statement.count(0, in: "file") : 0
    }

    /// The number of a file that was taken in while some of its rows were not: those may be good by
    /// now, and it is read again.
    public func unfinished(_ digest: [UInt8]) throws -> Int64? {
        let statement = try connection.statement(
            "SELECT number FROM file WHERE digest = ?1 AND status = 'accepted' AND findings > 0")
        statement.bind(1, digest)
        defer { statement.reset() }
        return try statement.step() ? statement.int64(0) : nil
    }

    /// The number that the next file gets.
    public func nextNumber() throws -> Int64 {
        let statement = try connection.statement("SELECT coalesce(max(number), 0) + 1 FROM file")
        _ = try statement.step()
        defer { statement.reset() }
        return statement.int64(0)
    }

    /// Evidence that is kept.
    public struct Evidence: Sendable, Hashable {
        /// SHA-256 of what was sent, in hexadecimal: its name.
        public var digest: String
        public var bytes: [UInt8]
        /// Card numbers in it were starred out.
        public var isMasked: Bool
        /// SHA-256 of the bytes that are kept; nil where an older program starred them out.
        public var kept: [UInt8]?
    }

    /// All evidence that is kept, in the order in which it came in.
    public func evidence() throws -> [Evidence] {
        let statement = try connection.statement(
            """
            SELECT f.digest, f.masked, m.kept
            FROM file f LEFT JOIN evidence_masked m ON m.digest = f.digest
            WHERE f.status <> 'rejected' ORDER BY f.number
            """)
        defer { statement.reset() }
        var result: [Evidence] = []
        while try statement.step() {
            let bytes = statement.blob(0)
            let isMasked = statement.int64(1) == 1
            result.append(
                Evidence(
                    digest: hexadecimal(bytes), bytes: bytes, isMasked: isMasked,
                    kept: isMasked ? statement.optionalBlob(2) : bytes))
        }
        return result
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    public struct Entry: Sendable {
        public var number: Int64
        public var digest: [UInt8]
        public var kind: FileKind
        public var name: String
        public var size: Int
        public var rows: Int
        public var accepted: Int
        public var duplicates: Int
        public var findingCount: Int
        public var findings: [Finding]
        public var status: Status
        /// Card numbers were starred out before the evidence was kept.
        public var isMasked: Bool
        public var imported: Moment

        public init(
            number: Int64, digest: [UInt8], kind: FileKind, name: String, size: Int, rows: Int,
            accepted: Int, duplicates: Int, findingCount: Int, findings: [Finding],
            status: Status, isMasked: Bool, imported: Moment
        ) {
            self.number = number
            self.digest = digest
            self.kind = kind
            self.name = name
            self.size = size
            self.rows = rows
            self.accepted = accepted
            self.duplicates = duplicates
            self.findingCount = findingCount
            self.findings = findings
            self.status = status
            self.isMasked = isMasked
            self.imported = imported
        }
    }

    public func insert(_ entry: Entry) throws {
        // What is tried again takes the place of its former try: a file with open rows, or a bank
        // file that was held and then refused.
        for table in ["finding WHERE file", "file WHERE number"] {
            let forget = try connection.statement(
                "DELETE FROM \(table) = (SELECT number FROM file WHERE digest = ?1)")
            forget.bind(1, entry.digest)
            try forget.run()
        }
        let statement = try connection.statement(
            """
            INSERT INTO file (number, digest, kind, name, size, rows, accepted, duplicates,
                findings, status, masked, imported)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """)
        statement.bind(1, entry.number)
        statement.bind(2, entry.digest)
        statement.bind(3, entry.kind.rawValue)
        statement.bind(4, entry.name)
        statement.bind(5, Int64(entry.size))
        statement.bind(6, Int64(entry.rows))
        statement.bind(7, Int64(entry.accepted))
        statement.bind(8, Int64(entry.duplicates))
        statement.bind(9, Int64(entry.findingCount))
        statement.bind(10, entry.status.rawValue)
        statement.bind(11, entry.isMasked ? Int64(1) : 0)
        statement.bind(12, entry.imported.seconds)
        try statement.run()
        for (ordinal, finding) in entry.findings.enumerated() {
            let row = try connection.statement(
                """
                INSERT INTO finding (file, ordinal, line, column_name, code, ja, en)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """)
            row.bind(1, entry.number)
            row.bind(2, Int64(ordinal))
            row.bind(3, Int64(finding.line))
            row.bind(4, finding.column)
            row.bind(5, finding.code.rawValue)
            row.bind(6, finding.text.ja)
            row.bind(7, finding.text.en)
            try row.run()
        }
    }
}
