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
import TestSupport
import Testing

@Suite("Input in any order") struct OrderTests {
    /// Each is a file of its own: sales before bills, changes before bills, answers before
    /// questions.
    static let files: [(name: String, text: String)] = [
        ("sale.jsonl", Journal.event(1, "2026-04-03T10:00", ["W1 1100"])),
        (
            "refund.jsonl",
            Journal.event(2, "2026-04-04T10:00", kind: "refunded", ["W1 1100"], of: 1)
        ),
        ("again.jsonl", Journal.event(3, "2026-04-05T10:00", ["W1 1100", "juminhyo 2 300"])),
        (
            "void.jsonl",
            Journal.event(4, "2026-04-05T10:05", kind: "voided", ["inkan 1 300"], of: 5)
        ),
        ("voided.jsonl", Journal.event(5, "2026-04-05T10:04", ["inkan 1 300"])),
        ("cash.jsonl", Journal.event(6, "2026-04-06T10:04", provider: nil, ["inkan 1 300"])),
        ("cut.jsonl", Journal.event(7, "2026-04-07T10:04", ["W2 1870"])),
        (
            "water.csv",
            BillRowsFile.header
                + BillRowsFile.row("W1", kind: "water", amount: 1100, key: "0000000000000001")
        ),
        (
            "late.csv",
            BillRowsFile.header
                + BillRowsFile.row(
                    "W2", kind: "water", amount: 2200, key: "0000000000000002",
                    issued: "2026-04-02")
        ),
        (
            "tax.csv",
            BillRowsFile.header
                + BillRowsFile.row("T1", amount: 5000, key: "00000000000000000003")
        ),
        (
            "changes.csv",
            BillRowsFile.changesHeader + "W2,1,reduce,330,30,2026-04-03,leak,D1\n"
                + "T1,1,increase,700,0,2026-04-04,assessed anew,D2\n"
        ),
        (
            "changes2.csv",
            BillRowsFile.changesHeader + "T1,2,write_off,1000,0,2026-04-06,bankrupt,D3\n"
        ),
    ]

    /// Reconciled after all, or after each file too.
    private func books(_ order: [Int], betweenTimes: Bool) throws -> Desk {
        let desk = try Desk()
        let paths = try order.map { try desk.input(Self.files[$0].name, Self.files[$0].text) }
        for group in betweenTimes ? paths.map({ [$0] }) : [paths] {
            for report in try desk.take(group) {
                #expect(report.status == .accepted && report.findings.isEmpty)
            }
            if betweenTimes { try desk.reconcile("2026-04-08") }
        }
        try desk.reconcile("2026-04-08")
        return desk
    }

    private func open(_ desk: Desk) throws -> [String] {
        try desk.exceptions().map { "\($0.row.exception)" }.sorted()
    }

    @Test("The facts of this suite move what DOMAIN 3 says")
    func straight() throws {
        let desk = try books(Array(Self.files.indices), betweenTimes: false)
        let balances = try desk.balances()
        #expect(balances["water asset/clearing/jcn"] == 2970)
        #expect(balances["general asset/clearing/jcn"] == 600)
        #expect(balances["general asset/cash/shimin"] == 300)
        #expect(balances["water asset/bill/2026/water"] == nil)
        #expect(balances["general asset/bill/2026/resident-tax"] == 4700)
        #expect(balances["general expense/2026/written-off"] == 1000)
        #expect(balances["general revenue/2026/01-01-01-01"] == 5700)
        #expect(balances["general revenue/2026/14-02-01-01"] == 900)
        #expect(balances["water revenue/2026/1-1-1-01"] == 2700)
        #expect(balances["water liability/sales-tax"] == 270)
        #expect(balances["outside liability/unidentified"] == nil)
        #expect(try desk.audit().isSound)
    }

    @Test(
        "Files in any order end in the same balances and the same exceptions",
        arguments: [false, true])
    func anyOrder(_ betweenTimes: Bool) throws {
        let straight = try books(Array(Self.files.indices), betweenTimes: false)
        let (balances, exceptions) = (try straight.balances(), try open(straight))
        var random = SplitMix64()
        for _ in 0..<(betweenTimes ? 2 : 4) {
            let order = Self.files.indices.shuffled(using: &random)
            let desk = try books(order, betweenTimes: betweenTimes)
            #expect(try desk.balances() == balances, "\(order)")
            #expect(try open(desk) == exceptions, "\(order)")
            #expect(try desk.audit().isSound, "\(order)")
        }
    }

    @Test("A payment before its bill rests in 仮受金, and moves to the bill when that comes")
    func lateBill() throws {
        let desk = try Desk()
        try desk.take(Self.files[0].name, Self.files[0].text)
        try desk.reconcile("2026-04-03")
        #expect(try desk.balances()["outside liability/unidentified"] == 1100)
        let open = try desk.exceptions().map(\.row.exception.code)
        #expect(open == [.billUnknown])
        try desk.take(Self.files[7].name, Self.files[7].text)
        let result = try desk.reconcile("2026-04-03")
        #expect(result.undone == 1)
        #expect(try desk.exceptions().isEmpty)
        let balances = try desk.balances()
        #expect(balances["outside liability/unidentified"] == nil)
        #expect(balances["outside asset/clearing/jcn"] == nil)
        #expect(balances["water asset/clearing/jcn"] == 1100)
        #expect(balances["water asset/bill/2026/water"] == nil)
        #expect(try desk.audit().isSound)
    }
}
