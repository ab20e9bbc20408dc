public import Database

/// Evidence in which card numbers were starred out, so that its bytes are not those that its name
/// is the digest of: what the kept bytes have for a digest.
public struct MaskedEvidence {
    static let migration = Migration(
        number: 23, name: "masked evidence", sqlite: table,
        postgresql: PostgreSQLSchema.tables(table), expands: true)

    private static let table = """
        CREATE TABLE evidence_masked (
            digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
            kept BLOB NOT NULL CHECK (length(kept) = 32)
        ) STRICT, WITHOUT ROWID;

        """

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// Notes what is kept of a file that was sent; one that was read again may be kept otherwise.
    ///
    /// - Parameters:
    ///   - digest: of what was sent.
    ///   - kept: of the bytes that are kept; nothing is noted where it is the same.
    public func note(_ digest: [UInt8], kept: [UInt8]) throws {
        let forget = try connection.statement("DELETE FROM evidence_masked WHERE digest = ?1")
        forget.bind(1, digest)
        try forget.run()
        guard kept != digest else { return }
        let row = try connection.statement(
            "INSERT INTO evidence_masked (digest, kept) VALUES (?1, ?2)")
        row.bind(1, digest)
        row.bind(2, kept)
        try row.run()
    }

    /// Notes it of all that came in before the books knew to.
    ///
    /// - Parameter kept: the digest of what is kept under one, nil where that is gone.
    public func fill(_ kept: (_ digest: [UInt8]) throws -> [UInt8]?) throws {
        for file in try FileRegistry(connection).evidence()
        where file.isMasked && file.kept == nil {
            if let digest = try kept(file.bytes) { try note(file.bytes, kept: digest) }
        }
    }
}
