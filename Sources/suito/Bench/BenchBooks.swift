import Database
import Foundation
import Glibc
import LedgerStore

/// New books of a bench in a folder or a schema of their own, every account opened.
struct BenchBooks {
    private let folder: String
    let database: Database
    let store: LedgerStore
    private let emptyBytes: Int64

    /// - Parameter cluster: the URL of the cluster that they are in; nil: a file in the folder.
    init(in folder: String, cluster: String?, load: LedgerLoad) throws {
        self.folder = folder
        let schema = "bench_\(getpid())"
        let url = cluster.map { $0 + ($0.contains("?") ? "&" : "?") + "schema=" + schema }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        database = try Database.create(
            path: url ?? folder + "/books.sqlite", migrations: LedgerStore.migrations
        ) { try LedgerStore.initialise(in: $0, begins: LedgerLoad.begins) }
        store = LedgerStore(database)
        for answer in try store.post(load.opening).joined() { _ = try answer.get() }
        try database.checkpoint()
        emptyBytes = try BenchBooks.bytes(database, folder)
    }

    private static func bytes(_ database: Database, _ folder: String) throws -> Int64 {
        if database.engine == .sqlite { return try BookSize.bytes(folder) }
        return try database.read { connection in
            let row = try connection.statement(
                """
                SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c
                WHERE c.relnamespace = current_schema()::text::regnamespace AND c.relkind = 'r'
                """)
            defer { row.reset() }
            return try row.step() ? row.int64(0) : 0
        }
    }

    func commits() throws -> Int64 { try database.read { try store.head($0).commits } }

    /// What has been added to the database file, the log moved into it.
    func addedBytes() throws -> Int64 {
        try database.checkpoint()
        return try BenchBooks.bytes(database, folder) - emptyBytes
    }

    /// Walks the books where that is wanted, and removes them.
    func end(audits: Bool) throws {
        store.shutdown()
        if audits {
            let report = try store.audit()
            guard report.isSound else {
                for damage in report.damages.prefix(5) { say("\(damage)") }
                throw Exit.refused
            }
        }
        if database.engine == .postgresql {
            try database.write { try $0.run("DROP SCHEMA bench_\(getpid()) CASCADE") }
        }
        try database.close()
        try FileManager.default.removeItem(atPath: folder)
    }
}
