import BankFiles
import CityRecords
import CollectionAgents
import Database
import ElTax
import Foundation
import Ledger
import LedgerStore
import Money
import Office
import PayPay
import PaymentAgents
import Provider
import Reconciliation
import Store
import Stripe
import TerminalLogs
import TestSupport
import Testing

/// Books in a folder of their own, and the verbs of the office on them.
final class Desk {
    static let adapters: [any FileAdapter.Type] = [
        SalesJournal.self, BillsFile.self, BillChangesFile.self, PayPayHistory.self,
        PaymentAgentPayouts.self, StripePayouts.self, TerminalDailyLog.self,
        ElectronicMoneyDayLog.self, ConvenienceStoreDSK.self, ElTaxPayments.self,
        BankTransactions.self,
    ]

    let folder: TemporaryFolder
    /// What the books are opened by.
    let place: String
    private(set) var books: Books
    /// Whether its schema must outlive it, for others to be copied from.
    var isCopied = false
    private var inputs = 0

    /// New books of a city.
    init(city: String) throws {
        folder = try TemporaryFolder()
        place = try Desk.newPlace(folder.path("books"))
        books = try Books.initialise(place, cityFile: city, at: Desk.noon("2026-04-01"))
    }

    /// New books of the sample city.
    convenience init() throws { try self.init(city: SampleMonth.city) }

