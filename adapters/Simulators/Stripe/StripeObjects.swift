import Money
import Provider

/// What Stripe keeps, each under an id of its own.
protocol StripeObject: Sendable {
    var id: String { get }
    var created: Moment { get }
    var json: JSONValue { get }
}

/// Objects of one kind, in the order in which they were made.
struct StripeShelf<Item: StripeObject>: Sendable {
    private(set) var items: [Item] = []
    private var places: [String: Int] = [:]

    mutating func add(_ item: Item) {
        places[item.id] = items.count
        items.append(item)
    }

    /// Writing changes what is there; a new object is added.
    subscript(_ id: String) -> Item? {
        get { places[id].map { items[$0] } }
        set {
            guard let newValue else { return }
            if let place = places[id] { items[place] = newValue } else { add(newValue) }
        }
    }

    mutating func change(_ id: String, _ change: (inout Item) -> Void) {
        if let place = places[id] { change(&items[place]) }
    }
}

struct StripeSimulatedIntent: StripeObject {
    let id: String
    let created: Moment
    var amount: Int64
    var status: String
    var isManual: Bool
    var methods: [String]
    var metadata: JSONValue
    var description: String?
    var returnURL: String?
    /// Where the citizen confirms, while that is to be done.
    var page: String?
    var method: String?
    var received: Int64 = 0
    var capturable: Int64 = 0
    var charge: String?
    var session: String?
    var error: JSONValue = .null
    var cancelled: Moment?
    var cancellationReason: String?

    var json: JSONValue {
        var action = JSONValue.null
        if let page, status == "requires_action" {
            action = [
                "type": "redirect_to_url",
                "redirect_to_url": ["url": .text(page), "return_url": .text(orNull: returnURL)],
            ]
        }
        return [
            "id": .text(id), "object": "payment_intent", "amount": .integer(amount),
            "amount_capturable": .integer(capturable), "amount_received": .integer(received),
            "canceled_at": .integer(orNull: cancelled?.seconds),
            "cancellation_reason": .text(orNull: cancellationReason),
            "capture_method": isManual ? "manual" : "automatic_async",
            "client_secret": .text("\(id)_secret_simulated"), "confirmation_method": "automatic",
            "created": .integer(created.seconds), "currency": "jpy",
            "description": .text(orNull: description), "last_payment_error": error,
            "latest_charge": .text(orNull: charge), "livemode": false, "metadata": metadata,
            "next_action": action, "payment_method": .text(orNull: method),
            "payment_method_types": .list(methods.map { .text($0) }), "status": .text(status),
        ]
    }
}

struct StripeSimulatedCharge: StripeObject {
    let id: String
    let created: Moment
    var intent: String
    var amount: Int64
    var captured: Int64
    var isCaptured: Bool
    var refunded: Int64 = 0
    var card: StripeTestMethod
    var isPaid: Bool
    var transaction: String?
    var dispute: String?
    var metadata: JSONValue
    var description: String?

    var json: JSONValue {
        let failure: JSONValue = isPaid ? .null : .text(card.declineCode ?? "generic_decline")
        return [
            "id": .text(id), "object": "charge", "amount": .integer(amount),
            "amount_captured": .integer(captured), "amount_refunded": .integer(refunded),
            "authorization_code": isPaid ? "123456" : .null,
            "balance_transaction": .text(orNull: transaction), "captured": .boolean(isCaptured),
            "created": .integer(created.seconds), "currency": "jpy",
            "description": .text(orNull: description), "disputed": .boolean(dispute != nil),
            "failure_code": isPaid ? .null : .text(card.errorCode ?? "card_declined"),
            "livemode": false, "metadata": metadata,
            "outcome": ["network_decline_code": .null, "reason": failure],
            "paid": .boolean(isPaid), "payment_intent": .text(intent),
            "payment_method": .text(card.id), "payment_method_details": card.details,
            "receipt_number": .null, "refunded": .boolean(refunded >= captured && refunded > 0),
            "status": isPaid ? "succeeded" : "failed",
        ]
    }
}

struct StripeSimulatedRefund: StripeObject {
    let id: String
    let created: Moment
    var charge: String
    var intent: String
    var amount: Int64
    var status: String
    var reason: String?
    var metadata: JSONValue
    var transaction: String?

    var json: JSONValue {
        [
            "id": .text(id), "object": "refund", "amount": .integer(amount),
            "balance_transaction": .text(orNull: transaction), "charge": .text(charge),
            "created": .integer(created.seconds), "currency": "jpy",
            "failure_reason": status == "failed" ? "expired_or_canceled_card" : .null,
            "metadata": metadata, "payment_intent": .text(intent),
            "reason": .text(orNull: reason), "status": .text(status),
        ]
    }
}

/// One movement of the balance; net is amount less fee.
struct StripeSimulatedEntry: StripeObject {
    let id: String
    let created: Moment
    var amount: Int64
    var fee: Int64
    var available: Moment
    var isAvailable: Bool
    var category: String
    var type: String
    var source: String
    var payout: String?
    var description: String?

