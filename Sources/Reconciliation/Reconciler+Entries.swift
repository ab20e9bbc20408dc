public import Ledger
import Billing
import City
import Money
import Posting

extension Reconciler {
    /// The accounts that entries name; complete once ``forEachEntry(_:)`` has run.
    public var chart: Chart { postings.chart }

    /// Everything that the books must say, in an order of its own: openings, bills, payments,
    /// slips, bank lines, payouts, decisions.
    public mutating func forEachEntry<Trouble: Error>(
        _ body: (BookEntry, Chart) throws(Trouble) -> Void
    ) throws(Trouble) {
        try openingEntries(body)
        try billEntries(body)
        var parts = BasketParts()
        for index in facts.sales.indices {
            let entry = SaleEntries.entry(
                Int32(index), facts, standings, bills, &postings, &parts)
            if let entry { try body(entry, postings.chart) }
        }
        for (index, slip) in slips.enumerated() {
            if let entry = slipEntry(slip, bills.slips[index], parts) {
                try body(entry, postings.chart)
            }
        }
        for (index, outcome) in bank.outcomes.enumerated() {
            if let entry = bankEntry(facts.bankLines[index], outcome) {
                try body(entry, postings.chart)
            }
        }
        for payout in payouts {
            if let entry = payoutEntry(payout) { try body(entry, postings.chart) }
            if let entry = adjustmentEntry(payout) { try body(entry, postings.chart) }
        }
        for entry in lateEntries(&parts) { try body(entry, postings.chart) }
        for decision in facts.decisions {
            if let entry = decisionEntry(decision, &parts) { try body(entry, postings.chart) }
        }
    }

    private mutating func openingEntries<Trouble: Error>(
        _ body: (BookEntry, Chart) throws(Trouble) -> Void
    ) throws(Trouble) {
        for (index, account) in facts.city.bankAccounts.enumerated() {
            for fund in account.funds {
                guard let balance = account.opening[fund], balance != .zero else { continue }
                let transfers = postings.opening(
                    bankAccount: index, fund: postings.fundIndex(fund), balance: balance)
                let entry = BookEntry(
                    cause: "opening/\(account.id)/\(fund)",
                    occurred: Moment(day: account.openingDay, secondOfDay: 0),
                    ownDay: account.openingDay, transfers: transfers, state: .posted)
                try body(entry, postings.chart)
            }
        }
    }

    private mutating func billEntries<Trouble: Error>(
        _ body: (BookEntry, Chart) throws(Trouble) -> Void
    ) throws(Trouble) {
        for (index, bill) in facts.bills.bills.enumerated() {
            let fund = postings.fundIndex(bill.fund)
            let transfers = postings.assess(bill, fund: fund)
            if !transfers.isEmpty {
                try body(
                    BookEntry(
                        cause: "assess/\(bill.id)",
                        occurred: Moment(day: bill.issued, secondOfDay: 0), ownDay: bill.issued,
                        transfers: transfers, state: .posted), postings.chart)
            }
            for revision in facts.bills.revisions[index] {
                let year = facts.bills.fiscalYear(index, on: revision.day)
                let transfers = postings.revise(revision, of: bill, fund: fund, year: year)
                guard !transfers.isEmpty else { continue }
                try body(
                    BookEntry(
                        cause: "bill/\(bill.id)/\(revision.number)",
                        occurred: Moment(day: revision.day, secondOfDay: 0),
                        ownDay: revision.day, transfers: transfers, state: .posted),
                    postings.chart)
            }
        }
    }

    private mutating func slipEntry(
        _ slip: SlipPayment, _ outcome: BillApplication.SlipOutcome, _ parts: BasketParts
    ) -> BookEntry? {
        let own = parts.parts(of: slip, outcome, facts: facts, postings: &postings)
        let transfers = postings.capture(provider: Int(slip.provider), parts: own)
        let provider = facts.city.providers[Int(slip.provider)].id
        let cause = "slip/\(provider)/\(slip.name)"
        guard !transfers.isEmpty else { return nil }
        let event = BookEntry.Event(
            cause: "\(cause)/\(slip.isConfirmed ? "confirmed" : "cancelled")",
            occurred: slip.entrusted, ownDay: slip.paidDay)
        let state: BookEntry.State =
            if slip.isConfirmed {
                slip.provisionalDay == nil ? .posted : .confirmed(event)
            } else if slip.isCancelled || slip.isGivenUp {
                .withdrawn(event)
            } else {
                .pending
            }
        return BookEntry(
            cause: cause, occurred: slip.entrusted, ownDay: slip.paidDay, transfers: transfers,
            state: state)
    }

    private mutating func bankEntry(
        _ line: BankRecord, _ outcome: BankMatcher.Outcome
    ) -> BookEntry? {
        let transfers: [Transfer]
        switch outcome {
        case .payouts: return nil
        case .free:
            transfers = postings.unidentified(bankAccount: line.account, amount: line.amount)
        case .rule(let rule):
            transfers = postings.transit(facts.city.bankRules[rule], amount: line.amount)
        }
        guard !transfers.isEmpty else { return nil }
        return BookEntry(
            cause: "bank/\(facts.city.bankAccounts[line.account].id)/\(line.uniqueName)",
            occurred: Moment(day: line.day, secondOfDay: 0), ownDay: line.day,
            transfers: transfers, state: .posted)
    }
}
