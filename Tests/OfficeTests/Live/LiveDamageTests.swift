import Database
import Foundation
import Money
import Office
import Store
import TestSupport
import Testing

/// What ``DamageTests`` does to books that were made of files, to those that a checkout works on.
@Suite(
    "Damage to live payments behind the program's back",
    .enabled(if: TestEngine.isFile, "\(TestEngine.noFile)"))
struct LiveDamageTests {
    /// Tables that hold what happened, or follow from it; the others are forgotten in their time.
    private static let proved: Set = [
        "api_key", "api_key_end", "bank_movement", "payment", "payment_event",
        "payment_exchange", "payment_fact", "payment_link", "payment_link_end",
        "payment_standing", "reservation",
    ]

    private static let turns = 300

    /// Payments in each state, with what is around them.
    private static func make() async throws -> TemporaryFolder {
        let live = try LiveDesk()
        live.desk.isCopied = true
        try live.bills(["W-1": 1_200, "W-2": 900])
        let keys = APIKeys(live.desk.books, surroundings: live.surroundings)
        let key = try await keys.create(service: "juminka", scopes: [.readPayments]).key
        _ = try await keys.create(service: "zeimu", scopes: [])
        try await keys.revoke(key.id)
        let links = PaymentLinks(live.checkout)
        guard
            case .done(let link) = try await links.make(
                LiveDesk.order(), isSingle: true, by: "juminka")
        else { throw LiveDesk.Unexpected() }
        _ = try await links.open(link.id)
        _ = try await links.disable(link.id, of: "juminka")
        let paid = try await live.paid()
        _ = try await live.checkout.refund(
            Yen(300), available: nil, of: paid.id, by: nil, reason: "twice")
        _ = try await live.paid(LiveDesk.order([.bill(id: "W-1")]))
        _ = try await live.create(LiveDesk.order([.bill(id: "W-2")]))
        _ = try await live.open()
        try live.prove()
        try live.desk.books.database.write { connection in
            try connection.run(
                """
                INSERT INTO bank_movement (id, service, account, day, reference, amount, created)
                VALUES (zeroblob(16), 'zeimu', 'main', 20544, 'r', 100, 0)
                """)
            try TableSeals(connection).keep()
        }
        try live.desk.books.database.checkpoint()
        try live.desk.books.database.close()
        let folder = try TemporaryFolder()
        for name in ["books.sqlite", "evidence"] {
            try FileManager.default.copyItem(
                atPath: live.desk.path + "/" + name, toPath: folder.path(name))
        }
        return folder
    }

    @Test("A changed cell of a payment and of what is around it is told by the audit")
    func cells() async throws {
        let source = try await Self.make()
        let bytes = try Data(contentsOf: URL(filePath: source.path("books.sqlite")))
        guard case .sound = try SmallBooks.audit(source) else {
            Issue.record("\(try SmallBooks.audit(source))")
            return
        }
        let raw = try RawDatabase(source.path("books.sqlite"))
        let filled = Set(try raw.filledTables().map(\.name))
        #expect(Self.proved.subtracting(filled) == [], "these are never damaged in this test")
        var random = SplitMix64.seeded("cells of payments")
        var unseen: [String] = []
        var tables: Set<String> = []
        for _ in 0..<Self.turns {
            let folder = try TemporaryFolder()
            try FileManager.default.createSymbolicLink(
                atPath: folder.path("evidence"), withDestinationPath: source.path("evidence"))
            try bytes.write(to: URL(filePath: folder.path("books.sqlite")))
            let change = try DamageTests.damage(folder, raw, of: Self.proved, &random)
            tables.insert(change.table)
            // What only says when to look again follows from nothing.
            if ["due", "turn"].contains(change.column) { continue }
            if case .sound = try SmallBooks.audit(folder) { unseen.append(change.sql) }
        }
        print("payments: \(Self.turns) cells changed in \(tables.count) tables")
        #expect(unseen == [])
    }
}
