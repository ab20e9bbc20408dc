import Money
import Provider

/// Reads lists of Stripe's; an item that lacks anything makes the whole page no clear word.
enum StripeListing {
    /// Why there is no object in a reply.
    enum Trouble: Error {
        case unknown(code: String)
        case refused(ProviderDenial)
    }

    enum Reading<Item> {
        case item(Item)
        /// Belongs to another list, so it is passed over.
        case passed
    }

    /// The object of a reply that is a success.
    static func object(_ reply: ProviderReply) -> Result<JSONValue, Trouble> {
        switch reply {
        case .notSent: return .failure(.refused(.notSent))
        case .lost: return .failure(.unknown(code: "lost"))
        case .answered(let status, let body):
            let json = JSONValue(body)
            if (200...299).contains(status), let json { return .success(json) }
            let error = json?["error"]
            let code = error?["code"]?.text ?? error?["type"]?.text ?? "http-\(status)"
            switch status {
            case 401, 403: return .failure(.refused(.credentials(code: code)))
            case 429: return .failure(.refused(.tooMany(code: code)))
            case 400..<500 where error?["type"]?.text == "invalid_request_error":
                return .failure(.refused(.request(code: code)))
            default: return .failure(.unknown(code: code))
            }
        }
    }

    static func read<Item>(
        _ reply: ProviderReply, _ item: (_ json: JSONValue, _ row: Int) -> Reading<Item>?
    ) -> ListingAnswer<Item> {
        switch object(reply) {
        case .failure(.unknown(let code)): return .unknown(code: code)
        case .failure(.refused(let denial)): return .refused(denial)
        case .success(let json):
            guard json["object"]?.text == "list", let data = json["data"]?.list,
                case .boolean(let hasMore)? = json["has_more"]
            else { return .unknown(code: "answer-incomplete") }
            var items: [Item] = []
            for (place, json) in data.enumerated() {
                guard let reading = item(json, place + 1) else {
                    return .unknown(code: "answer-incomplete")
                }
                if case .item(let item) = reading { items.append(item) }
            }
            guard hasMore else { return .page(ProviderPage(items)) }
            guard let last = data.last?["id"]?.text else {
                return .unknown(code: "answer-incomplete")
            }
            return .page(ProviderPage(items, next: last))
        }
    }

    // MARK: - Balance

    /// As the itemized report has it: `net` is `amount` less `fee`, and a payout's own row is none
    /// of its lines.
    static func line(_ json: JSONValue, row: Int) -> Reading<ProviderLine>? {
        guard json["object"]?.text == "balance_transaction", let number = json["id"]?.text,
            json["currency"]?.text == "jpy", let amount = signed(json["amount"]),
            let fee = signed(json["fee"]), let net = signed(json["net"]), net == amount - fee,
            let created = json["created"]?.integer,
            let category = json["reporting_category"]?.text.flatMap({ StripeCategory.known[$0] })
        else { return nil }
        var kind = ProviderLine.Kind.adjustment
        switch category {
        case .payout: return .passed
        case .adjustment: break
        case .sale:
            guard amount > .zero else { return nil }
            kind = .sale
        case .giveBack:
            guard amount < .zero else { return nil }
            kind = .giveBack
        }
        let source = json["source"] ?? .null
        let own = source.text ?? source["id"]?.text
        let intent = source["payment_intent"]?.text
        var references: [String] = []
        let order = kind == .sale ? [intent, own] : [own, intent]
        for case let reference? in order + [source["charge"]?.text]
        where !references.contains(reference) {
            references.append(reference)
        }
        return .item(
            ProviderLine(
                row: row, number: number, kind: kind, at: Moment(seconds: created),
                amount: kind == .adjustment ? net : amount.magnitude,
                brand: source["payment_method_details"]?["card"]?["brand"]?.text,
                merchantRef: source["metadata"]?["payment_id"]?.text, providerRefs: references,
                fee: fee))
    }

    private static func signed(_ json: JSONValue?) -> Yen? {
        guard let value = json?.integer, value >= -Yen.largest.value, value <= Yen.largest.value
        else { return nil }
        return Yen(value)
    }

    // MARK: - Payouts and disputes

    static func payout(_ json: JSONValue) -> PayoutWord? {
        guard json["object"]?.text == "payout", let number = json["id"]?.text,
            json["currency"]?.text == "jpy", let amount = signed(json["amount"]),
            let arrival = json["arrival_date"]?.integer,
            case .boolean(let isAutomatic)? = json["automatic"]
        else { return nil }
        let standing: PayoutWord.Standing
        switch json["status"]?.text {
        case "pending", "in_transit": standing = .underway
        case "paid": standing = .paid
        case "failed": standing = .failed
        case "canceled": standing = .cancelled
        default: return nil
        }
        let listed = json["reconciliation_status"]?.text
        return PayoutWord(
            number, standing, amount: amount, arrives: Moment(seconds: arrival).day,
            isItemized: isAutomatic && (listed == nil || listed == "completed"))
    }

    static func dispute(_ json: JSONValue) -> DisputeWord? {
        guard json["object"]?.text == "dispute", let number = json["id"]?.text,
            json["currency"]?.text == "jpy", let amount = StripeIntent.yen(json["amount"]),
            let created = json["created"]?.integer, let reason = json["reason"]?.text,
            let movements = movements(json["balance_transactions"]?.list ?? [])
        else { return nil }
        let standing: DisputeWord.Standing
        switch json["status"]?.text {
        case "warning_needs_response", "warning_under_review", "warning_closed":
            standing = .inquiry
        case "needs_response": standing = .open
        case "under_review": standing = .underReview
        case "won", "prevented": standing = .won
        case "lost": standing = .lost
        default: return nil
        }
        let intent = json["payment_intent"] ?? .null
        return DisputeWord(
            number, standing, handle: ProviderHandle(payment: intent.text ?? intent["id"]?.text),
            amount: amount, reason: reason, at: Moment(seconds: created),
            due: json["evidence_details"]?["due_by"]?.integer.map { Moment(seconds: $0) },
            movements: movements)
    }

    /// Nil where one of them is not clear.
    private static func movements(_ list: [JSONValue]) -> [DisputeWord.Movement]? {
        var movements: [DisputeWord.Movement] = []
        for json in list {
            guard json["object"]?.text == "balance_transaction", let number = json["id"]?.text,
                json["currency"]?.text == "jpy", let amount = signed(json["amount"]),
                amount != .zero, let fee = signed(json["fee"]), let net = signed(json["net"]),
                net == amount - fee, let created = json["created"]?.integer
            else { return nil }
            movements.append(
                DisputeWord.Movement(
                    number, amount: amount, fee: fee, at: Moment(seconds: created)))
        }
        return movements.sorted { ($0.at, $0.amount) < ($1.at, $1.amount) }
    }
}
