import Money
public import Provider

extension FactBatch {
    /// What no fact may say, whatever stood in the file; empty where all is well.
    ///
    /// An amount beyond the largest, a negative one where none can be, nothing where money moved.
    public var impossibleAmounts: [String] {
        var bad: [String] = []
        func check(_ isFine: Bool, _ what: String, _ row: Int) {
            if !isFine { bad.append("\(what), row \(row)") }
        }
        func fits(_ amount: Yen) -> Bool { amount.magnitude <= Yen.largest }
        for fact in sales {
            check(fits(fact.amount) && fact.amount > .zero, "sale \(fact.amount)", fact.row)
        }
        for fact in lines {
            check(fits(fact.amount), "line \(fact.amount)", fact.row)
            switch fact.kind {
            case .sale, .giveBack, .unknown:
                check(fact.amount > .zero, "line \(fact.kind) \(fact.amount)", fact.row)
            case .failed, .processing:
                check(fact.amount >= .zero, "line \(fact.kind) \(fact.amount)", fact.row)
            case .adjustment: break
            }
            check(!fact.number.isEmpty, "line without a number", fact.row)
        }
        for fact in terminalTotals {
            check(fits(fact.completed) && fits(fact.unknown), "terminal totals", fact.row)
            check(fact.completedCount >= 0 && fact.unknownCount >= 0, "counts", fact.row)
        }
        for fact in payouts {
            let all = [fact.gross, fact.refunds, fact.fee, fact.feeTax, fact.net]
            check(all.allSatisfy(fits), "payout \(fact.number)", fact.row)
            check(fact.gross >= .zero && fact.refunds >= .zero, "payout gross", fact.row)
        }
        for fact in slips {
            check(fits(fact.amount) && fact.amount > .zero, "slip \(fact.amount)", fact.row)
        }
        for fact in bankStatements {
            check(fits(fact.opening) && fits(fact.closing), "bank balance", fact.row)
            check(fact.lines.allSatisfy { fits($0.amount) }, "bank line", fact.row)
        }
        for fact in bills {
            check(fits(fact.amount) && fact.amount >= .zero, "bill \(fact.amount)", fact.row)
            check(fact.tax >= .zero && fact.tax <= fact.amount, "bill's tax \(fact.tax)", fact.row)
        }
        for fact in billChanges {
            check(fits(fact.amount) && fact.amount >= .zero, "change \(fact.amount)", fact.row)
        }
        return bad
    }
}
