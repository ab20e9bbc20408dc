import City
import Database
import Foundation
import Ledger
import LedgerStore
import Money
import Office
import Provider
import Reconciliation
import Store
import Testing

@Suite("Files that come again, and rows that cannot be taken") struct ImportTests {
    private let sales = "sales/2026-04-01.jsonl"

    @Test("The same bytes again are a duplicate, under whatever name")
    func again() throws {
        let desk = try Desk()
        let path = SampleMonth.path(sales)
        let first = try #require(desk.take([path]).first)
        #expect(first.status == .accepted && first.accepted == first.rows && first.rows > 0)
        let before = try desk.rowCounts()
        for other in [path, try desk.input("register.txt", SampleMonth.text(sales))] {
            let report = try #require(desk.take([other]).first)
            #expect(report.status == .duplicate)
            #expect(report.accepted == 0 && report.duplicates == first.rows)
            #expect(report.findings.isEmpty && report.digest == first.digest)
        }
        #expect(try desk.rowCounts() == before)
        #expect(try desk.evidence() == [first.digest])
    }

    @Test("The same file twice in one run counts once")
    func twiceInOneRun() throws {
        let desk = try Desk()
        let path = SampleMonth.path(sales)
        let reports = try desk.take([path, path])
        #expect(reports.map(\.status) == [.accepted, .duplicate])
        #expect(try desk.count("sale") == Int64(reports[0].rows))
    }

    @Test(
        "The same rows in another order are all duplicates, and no exception",
        arguments: [
            "sales/2026-04-01.jsonl", "providers/jcn/T01-20260401.log",
            "bills/bills-2026-04-01.csv",
        ])
    func otherOrder(_ name: String) throws {
        let desk = try Desk()
        let first = try #require(desk.take([SampleMonth.path(name)]).first)
        let table = ["sale", "provider_line", "bill"]
        let before = try table.map { try desk.count($0) }
        var lines = try SampleMonth.text(name).split(whereSeparator: \.isNewline)
        let header = name.hasSuffix(".csv") ? [lines.removeFirst()] : []
        let other = (header + lines.reversed()).joined(separator: "\n") + "\n"
        let report = try desk.take("again", other)
        #expect(report.status == .accepted && report.findings.isEmpty)
        #expect(report.accepted == 0 && report.duplicates == first.rows)
        #expect(try table.map { try desk.count($0) } == before)
    }

    @Test("A journal that grew brings only what is new")
    func grown() throws {
        let desk = try Desk()
        let lines = (1...5).map {
            Journal.event($0, "2026-04-01T10:0\($0)", ["juminhyo 1 300"])
        }
        #expect(try desk.take("a", lines[0..<3].joined()).accepted == 3)
        let report = try desk.take("b", lines.joined())
        #expect(report.accepted == 2 && report.duplicates == 3)
    }

    @Test("A refused file can be tried again once it is mended")
    func mended() throws {
        let desk = try Desk()
        let broken = SampleMonth.path("bad/emoney-totals.csv")
        for _ in 0..<2 {
            let report = try #require(desk.take([broken]).first)
            #expect(report.status == .rejected)
            #expect(report.findings.map(\.code) == [.totalsDiffer])
        }
        #expect(try desk.count("file") == 0)
        let good = try SampleMonth.files("providers/dencard").filter { $0.contains("T01-202604") }
        #expect(try desk.take(good).allSatisfy { $0.status == .accepted })
        #expect(try desk.take([broken]).first?.status == .rejected)
    }

