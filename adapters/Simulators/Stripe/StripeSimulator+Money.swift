import Money
import Provider

/// Money that goes back, is disputed, or is paid out.
extension StripeSimulator {
    /// Adds a movement of the balance and says its number.
    mutating func book(
        _ amount: Int64, fee: Int64, category: String, type: String, source: String,
        at now: Moment, description: String? = nil
    ) -> String {
        let day = now.day.adding(settings.availableDays)
        let entry = StripeSimulatedEntry(
            id: "txn_3\(random.letters(23))", created: now, amount: amount, fee: fee,
            available: Moment(day: day, secondOfDay: 9 * 3_600), isAvailable: false,
            category: category, type: type, source: source, description: description)
        entries.add(entry)
        pendingEntries.add(entry.id, at: entry.available)
        return entry.id
    }

    // MARK: - Refunds

    mutating func createRefund(
        _ fields: StripeParameters, at now: Moment, mood: SimulatorMood
    ) throws(StripeRefusal) -> JSONValue {
        try fields.only(["payment_intent", "charge", "amount", "metadata", "reason"])
        let charge = try refundable(fields)
        let rest = charge.captured - charge.refunded
        guard rest > 0 else {
            throw StripeRefusal(
                400, "Charge \(charge.id) has already been refunded.",
                code: "charge_already_refunded")
        }
        let amount = try fields.integer("amount") ?? rest
        guard amount > 0 else { throw .invalid("amount") }
        guard amount <= rest else {
            throw StripeRefusal(
                400,
                "Refund amount (¥\(amount)) is greater than unrefunded amount on charge "
                    + "(¥\(rest))", parameter: "amount")
        }
        let metadata = try fields.metadata(fields["metadata"])
        let fails = charge.card.failsRefunds || mood.declines
        let id = "re_3\(random.letters(23))"
        let entry = book(
            -amount, fee: 0, category: "refund", type: "refund", source: id, at: now)
        let refund = StripeSimulatedRefund(
            id: id, created: now, charge: charge.id, intent: charge.intent, amount: amount,
            status: fails ? "pending" : "succeeded", reason: fields.text("reason"),
            metadata: metadata, transaction: entry)
        refunds.add(refund)
        if fails { failingRefunds.add(id, at: Moment(seconds: now.seconds + 1)) }
        charges.change(charge.id) { $0.refunded += amount }
        tell("charge.refunded", charges[charge.id]?.json ?? .null, at: now)
        tell("refund.created", refund.json, at: now)
        return refund.json
    }

    private func refundable(
        _ fields: StripeParameters
    ) throws(StripeRefusal) -> StripeSimulatedCharge {
        var id = fields.text("charge")
        if let intent = fields.text("payment_intent") {
            guard let found = intents[intent] else { throw .missing("payment_intent", intent) }
            guard found.status == "succeeded" else {
                throw StripeRefusal(
                    400,
                    "This PaymentIntent (\(intent)) does not have a successful charge to "
                        + "refund.", code: "payment_intent_unexpected_state")
            }
            id = found.charge
        }
        guard let id else { throw .needed("charge") }
        guard let charge = charges[id] else { throw .missing("charge", id) }
        guard charge.isPaid, charge.isCaptured else {
            throw StripeRefusal(
                400, "Charge \(id) cannot be refunded.", code: "charge_not_refundable")
        }
        guard charge.dispute == nil else {
            throw StripeRefusal(
                400, "Charge \(id) has been charged back; cannot issue a refund.",
                code: "charge_disputed")
        }
        return charge
    }

    /// The bank sent it back: the balance gets it again.
    mutating func failRefund(_ refund: StripeSimulatedRefund, at now: Moment) {
        refunds.change(refund.id) { $0.status = "failed" }
        charges.change(refund.charge) { $0.refunded -= refund.amount }
        _ = book(
            refund.amount, fee: 0, category: "refund_failure", type: "refund_failure",
            source: refund.id, at: now)
        tell("refund.failed", refunds[refund.id]?.json ?? .null, at: now)
    }

    // MARK: - Disputes

    /// Takes the money back from us until it is decided.
    @discardableResult
    mutating func dispute(_ charge: String, reason: String, at now: Moment) -> JSONValue? {
        guard let found = charges[charge], found.isCaptured, found.dispute == nil else {
            return nil
        }
        let id = "du_1\(random.letters(23))"
        let entry = book(
            -found.captured, fee: settings.disputeFee.value, category: "dispute",
            type: "adjustment", source: id, at: now, description: "Chargeback withdrawal")
        let dispute = StripeSimulatedDispute(
            id: id, created: now, charge: charge, intent: found.intent, amount: found.captured,
            reason: reason, status: "needs_response",
            due: Moment(seconds: now.seconds + 7 * 86_400),
            transactions: [entries[entry]?.json ?? .null])
        disputes.add(dispute)
        charges.change(charge) { $0.dispute = id }
        tell("charge.dispute.created", dispute.json, at: now)
        tell("charge.dispute.funds_withdrawn", dispute.json, at: now)
        return dispute.json
    }

