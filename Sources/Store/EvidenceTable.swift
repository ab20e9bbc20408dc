import Crypto
public import Database
import Foundation

/// What somebody sent, verbatim, under its digest, where several instances share the books: in
/// parts of one table, so that it is durable with the rows that were read from it.
public struct EvidenceTable {
    static let tables = """
        CREATE TABLE evidence_part (
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            part INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (digest, part)
        ) STRICT, WITHOUT ROWID;
        """

    private static let partBytes = 256 << 10

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// Copies a file's bytes into the books.
    ///
    /// - Parameter digest: of what was sent; where card numbers were starred out, not of the bytes.
    public func keep(file path: String, as digest: [UInt8]) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw DatabaseTrouble(.io, "cannot read \(path)")
        }
        defer { try? file.close() }
        let insert = try connection.insertion(
            into: "evidence_part", [.blob("digest"), .integer("part"), .blob("bytes")],
            onConflict: "DO NOTHING")
        var part: Int64 = 0
        while true {
            let bytes = try file.read(upToCount: EvidenceTable.partBytes) ?? Data()
            // A file of no bytes has a part all the same.
            if bytes.isEmpty, part > 0 { break }
            insert.bind(1, digest)
            insert.bind(2, part)
            insert.bind(3, Array(bytes))
            try insert.add()
            part += 1
        }
        try insert.finish()
    }

    /// SHA-256 of the bytes that are kept under a digest; nil where none are, or not all.
    public func digest(ofKept digest: [UInt8]) throws -> [UInt8]? {
        var hash = SHA256()
        let isThere = try forEachPart(of: digest) { hash.update(bufferPointer: $0) }
        return isThere ? Array(hash.finalize()) : nil
    }

    /// Lends the bytes that are kept under a digest, part by part.
    ///
    /// - Returns: whether there are any, and all of them.
    @discardableResult
    public func forEachPart(
        of digest: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Bool {
        let row = try connection.statement(
            "SELECT part, bytes FROM evidence_part WHERE digest = ?1 ORDER BY part")
        row.bind(1, digest)
        defer { row.reset() }
        var parts: Int64 = 0
        while try row.step() {
            guard row.int64(0) == parts else { return false }
            parts += 1
            try row.withBytes(1) { try body($0) }
        }
        return parts > 0
    }
}