    @Test("A dry run says the same and leaves nothing")
    func dryRun() throws {
        let (desk, other) = (try Desk(), try Desk())
        let paths =
            try SampleMonth.files("bank") + SampleMonth.files("bills")
            + SampleMonth.files("bad") + [SampleMonth.path(sales), SampleMonth.path(sales)]
        let before = try desk.rowCounts()
        let dry = try desk.take(paths, dryRun: true)
        #expect(try desk.rowCounts() == before)
        #expect(
            try FileManager.default.subpathsOfDirectory(atPath: desk.path + "/evidence")
                == ["incoming"])
        let wet = try other.take(paths)
        #expect(dry.map(\.status) == wet.map(\.status))
        #expect(dry.map(\.accepted) == wet.map(\.accepted))
        #expect(dry.map(\.findingCount) == wet.map(\.findingCount))
        #expect(dry.map { $0.findings } == wet.map { $0.findings })
    }

    static let unknown: [(String, FindingCode)] = [
        (
            Journal.event(1, "2026-04-01T10:00", provider: "nobody", ["juminhyo 1 300"]),
            .providerUnknown
        ),
        (
            Journal.event(1, "2026-04-01T10:00", office: "nowhere", ["juminhyo 1 300"]),
            .officeUnknown
        ),
        (Journal.event(1, "2026-04-01T10:00", ["nothing 1 300"]), .feeUnknown),
        // The catalogue begins on 2025-04-01.
        (Journal.event(1, "2025-03-31T10:00", ["juminhyo 1 300"]), .feeUnknown),
        (
            BillRowsFile.header
                + BillRowsFile.row("B1", kind: "dog-tax", amount: 500, key: "0000000000000001"),
            .billKindUnknown
        ),
        (
            BillRowsFile.header
                + BillRowsFile.row("B1", amount: 500, key: "0000000000000001")
                .replacing(",general,", with: ",water,"), .fundUnknown
        ),
    ]

    @Test(
        "What the city file does not name is a finding, and its neighbours come in",
        arguments: unknown)
    func unknownNames(_ text: String, _ code: FindingCode) throws {
        let desk = try Desk()
        let isBill = text.hasPrefix("bill_id")
        let good =
            isBill
            ? BillRowsFile.row("B2", amount: 700, key: "0000000000000002")
            : Journal.event(2, "2026-04-01T10:01", ["juminhyo 1 300"])
        let report = try desk.take("mixed", text + good)
        #expect(report.findings.map(\.code) == [code])
        #expect(report.findings.map(\.line) == [isBill ? 2 : 1])
        #expect(report.rows == 2 && report.accepted == 1)
        #expect(try desk.count(isBill ? "bill" : "sale") == 1)
    }

    @Test("A merchant number that is nobody's is a finding")
    func unknownMerchant() throws {
        let desk = try Desk()
        let data = try Data(
            contentsOf: URL(
                filePath:
                    SampleMonth.path("providers/paypay/history-20260401.csv")))
        let other = Array("480000000000999016".utf8), nobody = Array("480000000000777777".utf8)
        var bytes = Array(data)
        for place in 0...(bytes.count - other.count)
        where bytes[place..<(place + other.count)].elementsEqual(other) {
            bytes.replaceSubrange(place..<(place + other.count), with: nobody)
        }
        let report = try #require(desk.take([desk.input("history.csv", bytes)]).first)
        #expect(report.rows > 0 && report.accepted == 0)
        #expect(report.findings.count { $0.code == .providerUnknown } == report.rows)
        #expect(try desk.count("provider_line") == 0)
    }

    static let reused: [(String, String)] = [
        (
            Journal.event(1, "2026-04-01T10:00", ["juminhyo 1 300"]),
            Journal.event(1, "2026-04-01T10:00", ["juminhyo 2 300"])
        ),
        (
            Journal.event(1, "2026-04-01T10:00", ["juminhyo 1 300"]),
            Journal.event(1, "2026-04-01T10:00", ["inkan 1 300"])
        ),
        (
            Journal.event(1, "2026-04-01T10:00", ["juminhyo 1 300"]),
            Journal.event(1, "2026-04-01T10:01", ["juminhyo 1 300"])
        ),
        (
            BillRowsFile.header + BillRowsFile.row("B1", amount: 500, key: "0000000000000001"),
            BillRowsFile.header + BillRowsFile.row("B1", amount: 501, key: "0000000000000001")
        ),
        (
            BillRowsFile.changesHeader + "B1,1,reduce,100,0,2026-04-02,error,D1\n",
            BillRowsFile.changesHeader + "B1,1,reduce,200,0,2026-04-02,error,D1\n"
        ),
    ]

    @Test(
        "A number that comes with other content is a finding, and the first stays",
        arguments: reused)
    func idReused(_ first: String, _ second: String) throws {
        let desk = try Desk()
        #expect(try desk.take("a", first).accepted == 1)
        let before = try desk.rowCounts()
        let isBill = second.hasPrefix("bill_id,kind")
        let new =
            isBill
            ? BillRowsFile.row("B2", amount: 1, key: "0000000000000002")
            : second.hasPrefix("{")
                ? Journal.event(2, "2026-04-01T10:00", ["inkan 1 300"])
                : "B1,2,reduce,1,0,2026-04-02,error,D1\n"
        let report = try desk.take("b", second + new)
        #expect(report.findings.map(\.code) == [.idReused])
        #expect(report.rows == 2 && report.accepted == 1)
        let grown: Set<String> = ["file", "finding", "sale", "bill", "bill_change"]
        let after = try desk.rowCounts()
        let changed = after.filter { $0.value != before[$0.key] }
        #expect(changed.count == 3 && grown.isSuperset(of: changed.keys))
        for (table, count) in changed { #expect(count == before[table, default: 0] + 1) }
    }

    /// The sample city with one office more.
    private func openAnnex(_ desk: Desk) throws {
        let annex = "  - id: annex\n    name: 別館\n    terminals: [T31]\n"
        let city = try SampleMonth.city.replacing(
            "  - id: shimin\n", with: annex + "  - id: shimin\n")
        try desk.books.apply(cityFile: city, at: Desk.noon("2026-04-02"))
        try desk.reopen()
    }

    @Test("A file of which no row can be taken in is refused, and can be tried again")
    func nothingAccepted() throws {
        let desk = try Desk()
        let text = Journal.event(1, "2026-04-01T10:00", office: "annex", ["juminhyo 1 300"])
        let before = try desk.rowCounts()
        let report = try desk.take("a", text)
        #expect(report.status == .rejected)
        #expect(report.findings.map(\.code) == [.nothingAccepted, .officeUnknown])
        #expect(try desk.rowCounts() == before)
        #expect(try desk.evidence().isEmpty)
        try openAnnex(desk)
        #expect(try desk.take("a", text).status == .accepted)
        #expect(try desk.count("sale") == 1)
    }

    @Test("A file that is read again may be starred out otherwise, and its evidence still proves")
    func starredAgain() throws {
        let desk = try Desk()
        // A wrong row is looked at more closely than a good one.
        let number = "4111111111111111"
        let text =
            Journal.event(1, "2026-04-01T10:00", ["juminhyo 1 300"])
            + Journal.event(2, "2026-04-01T10:01", office: "annex", ["inkan 1 300"])
            .replacing("\"slip\":\"10002\"", with: "\"slip\":\"\(number)\"")
        #expect(try desk.take("a", text).findings.count == 1)
        #expect(try desk.count("evidence_masked") == 1)
        func audit() throws -> AuditBooks.Report {
            try AuditBooks(desk.books).run { _, _ in }
        }
        #expect(try audit().isSound)
        try openAnnex(desk)
        _ = try desk.take("a", text)
        #expect(try audit().isSound)
        #expect(try audit().evidence == 1)
    }

    @Test("Rows that were left out come in with the same file once the city file names them")
    func leftOut() throws {
        let desk = try Desk()
        let text =
            Journal.event(1, "2026-04-01T10:00", ["juminhyo 1 300"])
            + Journal.event(2, "2026-04-01T10:01", office: "annex", ["inkan 1 300"])
        let first = try desk.take("a", text)
        #expect(first.accepted == 1 && first.findings.map(\.code) == [.officeUnknown])
        try openAnnex(desk)
        let second = try desk.take("a", text)
        #expect(second.status == .accepted && second.findings.isEmpty)
        #expect(second.accepted == 1 && second.duplicates == 1)
        #expect(try desk.take("a", text).status == .duplicate)
        #expect(try desk.count("sale") == 2 && desk.count("file") == 1)
        #expect(try desk.count("finding") == 0)
        #expect(try desk.evidence() == [first.digest])
    }
}