    /// Evidence is kept; submitted, the bank looks at it.
    mutating func updateDispute(
        _ id: String, _ fields: StripeParameters, at now: Moment
    ) throws(StripeRefusal) -> JSONValue {
        try fields.only(["evidence", "metadata", "submit"])
        guard let dispute = disputes[id] else { throw .missing("dispute", id) }
        guard dispute.status == "needs_response" else {
            throw StripeRefusal(400, "This dispute is already closed.")
        }
        if fields.text("submit") == "true" {
            disputes.change(id) { $0.status = "under_review" }
        }
        let json = disputes[id]?.json ?? .null
        tell("charge.dispute.updated", json, at: now)
        return json
    }

    /// We do not fight it.
    mutating func closeDispute(_ id: String, at now: Moment) throws(StripeRefusal) -> JSONValue {
        guard let dispute = disputes[id] else { throw .missing("dispute", id) }
        guard dispute.status == "needs_response" else {
            throw StripeRefusal(400, "This dispute is already closed.")
        }
        return decide(id, isWon: false, at: now)
    }

    mutating func decide(_ id: String, isWon: Bool, at now: Moment) -> JSONValue {
        guard let dispute = disputes[id] else { return .null }
        disputes.change(id) { $0.status = isWon ? "won" : "lost" }
        if isWon {
            let entry = book(
                dispute.amount, fee: -settings.disputeFee.value, category: "dispute_reversal",
                type: "adjustment", source: id, at: now, description: "Chargeback reversal")
            disputes.change(id) { [json = entries[entry]?.json ?? .null] in
                $0.transactions.append(json)
            }
            tell("charge.dispute.funds_reinstated", disputes[id]?.json ?? .null, at: now)
        }
        let json = disputes[id]?.json ?? .null
        tell("charge.dispute.closed", json, at: now)
        return json
    }

    // MARK: - Payouts

    /// By hand: some of what is available.
    mutating func createPayout(
        _ fields: StripeParameters, at now: Moment
    ) throws(StripeRefusal) -> JSONValue {
        try fields.only(["amount", "currency", "description", "metadata", "method"])
        let amount = try StripeSimulator.amount(fields)
        let available = entries.items.reduce(Int64(0)) {
            $0 + ($1.isAvailable ? $1.amount - $1.fee : 0)
        }
        guard amount <= available else {
            throw StripeRefusal(
                400,
                "You have insufficient available funds in your Stripe account for this "
                    + "payout.", code: "balance_insufficient")
        }
        return pay(
            out: amount, arrival: Moment(seconds: now.seconds + 2 * 86_400), isAutomatic: false,
            of: [], at: now)
    }

    /// What was booked by then and was not paid out yet; nil where that is nothing.
    mutating func payOut(
        through: Moment, arrival: Moment, at now: Moment
    ) -> JSONValue? {
        let paid = entries.items.filter {
            $0.payout == nil && $0.category != "payout" && $0.created <= through
        }
        let sum = paid.reduce(Int64(0)) { $0 + $1.amount - $1.fee }
        guard sum > 0 else { return nil }
        return pay(out: sum, arrival: arrival, isAutomatic: true, of: paid.map(\.id), at: now)
    }

    private mutating func pay(
        out amount: Int64, arrival: Moment, isAutomatic: Bool, of paid: [String], at now: Moment
    ) -> JSONValue {
        let id = "po_1\(random.letters(23))"
        let entry = book(
            -amount, fee: 0, category: "payout", type: "payout", source: id, at: now,
            description: "STRIPE PAYOUT")
        for number in paid + (isAutomatic ? [entry] : []) {
            entries.change(number) { $0.payout = id }
        }
        entries.change(entry) { $0.isAvailable = true }
        let payout = StripeSimulatedPayout(
            id: id, created: now, amount: amount, arrival: arrival, isAutomatic: isAutomatic,
            status: "paid", transaction: entry)
        payouts.add(payout)
        tell("payout.created", payout.json, at: now)
        tell("payout.paid", payout.json, at: now)
        if isAutomatic { tell("payout.reconciliation_completed", payout.json, at: now) }
        return payout.json
    }
}
