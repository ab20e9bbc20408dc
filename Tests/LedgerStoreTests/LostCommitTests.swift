import Database
import Foundation
import Ledger
import LedgerStore
import TestSupport
import Testing

/// A connection that is lost at a COMMIT: the books are asked whether it stands, never guessed.
@Suite(.enabled(if: TestEngine.server != nil, "\(TestEngine.noServer)"))
struct LostCommitTests {
    private static let note = "CREATE TABLE note (text TEXT NOT NULL) STRICT;"
    private static let migrations =
        LedgerStore.migrations + [
            Migration(
                number: 1_000, name: "note", sqlite: note,
                postgresql: PostgreSQLSchema.tables(note))
        ]

    @Test(
        "What was answered stands once, and the answer is the true one",
        arguments: CuttingProxy.Cut.allCases)
    func answeredOnce(_ cut: CuttingProxy.Cut) throws {
        let url = try #require(TestEngine.newSchema())
        let server = try #require(URLComponents(string: url)?.port)
        let proxy = try CuttingProxy(to: UInt16(server))
        defer { proxy.stop() }
        let direct = try Database.create(path: url, migrations: Self.migrations) {
            try LedgerStore.initialise(
                in: $0, begins: Books.begins, leafSecret: Books.leafSecret)
        }
        let database = try Database.open(
            // In the clear, so that the proxy sees the words.
            path: url.replacing(":\(server)/", with: ":\(proxy.port)/") + "&sslmode=disable",
            migrations: Self.migrations)
        let store = LedgerStore(database)
        let change = try Books.sales(["sale-1", "sale-2"]) { connection in
            try connection.run("INSERT INTO note VALUES ('once')")
        }
        proxy.arm(cut)
        let answers = try store.post([change, Books.sales(["sale-3"])]).joined()
        #expect(proxy.cutsMade == 1)
        let sequences = try answers.map { answer in
            guard case .posted(let sequence, _) = try answer.get() else { return Int64(0) }
            return sequence
        }
        #expect(sequences == [1, 2, 3])
        let again = try store.post([Books.sales(["sale-1", "sale-2", "sale-4"])]).joined()
            .map { try $0.get().sequence }
        #expect(again == [1, 2, 4])
        let (notes, head) = try direct.read { connection in
            let row = try connection.statement("SELECT count(*) FROM note")
            try row.step()
            return (row.int64(0), try store.head(connection))
        }
        #expect(notes == 1)
        #expect(head.sequence == 4 && head.commits == 2)
        #expect(try store.audit().isSound)
        try direct.write {
            try $0.run("DROP SCHEMA \(ClusterAddress(url).schema) CASCADE")
        }
    }
}
