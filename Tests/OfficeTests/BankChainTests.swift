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

@Suite("Bank files, one after the other") struct BankChainTests {
    static let opening: Int64 = 68_444_995

    /// 1, 2, 3 April 2026 are Wednesday to Friday.
    private func three() -> [BankFile] {
        let first = BankFile("2026-04-01", opening: Self.opening, [.init(amount: 1000)])
        let second = BankFile("2026-04-02", opening: first.closing, [.init(amount: -300)])
        let third = BankFile("2026-04-03", opening: second.closing, [.init(amount: 50)])
        return [first, second, third]
    }

    private func bankBalance(_ desk: Desk) throws -> Int64 {
        try desk.balances().reduce(0) {
            $1.key.hasSuffix(" asset/bank/main") ? $0 + $1.value : $0
        }
    }

    @Test("A file before its predecessor is held, and counts for nothing until that has come")
    func held() throws {
        let (desk, files) = (try Desk(), three())
        #expect(try desk.take("1.dat", files[0].text).status == .accepted)
        let report = try desk.take("3.dat", files[2].text)
        #expect(report.status == .held)
        #expect(report.accepted == 0)
        #expect(report.findings.map(\.code) == [.bankContinuity])
        try desk.reconcile("2026-04-03")
        #expect(try bankBalance(desk) == files[0].closing)
        #expect(try desk.take("2.dat", files[1].text).status == .accepted)
        #expect(try desk.reconcile("2026-04-03").report.bankLines.count == 3)
        #expect(try bankBalance(desk) == files[2].closing)
        #expect(try desk.take("3 again.dat", files[2].text).status == .duplicate)
        #expect(try desk.audit().isSound)
    }

    @Test(
        "Of files in any order of one run, all are accepted in the end",
        arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func oneRun(_ order: [Int]) throws {
        let (desk, files) = (try Desk(), three())
        let paths = try order.map { try desk.input("\($0).dat", files[$0].text) }
        let reports = try desk.take(paths)
        #expect(reports.map(\.path) == paths)
        for report in reports {
            #expect(report.status == .accepted)
            #expect(report.accepted == 1 && report.findings.isEmpty)
        }
        try desk.reconcile("2026-04-03")
        #expect(try bankBalance(desk) == files[2].closing)
    }

    @Test(
        "A held file is released in a later run, whatever comes between",
        arguments: [[2, 1, 0], [1, 2, 0], [2, 0, 1]])
    func laterRuns(_ order: [Int]) throws {
        let (desk, files) = (try Desk(), three())
        for place in order {
            try desk.take("\(place).dat", files[place].text)
            try desk.reopen()
        }
        try desk.reconcile("2026-04-03")
        #expect(try bankBalance(desk) == files[2].closing)
        #expect(try desk.take("3.dat", files[2].text).status == .duplicate)
    }

    @Test("A file in a gap over which the balance stayed equal is taken in when it comes")
    func equalBalances() throws {
        let desk = try Desk()
        let middle = BankFile(
            "2026-04-02", opening: Self.opening, [.init(amount: 700), .init(amount: -700)])
        let last = BankFile("2026-04-03", opening: Self.opening, [.init(amount: 5)])
        #expect(
            try desk.take("1.dat", BankFile("2026-04-01", opening: Self.opening).text).status
                == .accepted)
        #expect(try desk.take("3.dat", last.text).status == .accepted)
        let report = try desk.take("2.dat", middle.text)
        #expect(report.status == .accepted)
        #expect(report.accepted == 2)
        try desk.reconcile("2026-04-03")
        #expect(try bankBalance(desk) == last.closing)
    }

