import Ledger
import LedgerStore
import Money
import Office
import Reconciliation
import Store
import Testing

@Suite("Exits of exceptions") struct ExitTests {
    /// Codes of which the sample month has none.
    static let absent: Set<ExceptionCode> = [
        .designatedDayMissed, .bankContinuity, .agreementMissing, .disputeAbsentFromStatement,
    ]

    @Test("Every exit of every code of the sample month is taken once")
    func complete() {
        // The two that split a payout by fund are tried below, by their sums; the sample has no
        // payout that took money for nothing (script decide-deduction-borne).
        let apart: Set<String> = [
            "payout-lines-differ accept", "payout-amount-differs accept",
            "absent-from-books accept",
        ]
        let taken = Set(Exit.all.map { "\($0.code.rawValue) \($0.resolution.rawValue)" })
        for code in ExceptionCode.allCases where !Self.absent.contains(code) {
            for resolution in code.resolutions where resolution != .wait {
                let name = "\(code.rawValue) \(resolution.rawValue)"
                #expect(taken.contains(name) || apart.contains(name), "\(name)")
            }
        }
    }

    @Test("An exit moves what DOMAIN 3 says, and the exception closes", arguments: Exit.all)
    func moves(_ exit: Exit) throws {
        let month = try DecidedMonth.of(exit)
        let row = try #require(month.row(exit.code, exit.reference))
        #expect(row.closed == (try Desk.day("2026-04-30")))
        #expect(row.closedBy == "decision")
        let proposal = try #require(month.proposals[row.id])
        #expect(proposal.resolution == exit.resolution && proposal.target == exit.target)
        #expect(proposal.approvedBy == (proposal.movesMoney ? "suzuki" : nil))
        if !exit.transfers.isEmpty { #expect(proposal.movesMoney) }
        let own = month.added.filter { $0.cause == "decision/\(proposal.number)" }
        #expect(own.flatMap(\.transfers) == exit.transfers)
        #expect(own.allSatisfy { $0.kind == .post && $0.day == row.closed })
    }

    @Test("After all exits the books hold, and running again changes nothing")
    func sound() throws {
        for month in [try DecidedMonth.first.get(), try DecidedMonth.second.get()] {
            #expect(month.isSound)
            #expect(month.postedAgain == 0)
        }
    }

    @Test("What is found not to have been paid is released; what was paid is confirmed")
    func unknown() throws {
        let month = try DecidedMonth.first.get()
        let released = month.added.filter { $0.kind == .void }.map(\.transfers)
        #expect(
            released.contains(["general: asset/clearing/dencard -> revenue/2026/14-02-02-01 300"]))
        #expect(released.contains(["water: asset/clearing/dsk -> asset/bill/2026/water 2872"]))
        let confirmed = month.added.filter { $0.kind == .confirm }
        #expect(
            confirmed.map(\.transfers).contains([
                "general: asset/clearing/paypay -> revenue/2026/14-02-01-01 300"
            ]))
    }

    @Test("Line and sale that were paired by hand both close, and neither counts twice")
    func paired() throws {
        let month = try DecidedMonth.first.get()
        for (code, reference) in [
            (ExceptionCode.absentFromBooks, "05882234307819353913"),
            (.absentFromStatement, "01kpwg3td3gqkcmps455nvcmws"),
        ] {
            #expect(month.row(code, reference)?.closed != nil)
        }
    }

    @Test("A payout that is linked to a line of another amount is banked as received")
    func linkedPayout() throws {
        let month = try DecidedMonth.second.get()
        let differs = try #require(month.row(.payoutAmountDiffers, "JC-202603-2"))
        #expect(differs.closed == nil)
        #expect(differs.exception.amount == Yen(18_702 - 28_534))
        #expect(month.row(.bankLineUnidentified, "2026-04-28/00000001")?.closed != nil)
        // The line is 仮受金 no more; the bank holds as much as before.
        #expect(
            month.added.contains {
                $0.kind == .reverse
                    && $0.transfers == [
                        "outside: liability/unidentified -> asset/bank/main 18702"
                    ]
            })
        #expect(month.changeInAllFunds("asset/bank/main") == 0)
    }

    @Test("A payout taken at its lines leaves 仮受金; what they do not explain stays there")
    func heldPayout() throws {
        let desk = try AprilBooks.copy()
        let before = try desk.balances()
        let id = try desk.exception(.payoutLinesDiffer, "DC-202603-1").id
        try desk.resolve(id, .accept)
        try desk.approve(id)
        try desk.reconcile("2026-04-30")
        let after = try desk.balances()
        func change(_ code: String) -> Int64 {
            let sum = { (balances: [String: Int64]) in
                balances.reduce(0) { $1.key.hasSuffix(" " + code) ? $0 + $1.value : $0 }
            }
            return sum(after) - sum(before)
        }
        // 28,632 came; the lines are 29,679 less 3.24 % (961) and its tax (96).
        #expect(change("liability/unidentified") == -28_622)
        #expect(change("asset/bank/main") == 0)
        #expect(change("asset/clearing/dencard") == -29_679)
        #expect(
            change("asset/fee-to-settle/dencard") + change("expense/2025/provider-fee")
                + change("asset/fee-tax") == 1057)
        #expect(try desk.exception(.payoutLinesDiffer, "DC-202603-1").closedBy == "decision")
        #expect(try desk.audit().isSound)
    }

    @Test("What a payout fell short of is a cost, once it is accepted")
    func shortfall() throws {
        let desk = try AprilBooks.copy()
        let before = try desk.balances()
        let id = try desk.exception(.payoutAmountDiffers, "JC-202604-1").id
        try desk.resolve(id, .accept)
        try desk.approve(id)
        try desk.reconcile("2026-04-30")
        let own = try desk.vouchers().filter { $0.cause.hasPrefix("decision/") }
        #expect(own.count == 1)
        var total: Int64 = 0
        for transfer in try #require(own.first).transfers {
            #expect(transfer.contains("-> asset/clearing/jcn "))
            #expect(
                transfer.contains("general: asset/fee-to-settle/jcn")
                    || transfer.contains(": expense/2026/provider-fee"))
            total += Int64(transfer.split(separator: " ").last ?? "") ?? 0
        }
        #expect(total == 440)
        let bank = { (balances: [String: Int64]) in balances["general asset/bank/main"] }
        #expect(try bank(desk.balances()) == bank(before))
        #expect(try desk.audit().isSound)
    }
}
