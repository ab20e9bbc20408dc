import Database
import Foundation
import LedgerStore
import Office
import Provider
import Store
import Testing

@Suite("Files that are wrong") struct BadFileTests {
    @Test("The sample tells of twelve wrong files, and each of them is there")
    func complete() throws {
        let told = try SampleMonth.truth.bad.map { SampleMonth.path($0.path) }.sorted()
        #expect(told.count == 12)
        #expect(try SampleMonth.files("bad") == told)
    }

    @Test("A wrong file becomes what the truth says", arguments: try SampleMonth.truth.bad)
    func becomes(_ bad: SampleMonth.Truth.BadFile) throws {
        // The bank's April is known, so that a broken chain shows.
        let desk = try AprilBooks.copyOfBank()
        let before = try desk.rowCounts()
        let report = try #require(desk.take([SampleMonth.path(bad.path)]).first)
        #expect(report.digest.count == 64)
        #expect(report.findingCount >= report.findings.count)
        if bad.expect == "rejected" {
            #expect(report.status == .rejected)
            #expect(report.accepted == 0)
            #expect(report.findings.count == 1)
            if let code = bad.code { #expect(report.findings.map(\.code.rawValue) == [code]) }
            #expect(try desk.rowCounts() == before)
            #expect(try desk.evidence().count == SampleMonth.files("bank").count)
        } else {
            #expect(bad.expect == "findings")
            #expect(report.status == .accepted)
            #expect(report.accepted > 0)
            #expect(report.findings.count >= (bad.findings_min ?? 1))
            #expect(report.findings.allSatisfy { $0.line > 0 })
            #expect(report.accepted < report.rows)
            #expect(try desk.count("file") == before["file"].map { $0 + 1 })
        }
        #expect(try desk.audit().isSound)
    }

    @Test("After all wrong files the month comes in as if they had never been tried")
    func goodAfterBad() throws {
        let wrong = try SampleMonth.truth.bad.filter { $0.expect == "rejected" }.map {
            SampleMonth.path($0.path)
        }
        let (tried, plain) = (try AprilBooks.copyOfBank(), try AprilBooks.copyOfBank())
        let good = try SampleMonth.files("bills") + [SampleMonth.path("sales/2026-04-01.jsonl")]
        #expect(wrong.count == 7)
        #expect(try tried.take(wrong).allSatisfy { $0.status == .rejected })
        for desk in [tried, plain] {
            #expect(try desk.take(good).allSatisfy { $0.status == .accepted })
        }
        #expect(try tried.rowCounts() == plain.rowCounts())
    }

    @Test("The digits of a card number stand in no byte of the books")
    func cardNumbers() throws {
        let desk = try Desk()
        let names = ["bad/paypay-card-number.csv", "bad/cat-card-number.log"]
        let reports = try desk.take(names.map(SampleMonth.path))
        #expect(reports.allSatisfy { $0.findings.contains { $0.code == .cardNumber } })
        #expect(try desk.evidence().count == 2)
        try desk.reconcile("2026-04-30")
        let secrets = ["4111111111111111", "5555-5555-5555-4444", "5555555555554444"]
        var looked = 0
        for (name, data) in try desk.everyByte() {
            looked += 1
            for secret in secrets {
                #expect(data.range(of: Data(secret.utf8)) == nil, "\(name) holds \(secret)")
            }
        }
        #expect(looked >= 3)
        // What is kept has another digest than what was sent, and the books know it.
        #expect(try desk.count("evidence_masked") == 2)
        let report = try AuditBooks(desk.books).run { _, _ in }
        #expect(report.isSound && report.evidence == 2)
        for finding in reports.flatMap(\.findings) {
            for secret in secrets {
                #expect(!finding.text.ja.contains(secret) && !finding.text.en.contains(secret))
            }
        }
        // The search itself finds them where they are.
        let raw = try Data(contentsOf: URL(filePath: SampleMonth.path(names[0])))
        #expect(raw.range(of: Data(secrets[0].utf8)) != nil)
    }
}
