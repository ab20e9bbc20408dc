import Foundation
import Ledger
import LedgerStore
import Money
import Office
import Reconciliation
import Store
import Testing

@Suite("Designated days and agreements") struct DesignatedDayTests {
    /// The sample month in a city whose agreements are others.
    private func month(_ change: (String) throws -> String) throws -> Desk {
        let desk = try Desk(city: change(SampleMonth.city))
        let reports = try desk.take(SampleMonth.april)
        #expect(reports.allSatisfy { $0.status == .accepted || $0.status == .duplicate })
        try desk.reconcile("2026-04-30")
        return desk
    }

    /// A term that every agreement of net payouts states besides.
    private static func netTerms(of city: String, with term: String) -> String {
        let net = "          terms: net\n"
        return city.replacing(net, with: net + "          \(term)\n")
    }

    @Test("Bills of payouts that missed their day are open until the money comes")
    func reopened() throws {
        let desk = try month { Self.netTerms(of: $0, with: "designated_day: 10") }
        let missed = try desk.exceptions().map(\.row).filter {
            $0.exception.code == .designatedDayMissed
        }
        #expect(missed.count > 2)
        let vouchers = try desk.vouchers()
        let reopened = vouchers.filter { $0.cause.hasPrefix("reopened/") }
        let counted = vouchers.filter { $0.cause.hasPrefix("counted/") }
        #expect(!counted.isEmpty && reopened.count >= counted.count)
        for voucher in counted {
            let name = voucher.cause.dropFirst("counted/".count)
            let before = try #require(reopened.first { $0.cause == "reopened/" + name })
            #expect(before.ownDay < voucher.ownDay)
            #expect(voucher.transfers.allSatisfy { $0.contains(": asset/clearing/") })
            #expect(before.transfers.allSatisfy { $0.contains(": asset/bill/") })
        }
        #expect(try desk.audit().isSound)
        let again = try desk.reconcile("2026-04-30")
        #expect(again.posted == 0 && again.undone == 0)
        let balances = try desk.balances()
        for (row, exit) in zip(missed, [Resolution.explain, .claim]) {
            #expect(row.exception.resolutions == [.explain, .claim])
            #expect(try desk.resolve(row.id, exit).movesMoney == false)
        }
        let decided = try desk.reconcile("2026-04-30")
        #expect(decided.posted == 0 && decided.undone == 0)
        for row in missed.prefix(2) {
            let now = try desk.exception(.designatedDayMissed, row.exception.reference)
            #expect(now.closedBy == "decision")
        }
        #expect(try desk.balances() == balances)
    }

    @Test("A payout that no agreement covers is explained, and its fee stays as stated")
    func uncovered() throws {
        let desk = try month { city in
            let place = try #require(city.range(of: "  - id: stripe"))
            let rest = city[place.lowerBound...]
            let from = try #require(rest.range(of: "from: 2026-03-01"))
            return city.replacingCharacters(in: from, with: "from: 2026-04-20")
        }
        let row = try #require(
            try desk.exceptions().map(\.row).first { $0.exception.code == .agreementMissing })
        #expect(row.exception.provider == "stripe")
        #expect(row.exception.resolutions == [.explain])
        let balances = try desk.balances()
        try desk.resolve(row.id, .explain)
        try desk.reconcile("2026-04-30")
        #expect(
            try desk.exception(.agreementMissing, row.exception.reference).closedBy == "decision")
        #expect(try desk.balances() == balances)
    }

    @Test("A tolerance that an agreement states posts its own line")
    func tolerance() throws {
        let plain = try AprilBooks.copy()
        let before = try plain.exception(.payoutAmountDiffers, "JC-202604-1")
        #expect(before.exception.amount == Yen(-440))
        let desk = try month { Self.netTerms(of: $0, with: "tolerance_yen: 440") }
        #expect(
            try !desk.exceptions(all: true).contains {
                $0.row.exception.code == .payoutAmountDiffers
                    && $0.row.exception.reference == "JC-202604-1"
            })
        let own = try desk.vouchers().filter { $0.cause == "adjustment/jcn/JC-202604-1" }
        #expect(own.count == 1)
        var total: Int64 = 0
        for transfer in own.flatMap(\.transfers) {
            #expect(transfer.contains("-> asset/clearing/jcn "))
            total += Int64(transfer.split(separator: " ").last ?? "") ?? 0
        }
        #expect(total == 440)
        #expect(try desk.audit().isSound)
    }
}
