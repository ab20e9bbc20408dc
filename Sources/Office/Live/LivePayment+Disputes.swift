import Money
import Provider
import Store
import Till

extension LivePayment {
    /// No dispute is open for longer; an inquiry may never be said to be over.
    private static let longestDispute: Int64 = 200 * 86_400

    /// When its provider is to be asked about what its state does not ask for: its disputes, and
    /// whether its creation came late; nil: never.
    func dueBeside(at now: Moment) -> Moment? {
        func next(_ plan: AskingPlan) -> Moment {
            Moment(seconds: now.seconds + plan.interval(ofTurn: standing.turn))
        }
        if let late = payment.lateUntil { return late > now ? late : next(.unanswered) }
        guard payment.concernsDisputes else { return nil }
        let isForgotten = payment.disputes.values.allSatisfy {
            $0.standing.isDecided || now.seconds - $0.at.seconds > LivePayment.longestDispute
        }
        guard payment.asksDisputes || !isForgotten else { return nil }
        return next(payment.asksDisputes ? .unanswered : .dispute)
    }

    /// Its disputes as rows of their table, by their numbers.
    ///
    /// - Parameter former: only those that it has otherwise, or not at all.
    func disputeRows(changedSince former: LivePayment?) -> [DisputeSummary] {
        payment.disputes.values.filter { $0 != former?.payment.disputes[$0.number] }
            .sorted { $0.number < $1.number }.map { dispute in
                DisputeSummary(
                    provider: standing.provider ?? "", number: dispute.number, payment: id,
                    service: order.service, standing: dispute.standing, amount: dispute.amount,
                    reason: dispute.reason, opened: dispute.at, due: dispute.due,
                    fee: dispute.fee, withdrawn: dispute.sum(.withdrawn),
                    reinstated: dispute.sum(.reinstated))
            }
    }

    /// What the service is told of its disputes.
    func disputeNews(since former: LivePayment) -> [WebhookEvent] {
        payment.disputes.values.sorted { $0.number < $1.number }.compactMap { dispute in
            let before = former.payment.disputes[dispute.number]
            guard before?.standing != dispute.standing else { return nil }
            switch dispute.standing {
            case .inquiry, .underReview: return .disputeUpdated
            case .open: return .disputed
            case .won: return .disputeWon
            case .lost: return .disputeLost
            }
        }
    }
}