    var json: JSONValue {
        let fees: [JSONValue] =
            fee == 0
            ? []
            : [
                [
                    "amount": .integer(fee), "application": .null, "currency": "jpy",
                    "description": "Stripe processing fees", "type": "stripe_fee",
                ]
            ]
        return [
            "id": .text(id), "object": "balance_transaction", "amount": .integer(amount),
            "available_on": .integer(available.seconds), "created": .integer(created.seconds),
            "currency": "jpy", "description": .text(orNull: description), "exchange_rate": .null,
            "fee": .integer(fee), "fee_details": .list(fees), "net": .integer(amount - fee),
            "reporting_category": .text(category), "source": .text(source),
            "status": isAvailable ? "available" : "pending", "type": .text(type),
        ]
    }
}

struct StripeSimulatedPayout: StripeObject {
    let id: String
    let created: Moment
    var amount: Int64
    var arrival: Moment
    var isAutomatic: Bool
    var status: String
    var transaction: String

    var json: JSONValue {
        [
            "id": .text(id), "object": "payout", "amount": .integer(amount),
            "arrival_date": .integer(arrival.seconds), "automatic": .boolean(isAutomatic),
            "balance_transaction": .text(transaction), "created": .integer(created.seconds),
            "currency": "jpy", "description": "STRIPE PAYOUT", "destination": "ba_simulated",
            "failure_code": .null, "livemode": false, "metadata": [:], "method": "standard",
            "reconciliation_status": isAutomatic ? "completed" : "not_applicable",
            "source_type": "card", "statement_descriptor": .null, "status": .text(status),
            "trace_id": ["status": "pending", "value": .null], "type": "bank_account",
        ]
    }
}

struct StripeSimulatedDispute: StripeObject {
    let id: String
    let created: Moment
    var charge: String
    var intent: String
    var amount: Int64
    var reason: String
    var status: String
    var due: Moment
    /// As they were booked.
    var transactions: [JSONValue]

    var json: JSONValue {
        [
            "id": .text(id), "object": "dispute", "amount": .integer(amount),
            "balance_transactions": .list(transactions),
            "charge": .text(charge), "created": .integer(created.seconds), "currency": "jpy",
            "evidence": [:],
            "evidence_details": [
                "due_by": .integer(due.seconds), "has_evidence": false, "past_due": false,
                "submission_count": 0,
            ],
            "is_charge_refundable": false, "livemode": false, "metadata": [:],
            "payment_intent": .text(intent), "reason": .text(reason), "status": .text(status),
        ]
    }
}

/// A page of Stripe's (Checkout).
struct StripeSimulatedSession: StripeObject {
    let id: String
    let created: Moment
    var amount: Int64
    var status: String
    var expires: Moment
    var url: String
    var intent: String?
    var metadata: JSONValue
    var reference: String?
    var successURL: String?
    var cancelURL: String?
    /// For the intent that paying makes.
    var isManual: Bool
    var intentMetadata: JSONValue
    var description: String?

    var json: JSONValue {
        [
            "id": .text(id), "object": "checkout.session", "amount_subtotal": .integer(amount),
            "amount_total": .integer(amount), "cancel_url": .text(orNull: cancelURL),
            "client_reference_id": .text(orNull: reference), "created": .integer(created.seconds),
            "currency": "jpy", "expires_at": .integer(expires.seconds), "livemode": false,
            "metadata": metadata, "mode": "payment", "payment_intent": .text(orNull: intent),
            "payment_method_types": ["card"],
            "payment_status": status == "complete" && !isManual ? "paid" : "unpaid",
            "status": .text(status), "success_url": .text(orNull: successURL),
            "url": status == "open" ? .text(url) : .null,
        ]
    }
}

struct StripeSimulatedEvent: StripeObject {
    let id: String
    let created: Moment
    var type: String
    var object: JSONValue

    var json: JSONValue {
        [
            "id": .text(id), "object": "event", "api_version": .text(StripeSimulator.version),
            "created": .integer(created.seconds), "data": ["object": object], "livemode": false,
            "pending_webhooks": 1, "request": ["id": .null, "idempotency_key": .null],
            "type": .text(type),
        ]
    }
}

/// A report that was ordered.
struct StripeSimulatedRun: StripeObject {
    let id: String
    let created: Moment
    var type: String
    var parameters: JSONValue
    var file: String?
    var url: String?

    var json: JSONValue {
        let result: JSONValue =
            file.map { file in
                [
                    "id": .text(file), "object": "file", "filename": "itemized.csv",
                    "purpose": "finance_report_run", "type": "csv",
                    "url": .text(orNull: url),
                ]
            } ?? .null
        return [
            "id": .text(id), "object": "reporting.report_run", "created": .integer(created.seconds),
            "error": .null, "livemode": false, "parameters": parameters,
            "report_type": .text(type), "result": result,
            "status": file == nil ? "pending" : "succeeded",
            "succeeded_at": file == nil ? .null : .integer(created.seconds),
        ]
    }
}
