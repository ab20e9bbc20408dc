import Database
import Foundation
import LedgerStore
import Money
import Office
import Reconciliation
import Sealing
import Store
import Synchronization
import Testing

/// Books of nine days, seven of them closed, with a row in every table; small, so that they can be
/// damaged a thousand times.
enum SmallBooks {
    private static let whole = Result { try make() }

    /// Books to be damaged: a copy of the database beside the same evidence.
    static func copy(_ bytes: Data? = nil) throws -> TemporaryFolder {
        let source = try whole.get()
        let folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("evidence"), withDestinationPath: source + "/evidence")
        let file = URL(filePath: folder.path("books.sqlite"))
        try (bytes ?? Self.bytes()).write(to: file)
        return folder
    }

    /// The database file.
    static func bytes() throws -> Data {
        try Data(contentsOf: URL(filePath: whole.get() + "/books.sqlite"))
    }

    /// What the audit of the books in a folder says.
    enum Verdict {
        case sound
        case damaged([String])
        /// Exit code 1 or 5.
        case trouble(String)
    }

    static func audit(_ folder: TemporaryFolder) throws -> Verdict {
        do {
            let books = try Books.open(folder.url.path())
            defer { try? books.database.close() }
            let report = try AuditBooks(books).run { _, _ in }
            if report.isSound { return .sound }
            return .damaged(
                report.ledger.damages.map { "\($0.kind.rawValue) \($0.place)" }
                    + report.damages.map { "\($0.kind.rawValue) \($0.place)" })
        } catch let trouble as DatabaseTrouble {
            return .trouble("\(trouble)")
        } catch let denial as OfficeDenial {
            return .trouble(denial.code)
        }
    }

    private static let kept = Mutex<[TemporaryFolder]>([])

    private static func make() throws -> String {
        let desk = try Desk()
        desk.isCopied = true
        let bills = try SampleMonth.text("bills/bills-2026-03-23.csv")
            .split(separator: "\n", omittingEmptySubsequences: false).prefix(40)
            .joined(separator: "\n")
        try desk.take("bills.csv", bills + "\n")
        try desk.take(
            "changes.csv",
            BillRowsFile.changesHeader + "W2025-03000002,1,reduce,3000,272,2026-04-02,error,D1\n")
        let names = try SampleMonth.april.filter { file in
            !file.contains("/bills/") && isTaken(file)
        }
        try desk.take(names)
        try desk.take(
            "more.jsonl",
            Journal.event(1, "2026-04-02T10:00", ["juminhyo 1 300"])
                + Journal.event(2, "2026-04-02T11:00", provider: nil, ["juminhyo 2 300"])
                + Journal.event(3, "2026-04-02T12:00", ["no-such-fee 1 300"])
                + Journal.event(4, "2026-04-02T13:00", ["juminhyo 1 300"])
                .replacing("\"op1\"", with: "\"4111 1111 1111 1111\""))
        try desk.reconcile("2026-04-08")
        for item in try desk.exceptions() {
            guard let exit = item.row.exception.resolutions.first(where: { !$0.needsTarget })
            else { continue }
            try desk.resolve(item.row.id, exit)
            break
        }
        try desk.reconcile("2026-04-08")
        try close(desk)
        try fillRest(desk)
        try desk.books.database.checkpoint()
        let folder = try TemporaryFolder()
        try desk.books.database.close()
        try FileManager.default.copyItem(atPath: desk.path, toPath: folder.path("books"))
        kept.withLock { $0.append(folder) }
        return folder.path("books")
    }

    /// What takes a month and a timestamp authority to come about, as rows of their own.
    private static func fillRest(_ desk: Desk) throws {
        try desk.books.database.write { connection in
            try connection.run(
                """
                INSERT INTO package_timestamp SELECT max(day), x'3000' FROM package;
                INSERT INTO restoration VALUES (1, 0, 20543);
                INSERT INTO restoration_end VALUES (1, 0, 'sato', '/');
                INSERT INTO package_handover SELECT max(day), 'said', x'3000' FROM package;
                INSERT INTO closing_payout
                SELECT max(day), 0, 'jcn', 'P1', max(day), 10, 0, 1, 0, 9, 1, 'banked', 9, max(day),
                    'r', 'v' FROM closing;
                INSERT INTO payout_receipt
                VALUES (0, 'jcn', 'P1', 20545, 'r', 1, 0, 'c', 0, 'm', 0);
                INSERT INTO payout_receipt_line VALUES (0, 'general', 'asset/bank/main', 9);
                """)
            try TableSeals(connection).keep()
        }
    }

    /// The first two days, and what came of banks, slips and payouts until 8 April.
    private static func isTaken(_ file: String) -> Bool {
        let day = file.filter(\.isNumber).suffix(8)
        let isOfMore = ["/bank/", "/dsk/", "payouts-"].contains { file.contains($0) }
        return day <= (isOfMore ? "20260408" : "20260401")
    }

    private static func close(_ desk: Desk) throws {
        let now = try Desk.noon("2026-05-21")
        _ = try SealKeys(folder: desk.path).makeDemo(
            in: desk.folder.path("keys"), organization: "Shiomi City", kind: .p256, passphrase: nil,
            at: now)
        let closing = CloseDays(desk.books, stamp: { _, _ in [] }, printSummary: { _, _, _ in [] })
        let days = try (0..<7).map { try Desk.day("2026-03-31").adding($0) }
        let issued = try closing.run(
            CloseDays.Request(
                days: days, folder: desk.folder.path("packages"), person: "sato",
                carry: "waits for May", software: "test"), at: now
        ) { _ in }
        #expect(issued.count == 7)
    }
}
