import Billing
import Ledger
import City
public import Money
import Posting
import Provider

/// What one run of reconciliation says: counts of both sides, payouts, and what is open.
public struct MatchReport: Sendable {
    public struct Side: Sendable, Hashable {
        public var count = 0
        /// Net: paid less given back; in less out.
        public var amount = Yen.zero
        /// Found on the other side with the same amount.
        public var matched = 0
        public var open: Int { count - matched }
    }

    public struct PayoutRow: Sendable {
        /// Speaks of the bank only.
        public enum Status: String, Sendable { case announced, banked, differs }
        public var provider: String
        public var number: String
        public var gross: Yen
        public var refunds: Yen
        public var fee: Yen
        public var feeTax: Yen
        public var net: Yen
        public var payDate: BookDay
        public var lineCount: Int
        public var status: Status
        public var bankReference: String?
        /// What the bank brought, and when.
        public var banked: Yen?
        public var bankDay: BookDay?

        public init(
            provider: String, number: String, gross: Yen, refunds: Yen, fee: Yen, feeTax: Yen,
            net: Yen, payDate: BookDay, lineCount: Int, status: Status, bankReference: String?,
            banked: Yen?, bankDay: BookDay?
        ) {
            self.provider = provider
            self.number = number
            self.gross = gross
            self.refunds = refunds
            self.fee = fee
            self.feeTax = feeTax
            self.net = net
            self.payDate = payDate
            self.lineCount = lineCount
            self.status = status
            self.bankReference = bankReference
            self.banked = banked
            self.bankDay = bankDay
        }
    }

    public struct Bills: Sendable, Hashable {
        public var count = 0
        public var assessed = Yen.zero
        public var collected = Yen.zero
        public var provisional = Yen.zero
        public var overpaid = Yen.zero
        public var outstanding = Yen.zero
        /// Revisions whose bill has not come.
        public var revisionsWithoutBill = 0
    }

    /// By the sale's own day: captured payments that stand; refunds and confirmed slips apart.
    public struct Day: Sendable {
        public var date: BookDay
        public var count = 0
        public var amount = Yen.zero
        public var refundCount = 0
        public var refundAmount = Yen.zero
        public var slipCount = 0
        public var slipAmount = Yen.zero
    }

    public var through: BookDay
    public var sales = Side()
    public var providerLines = Side()
    public var bankLines = Side()
    public var payouts: [PayoutRow] = []
    public var bills = Bills()
    public var exceptions: [OpenException] = []
    public var days: [Day] = []
    /// Items that stood before two equally good candidates and were left to a person.
    public var ambiguous = 0
}

extension Reconciler {
    /// The report of this run.
    public func report() -> MatchReport {
        var report = MatchReport(through: facts.through)
        var days: [BookDay: MatchReport.Day] = [:]
        countSales(&report, &days)
        countLines(&report, &days)
        countBills(&report)
        for (index, line) in facts.bankLines.enumerated() {
            report.bankLines.count += 1
            report.bankLines.amount += line.amount
            if bank.outcomes[index] != .free { report.bankLines.matched += 1 }
        }
        report.payouts = payouts.map(row).sorted {
            ($0.provider, $0.payDate, $0.number) < ($1.provider, $1.payDate, $1.number)
        }
        report.exceptions = exceptions.sorted { a, b in
            (a.code.rawValue, a.day, a.provider ?? "", a.reference, a.key.occurrence)
                < (b.code.rawValue, b.day, b.provider ?? "", b.reference, b.key.occurrence)
        }
        report.days = days.values.sorted { $0.date < $1.date }
        report.ambiguous = matches.ambiguous
        return report
    }

    private func countSales(
        _ report: inout MatchReport, _ days: inout [BookDay: MatchReport.Day]
    ) {
        for (index, sale) in facts.sales.enumerated() {
            guard standings.counts(index, sale) else { continue }
            var day = days[sale.day] ?? MatchReport.Day(date: sale.day)
            let givesBack = sale.kind.givesBack
            if sale.kind == .reinstated {
                day.refundAmount -= sale.amount
            } else if givesBack {
                day.refundCount += 1
                day.refundAmount += sale.amount
            } else {
                day.count += 1
                day.amount += sale.amount
            }
            days[sale.day] = day
            // Cash has no other side to be found on.
            guard sale.provider != Facts.noProvider else { continue }
            report.sales.count += 1
            report.sales.amount += givesBack ? -sale.amount : sale.amount
            let line = matches.lineOfSale[index]
            if line >= 0 {
                if facts.lines[Int(line)].moved == sale.amount { report.sales.matched += 1 }
            } else if let presumed = standings.presumedLineOfSale[Int32(index)],
                facts.lines[Int(presumed)].amount == sale.amount
            {
                report.sales.matched += 1
            }
        }
    }

