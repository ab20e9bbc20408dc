import Database
import Transparency

/// The books' secret, from which the salts of the leaves are derived: one row, never changed.
enum StoredSecret {
    static let byteCount = 32

    /// Keeps a secret, a drawn one where none is given.
    static func initialise(_ bytes: [UInt8]?, _ connection: Connection) throws(DatabaseTrouble) {
        let insert = try connection.statement("INSERT INTO ledger_leaf_secret VALUES (1, ?1)")
        insert.bind(1, bytes ?? drawn())
        try insert.run()
    }

    /// nil in books that were made before there was a tree and have closed no day since.
    static func read(_ connection: Connection) throws(DatabaseTrouble) -> LeafSecret? {
        let row = try connection.statement("SELECT secret FROM ledger_leaf_secret")
        defer { row.reset() }
        guard try row.step() else { return nil }
        guard let secret = LeafSecret(bytes: row.blob(0)) else {
            throw DatabaseTrouble(.corrupt, "the secret of the leaves is damaged")
        }
        return secret
    }

    /// The secret that the leaves stored so far were salted with.
    static func known(_ connection: Connection) throws(DatabaseTrouble) -> LeafSecret {
        guard let secret = try read(connection) else {
            throw DatabaseTrouble(.corrupt, "the books have no secret for their leaves")
        }
        return secret
    }

    /// The secret; books without one get theirs here.
    static func obtain(_ connection: Connection) throws(DatabaseTrouble) -> LeafSecret {
        if let secret = try read(connection) { return secret }
        try initialise(nil, connection)
        return try known(connection)
    }

    private static func drawn() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<byteCount).map { _ in UInt8.random(in: 0...UInt8.max, using: &random) }
    }
}