    @Test(
        "Days whose lines cancel out come in any order, in one run or in several",
        arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]],
        [true, false])
    func cancellingDays(order: [Int], isOneRun: Bool) throws {
        let desk = try Desk()
        let first = BankFile("2026-04-01", opening: Self.opening, [.init(amount: 5_000)])
        let second = BankFile("2026-04-02", opening: first.closing, [.init(amount: -5_000)])
        let third = BankFile("2026-04-03", opening: second.closing, [.init(amount: 700)])
        let files = [first, second, third]
        let paths = try order.map { try desk.input("\($0).dat", files[$0].text) }
        if isOneRun {
            #expect(try desk.take(paths).allSatisfy { $0.status == .accepted })
        } else {
            for path in paths {
                let status = try #require(try desk.take([path]).first).status
                #expect(status == .accepted || status == .held)
            }
        }
        for path in paths {
            #expect(try desk.take([path]).map(\.status) == [.duplicate])
        }
        #expect(try desk.reconcile("2026-04-03").report.bankLines.count == 3)
        #expect(try bankBalance(desk) == third.closing)
        #expect(try desk.audit().isSound)
    }

    @Test("Statements of one account may stand in one file in any order")
    func oneFile() throws {
        let (desk, files) = (try Desk(), three())
        let report = try desk.take("all.dat", BankFile.together(files.reversed()))
        #expect(report.status == .accepted)
        #expect(report.accepted == 3 && report.findings.isEmpty)
    }

    @Test("Of a file that waited, only the lines of our accounts count when it is taken in")
    func onlyOurLines() throws {
        let (desk, files) = (try Desk(), three())
        let other = BankFile(
            "2026-04-03", opening: 10, [.init(amount: 5), .init(amount: 6)], account: "1234567")
        let paths = [
            try desk.input("3.dat", BankFile.together([files[2], other])),
            try desk.input("1.dat", files[0].text), try desk.input("2.dat", files[1].text),
        ]
        let reports = try desk.take(paths)
        #expect(reports.map(\.status) == [.accepted, .accepted, .accepted])
        #expect(reports.map(\.accepted) == [1, 1, 1])
        #expect(reports[0].rows == 3)
        #expect(reports[0].findings.map(\.code) == [.accountUnknown])
        #expect(try desk.audit().isSound)
    }

    @Test("A file that fits before but not after what is there is refused")
    func gapThatDoesNotClose() throws {
        let desk = try Desk()
        let files = [
            BankFile("2026-04-01", opening: Self.opening),
            BankFile("2026-04-03", opening: Self.opening, [.init(amount: 5)]),
        ]
        for (place, file) in files.enumerated() {
            #expect(try desk.take("\(place).dat", file.text).status == .accepted)
        }
        let before = try desk.rowCounts()
        let wrong = BankFile("2026-04-02", opening: Self.opening, [.init(amount: 700)])
        let report = try desk.take("2.dat", wrong.text)
        #expect(report.status == .rejected)
        #expect(report.findings.map(\.code) == [.bankContinuity])
        #expect(try desk.rowCounts() == before)
    }

    @Test(
        "Other content for days that are there is refused and changes nothing",
        arguments: [
            BankFile("2026-04-02", opening: opening + 1000, [.init(amount: -200)]),
            BankFile("2026-04-02", opening: opening + 1000, [.init(amount: -300, payer: "OTHER")]),
            BankFile(
                "2026-04-02", opening: opening + 1000, [.init(amount: -100), .init(amount: -200)]),
            BankFile(
                "2026-04-02", to: "2026-04-03", opening: opening + 1000, [.init(amount: -300)]),
        ])
    func contradiction(_ other: BankFile) throws {
        let (desk, files) = (try Desk(), three())
        try desk.take(files.enumerated().map { try desk.input("\($0).dat", $1.text) })
        let before = try desk.rowCounts()
        let report = try desk.take("2.dat", other.text)
        #expect(report.status == .rejected)
        #expect(report.findings.map(\.code) == [.bankContinuity])
        #expect(try desk.rowCounts() == before)
    }

    @Test("An account that the city file does not name is a finding")
    func unknownAccount() throws {
        let desk = try Desk()
        let file = BankFile("2026-04-01", opening: 10, [.init(amount: 5)], account: "1234567")
        let report = try desk.take("1.dat", file.text)
        #expect(report.findings.contains { $0.code == .accountUnknown })
        #expect(report.accepted == 0)
        #expect(try desk.count("bank_line") == 0)
    }
}