    private func countLines(
        _ report: inout MatchReport, _ days: inout [BookDay: MatchReport.Day]
    ) {
        for (index, line) in facts.lines.enumerated() where line.copy == 0 {
            let presumed = standings.presumedLines[Int32(index)]
            let sale = presumed ?? matches.saleOfLine[index]
            switch line.kind {
            // What a dispute took or brought back, beside its fee.
            case .adjustment where sale >= 0: report.providerLines.amount += line.gross
            case .sale, .adjustment: report.providerLines.amount += line.amount
            case .giveBack: report.providerLines.amount -= line.amount
            case .unknown where presumed != nil: report.providerLines.amount += line.amount
            case .unknown, .failed, .processing: continue
            }
            report.providerLines.count += 1
            if sale >= 0, facts.sales[Int(sale)].amount == line.moved {
                report.providerLines.matched += 1
            }
        }
        for (index, slip) in slips.enumerated() where slip.isConfirmed {
            var day = days[slip.paidDay] ?? MatchReport.Day(date: slip.paidDay)
            day.slipCount += 1
            day.slipAmount += slip.amount
            days[slip.paidDay] = day
            report.providerLines.count += 1
            report.providerLines.amount += slip.amount
            if bills.slips[index].problem == nil { report.providerLines.matched += 1 }
        }
    }

    private func countBills(_ report: inout MatchReport) {
        let book = facts.bills
        for index in book.bills.indices {
            report.bills.count += 1
            let assessed =
                book.claimed(index, on: facts.through)
                + book.writtenOff(index, through: facts.through)
            report.bills.assessed += assessed
            report.bills.outstanding +=
                book.claimed(index, on: facts.through)
                - book.paidElsewhere(index, through: facts.through)
        }
        report.bills.revisionsWithoutBill = book.orphans.count
        report.bills.collected = bills.collected
        report.bills.provisional = bills.provisional
        report.bills.overpaid = bills.overpaid
        countDecidedBills(&report)
        report.bills.outstanding -= report.bills.collected
    }

    /// What decisions moved into and out of bills and 過誤納金.
    private func countDecidedBills(_ report: inout MatchReport) {
        guard !facts.decisions.isEmpty else { return }
        var copy = self
        var parts = BasketParts()
        for decision in facts.decisions {
            guard let entry = copy.decisionEntry(decision, &parts) else { continue }
            for transfer in entry.transfers {
                let debit = copy.chart[transfer.debit].code
                let credit = copy.chart[transfer.credit].code
                if credit.hasPrefix("asset/bill/") { report.bills.collected += transfer.amount }
                if debit.hasPrefix("asset/bill/") { report.bills.collected -= transfer.amount }
                if credit.hasPrefix(AccountCode.overpaidPrefix) {
                    report.bills.overpaid += transfer.amount
                }
                if debit.hasPrefix(AccountCode.overpaidPrefix) {
                    report.bills.overpaid -= transfer.amount
                }
            }
        }
    }

    private func row(_ payout: Payout) -> MatchReport.PayoutRow {
        let status: MatchReport.PayoutRow.Status =
            payout.banked.map { $0 == payout.net ? .banked : .differs } ?? .announced
        return MatchReport.PayoutRow(
            provider: providerID(payout.provider) ?? "", number: payout.number,
            gross: payout.gross, refunds: payout.refunds, fee: payout.fee, feeTax: payout.feeTax,
            net: payout.net, payDate: payout.payDate, lineCount: payout.lineCount,
            status: status, bankReference: payout.bankLine.map { facts.bankLines[$0].name },
            banked: payout.banked, bankDay: payout.bankLine.map { facts.bankLines[$0].day })
    }
}
