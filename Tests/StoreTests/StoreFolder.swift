import Database
import Foundation
import Store
import TestSupport

/// A database with the tables of what came in, in a folder of its own.
final class StoreFolder {
    private static let before = "CREATE TABLE before (x INTEGER) STRICT;"

    let url: URL
    private let place: String
    let database: Database

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        let first = Migration(
            number: 1, name: "before", sqlite: StoreFolder.before,
            // Whoever guards tables needs what refuses.
            postgresql: PostgreSQLSchema.refusal + PostgreSQLSchema.tables(StoreFolder.before))
        place = TestEngine.place(orFile: url.appending(path: "books.sqlite").path())
        database = try Database.create(
            path: place,
            migrations: [first] + StoreSchema.migrations
        ) { _ in }
    }

    deinit {
        if TestEngine.isCluster, let schema = try? ClusterAddress(place).schema {
            try? database.write { try $0.run("DROP SCHEMA \(schema) CASCADE") }
        }
        try? database.close()
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String { url.appending(path: name).path() }

    func count(_ table: String) throws -> Int64 {
        try database.read { connection in
            let statement = try connection.statement("SELECT count(*) FROM \(table)")
            defer { statement.reset() }
            _ = try statement.step()
            return statement.int64(0)
        }
    }
}
