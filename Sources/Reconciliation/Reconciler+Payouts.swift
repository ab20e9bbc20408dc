import Billing
import City
import Money
import Provider

extension Reconciler {
    /// Level B: slips whose bill is unknown, paid otherwise, or paid before.
    mutating func findSlipExceptions() {
        for (index, slip) in slips.enumerated() {
            let outcome = bills.slips[index]
            let bill = facts.bills.bills(key: slip.key).first
            let reference = bill.map { facts.bills.bills[$0].id } ?? slip.key
            let provider = providerID(slip.provider)
            if slip.isConfirmed, let problem = outcome.problem {
                raise(
                    problem, provider: provider, reference: reference, amount: outcome.amount,
                    day: slip.paidDay)
            }
            if slip.isConfirmed, slip.isCancelled {
                raise(
                    .cancelledAfterConfirmed, provider: provider, reference: reference,
                    amount: slip.amount, day: slip.paidDay)
            }
            if !slip.isConfirmed, !slip.isCancelled, let made = slip.provisionalDay {
                let within =
                    facts.agreement(slip.provider, on: slip.paidDay)?.confirmWithin ?? 10
                let last = facts.city.calendar.banks.adding(openDays: within, to: made)
                if facts.through > last {
                    raise(
                        .provisionalUnconfirmed, provider: provider, reference: reference,
                        amount: slip.amount, day: slip.paidDay)
                }
            }
        }
    }

    /// A record that stands twice in one file counts once.
    mutating func findSlipDuplicates() {
        for record in facts.slips where record.copy > 0 && record.kind == .confirmed {
            let bill = facts.bills.bills(key: record.key).first
            raise(
                .duplicateLine, provider: providerID(record.provider),
                reference: bill.map { facts.bills.bills[$0].id } ?? record.key,
                amount: record.amount, day: record.paidDay)
        }
    }

    /// Levels 2 and 3: payouts that are not their lines, not their fee, or not in the bank.
    mutating func findPayoutExceptions(
        _ found: [(code: ExceptionCode, payout: Int, amount: Yen)]
    ) {
        for exception in found {
            let payout = payouts[exception.payout]
            raise(
                exception.code, provider: providerID(payout.provider), reference: payout.number,
                amount: exception.amount, day: payout.payDate)
        }
        for payout in payouts { findMissedDay(payout) }
        for (index, payout) in payouts.enumerated() where payout.payDate <= facts.through {
            let provider = providerID(payout.provider)
            if let line = payout.bankLine, let banked = payout.banked {
                if banked != payout.net, !payout.isAdjusted {
                    raise(
                        .payoutAmountDiffers, provider: provider, reference: payout.number,
                        amount: banked - payout.net, day: facts.bankLines[line].day)
                }
            } else if payout.net > .zero, payout.settled == nil, !bank.carriedOn.contains(index) {
                let banks = facts.city.calendar.banks
                if facts.through > banks.next(onOrAfter: payout.payDate.adding(1)) {
                    raise(
                        .payoutNotBanked, provider: provider, reference: payout.number,
                        amount: payout.net, day: payout.payDate)
                }
            }
        }
    }

    /// A 指定納付受託者 who pays after the designated day loses the payer's earlier date.
    private mutating func findMissedDay(_ payout: Payout) {
        guard payout.missedDay(facts) != nil else { return }
        raise(
            .designatedDayMissed, provider: providerID(payout.provider),
            reference: payout.number, amount: payout.net, day: payout.payDate)
    }

    /// Level 3, the bank's side: money that nobody announced.
    mutating func findBankExceptions() {
        for (index, line) in facts.bankLines.enumerated() where bank.outcomes[index] == .free {
            raise(
                .bankLineUnidentified, provider: nil, reference: line.name, amount: line.amount,
                day: line.day)
        }
    }

    /// Level 5: statements behind a gap.
    mutating func findGaps() {
        for statement in facts.waitingStatements {
            raise(
                .bankContinuity, provider: nil, reference: statement.reference,
                amount: statement.difference, day: statement.from)
        }
    }
}