    /// Books that stand in a folder already, copied.
    init(copying source: String) throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: source, toPath: folder.path("books"))
        let former = try? String(contentsOfFile: source + "/cluster", encoding: .utf8)
        place = try Desk.newPlace(folder.path("books"))
        if let former { try TestEngine.copy(former, to: Desk.url(of: place)) }
        books = try Books.open(place)
    }

    /// Books that stand in a place already, beside those of another desk.
    init(opening place: String, beside other: Desk) throws {
        folder = other.folder
        self.place = place
        books = try Books.open(place)
    }

    /// The folder, or a new schema in the cluster together with it.
    ///
    /// The schema's URL is written into the folder, so that whoever copies the folder knows what to
    /// copy besides.
    private static func newPlace(_ folder: String) throws -> String {
        let place = TestEngine.place(orFile: folder)
        guard TestEngine.isCluster else { return place }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try place.write(toFile: folder + "/cluster", atomically: true, encoding: .utf8)
        return place + "&folder=" + folder
    }

    private static func url(of place: String) -> String {
        String(place.prefix(while: { $0 != "&" }))
    }

    deinit {
        // What the server knows of many schemas makes all of them slower.
        if ClusterAddress.isAddress(place), !isCopied,
            let schema = try? ClusterAddress(place).schema
        {
            try? books.database.write { try $0.run("DROP SCHEMA \(schema) CASCADE") }
        }
        try? books.database.close()
    }

    /// The folder of the books.
    var path: String { folder.path("books") }

    /// As the next command would find them.
    func reopen() throws {
        try books.database.close()
        books = try Books.open(place)
    }

    static func day(_ text: String) throws -> BookDay { try #require(BookDay(text)) }

    static func noon(_ text: String) throws -> Moment {
        Moment(day: try day(text), secondOfDay: 12 * 3600)
    }

    // MARK: Input

    /// Writes an input file and names it; the same name may come with other content.
    func input(_ name: String, _ bytes: [UInt8]) throws -> String {
        inputs += 1
        let place = folder.path("in-\(inputs)")
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: place + "/" + name))
        return place + "/" + name
    }

    func input(_ name: String, _ text: String) throws -> String {
        try input(name, Array(text.utf8))
    }

    @discardableResult func take(
        _ paths: [String], as kind: FileKind? = nil, dryRun: Bool = false
    ) throws -> [ImportFiles.Report] {
        try ImportFiles(books, adapters: Desk.adapters).run(
            paths, as: kind, dryRun: dryRun, at: Desk.noon("2026-05-01")
        ) { _ in }
    }

    @discardableResult func take(
        _ name: String, _ text: String, as kind: FileKind? = nil
    ) throws -> ImportFiles.Report {
        try #require(take([input(name, text)], as: kind).first)
    }

    // MARK: Reconciliation

    @discardableResult func reconcile(_ through: String) throws -> ReconcileBooks.Result {
        try ReconcileBooks(books).run(
            through: Desk.day(through), at: Desk.noon("2026-05-21")
        ) { _ in }
    }

    func exceptions(all: Bool = false) throws -> [ListExceptions.Item] {
        try ListExceptions(books).run(all: all)
    }

    /// The exception of a code and a reference.
    func exception(
        _ code: ExceptionCode, _ reference: String
    ) throws -> ExceptionLog.Row {
        try #require(
            exceptions(all: true).first {
                $0.row.exception.code == code && $0.row.exception.reference == reference
            }, "\(code.rawValue) \(reference)"
        ).row
    }

    @discardableResult func resolve(
        _ id: String, _ resolution: Resolution, to target: String? = nil, by person: String = "sato"
    ) throws -> DecisionLog.Proposal {
        try ResolveException(books).run(
            id, as: resolution, target: target, reason: "checked by telephone", by: person,
            at: Desk.noon("2026-05-21"))
    }

    @discardableResult func approve(
        _ id: String, by person: String = "suzuki"
    ) throws -> DecisionLog.Proposal {
        try ApproveProposal(books).run(id, by: person, at: Desk.noon("2026-05-21"))
    }

    /// The code of the refusal that the office gives, or nil where it does what was asked.
    func refusal(_ body: () throws -> Void) throws -> String? {
        do {
            try body()
            return nil
        } catch let refusal as OfficeDenial {
            #expect(!refusal.sentence.ja.isEmpty && !refusal.sentence.en.isEmpty)
            return refusal.code
        }
    }

    // MARK: What the books say

    /// Posted balances that are not zero, on the normal side, as `fund account`.
    func balances() throws -> [String: Int64] {
        try books.database.read { connection in
            var result: [String: Int64] = [:]
            for (account, balance) in try books.ledger.balances(connection) {
                let value = balance.onNormalSide(of: account.accountClass).value
                if value != 0 { result["\(account.fund) \(account.code)"] = value }
            }
            return result
        }
    }

    func audit() throws -> AuditReport { try books.ledger.audit() }

    func vouchers() throws -> [BookedVoucher] {
        try books.database.read { connection in
            let chart = try books.ledger.accounts(connection)
            var result: [BookedVoucher] = []
            try books.ledger.forEachVoucher(connection) { result.append(BookedVoucher($0, chart)) }
            return result
        }
    }

    /// How many rows each table of the books holds.
    func rowCounts() throws -> [String: Int64] {
        try books.database.read { connection in
            // Evidence is no row where it is in files.
            try connection.tables().filter { $0 != "evidence_part" }
                .reduce(into: [:]) { $0[$1] = try Desk.count($1, connection) }
        }
    }

    func count(_ table: String) throws -> Int64 {
        try books.database.read { try Desk.count(table, $0) }
    }

    private static func count(_ table: String, _ connection: Connection) throws -> Int64 {
        let statement = try connection.statement("SELECT count(*) FROM \(table)")
        defer { statement.reset() }
        _ = try statement.step()
        return statement.int64(0)
    }

    /// All that is kept, by file; of a cluster's books what is dumped, and each piece of evidence.
    func everyByte() throws -> [(name: String, data: Data)] {
        guard TestEngine.isFile else {
            let dump = try TestEngine.dump(Desk.url(of: place))
            return [("dump", Data(dump.utf8))]
                + (try books.database.read { connection in
                    let row = try connection.statement(
                        "SELECT bytes FROM evidence_part ORDER BY digest, part")
                    var parts: [(String, Data)] = []
                    while try row.step() { parts.append(("evidence", Data(row.blob(0)))) }
                    return parts
                })
        }
        return try FileManager.default.subpathsOfDirectory(atPath: path).compactMap { name in
            FileManager.default.contents(atPath: path + "/" + name).map { (name, $0) }
        }
    }

    /// The digests under which evidence is kept.
    func evidence() throws -> [String] {
        guard TestEngine.isFile else {
            return try books.database.read { connection in
                let row = try connection.statement(
                    "SELECT DISTINCT encode(digest, 'hex') FROM evidence_part ORDER BY 1")
                var found: [String] = []
                while try row.step() { found.append(row.text(0)) }
                return found
            }
        }
        return try FileManager.default.subpathsOfDirectory(atPath: path + "/evidence")
            .compactMap { $0.split(separator: "/").last.map(String.init) }
            .filter { $0.count == 64 }.sorted()
    }
}
