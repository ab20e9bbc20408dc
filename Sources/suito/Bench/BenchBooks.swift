import Database
import Foundation
import LedgerStore

/// New books of a bench in a folder of their own, every account opened.
struct BenchBooks {
    private let folder: String
    let database: Database
    let store: LedgerStore
    private let emptyBytes: Int64

    init(in folder: String, load: LedgerLoad) throws {
        self.folder = folder
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        database = try Database.create(
            path: folder + "/books.sqlite", migrations: LedgerStore.migrations
        ) { try LedgerStore.initialise(in: $0, begins: LedgerLoad.begins) }
        store = LedgerStore(database)
        for answer in try store.post(load.opening).joined() { _ = try answer.get() }
        try database.checkpoint()
        emptyBytes = try BookSize.bytes(folder)
    }

    func commits() throws -> Int64 { try database.read { try store.head($0).commits } }

    /// What has been added to the database file, the log moved into it.
    func addedBytes() throws -> Int64 {
        try database.checkpoint()
        return try BookSize.bytes(folder) - emptyBytes
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
        try database.close()
        try FileManager.default.removeItem(atPath: folder)
    }
}
