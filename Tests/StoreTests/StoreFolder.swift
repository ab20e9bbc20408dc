import Database
import Foundation
import Store

/// A database with the tables of what came in, in a folder of its own.
final class StoreFolder {
    let url: URL
    let database: Database

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        let first = Migration(
            number: 1, name: "before", sqlite: "CREATE TABLE before (x INTEGER) STRICT;")
        database = try Database.create(
            path: url.appending(path: "books.sqlite").path(),
            migrations: [first] + StoreSchema.migrations
        ) { _ in }
    }

    deinit {
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
