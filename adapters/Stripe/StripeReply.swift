import Money
import Provider

/// What Stripe's replies say.
enum StripeReply {
    static func read(_ reply: ProviderReply, to operation: ProviderOperation) -> OperationAnswer {
        switch reply {
        case .notSent: return .refused(.notSent)
        case .lost: return .unknown(code: "lost")
        case .answered(let status, let body):
            let json = JSONValue(body)
            if (200...299).contains(status), let json { return word(json, operation) }
            return no(status, json?["error"], operation)
        }
    }

    // MARK: - No

    private static func no(
        _ status: Int, _ error: JSONValue?, _ operation: ProviderOperation
    ) -> OperationAnswer {
        let type = error?["type"]?.text
        let code = error?["code"]?.text ?? type ?? "http-\(status)"
        switch status {
        case 401, 403: return .refused(.credentials(code: code))
        case 429: return .refused(.tooMany(code: code))
        case 500...: return .unknown(code: code)
        default: break
        }
        guard let type else { return .unknown(code: code) }
        if type == "card_error" { return .declined(Decline(.citizen, code: code)) }
        // Another request under this key is at work, or was another: nobody can tell.
        if type == "idempotency_error" || status == 409 { return .unknown(code: code) }
        guard type == "invalid_request_error" else { return .unknown(code: code) }
        switch code {
        case "resource_missing": return .declined(Decline(.notFound, code: code))
        case "payment_intent_unexpected_state", "charge_already_refunded",
            "charge_already_captured", "charge_disputed":
            return .declined(Decline(.state, code: code))
        case "amount_too_large", "amount_too_small", "refund_amount_exceeds_charge":
            return .declined(Decline(.amount, code: code))
        case "charge_not_refundable", "charge_expired_for_capture":
            return .declined(Decline(.notAllowed, code: code))
        // An expiry of what is no longer open says so without a code, and so does a refund of more
        // than there is.
        case "invalid_request_error" where operation.deed == .close && status == 400:
            return .declined(Decline(.state, code: code))
        case "invalid_request_error" where isRefundTooLarge(operation, error):
            return .declined(Decline(.amount, code: code))
        default: return .refused(.request(code: code))
        }
    }

    private static func isRefundTooLarge(
        _ operation: ProviderOperation, _ error: JSONValue?
    ) -> Bool {
        guard case .refund = operation.deed else { return false }
        return error?["param"]?.text == "amount"
    }

    // MARK: - Yes

    private static func word(_ json: JSONValue, _ operation: ProviderOperation) -> OperationAnswer {
        switch json["object"]?.text {
        case "payment_intent": return answer(StripeIntent.word(json), operation)
        case "checkout.session": return answer(session(json), operation)
        case "refund": return answer(refund: StripeIntent.refund(json), operation)
        case "list", "search_result":
            guard let items = json["data"]?.list else { return .unknown(code: "answer-incomplete") }
            if operation.deed == .askDisputes { return disputes(json, items, operation) }
            return found(items, isWhole: json["has_more"] == .boolean(false), operation)
        default: return .unknown(code: "answer-unknown")
        }
    }

    private static func disputes(
        _ json: JSONValue, _ items: [JSONValue], _ operation: ProviderOperation
    ) -> OperationAnswer {
        let words = items.compactMap { StripeListing.dispute($0) }
        guard json["object"]?.text == "list", words.count == items.count,
            words.allSatisfy({ $0.handle.payment == operation.handle?.payment })
        else { return .unknown(code: "answer-incomplete") }
        return json["has_more"] == .boolean(false)
            ? .disputes(words) : .unknown(code: "more-pages")
    }

    private static func found(
        _ items: [JSONValue], isWhole: Bool, _ operation: ProviderOperation
    ) -> OperationAnswer {
        if case .askRefund(let wanted) = operation.deed {
            let words = items.compactMap { StripeIntent.refund($0) }
            guard words.count == items.count else { return .unknown(code: "answer-incomplete") }
            if let word = words.first(where: { $0.operation == wanted }) { return .refund(word) }
        } else {
            let words = items.compactMap { StripeIntent.word($0) }
            guard words.count == items.count else { return .unknown(code: "answer-incomplete") }
            if let word = words.first(where: { $0.payment == operation.payment }) {
                return .done(word)
            }
        }
        // Not on this page is not nowhere.
        return isWhole
            ? .declined(Decline(.notFound, code: "not-in-list")) : .unknown(code: "more-pages")
    }

    private static func answer(_ word: PaymentWord?, _ operation: ProviderOperation)
        -> OperationAnswer
    {
        guard let word, word.payment == nil || word.payment == operation.payment else {
            return .unknown(code: "answer-incomplete")
        }
        return .done(word)
    }

    private static func answer(
        refund word: RefundWord?, _ operation: ProviderOperation
    ) -> OperationAnswer {
        guard let word, case .refund(let amount, _) = operation.deed,
            word.operation == operation.id, word.amount == amount
        else { return .unknown(code: "answer-incomplete") }
        return .refund(word)
    }

    /// A page of Stripe's; what it says of money is said by its intent.
    private static func session(_ json: JSONValue) -> PaymentWord? {
        guard let id = json["id"]?.text, let status = json["status"]?.text,
            let payment = StripeIntent.payment(json), json["currency"]?.text == "jpy",
            let amount = StripeIntent.yen(json["amount_total"])
        else { return nil }
        let intent = json["payment_intent"] ?? .null
        let handle = ProviderHandle(
            session: id, payment: intent.text ?? intent["id"]?.text)
        let expanded = StripeIntent.word(intent)
        switch (status, expanded?.standing) {
        // The intent of an open page may stand anywhere; the citizen is at the page.
        case ("open", nil), ("open", .open):
            let step = json["url"]?.text.map { url in
                NextStep(
                    url: url,
                    expires: json["expires_at"]?.integer.map { Moment(seconds: $0) })
            }
            return PaymentWord(.open, payment: payment, handle: handle, amount: amount, step: step)
        case ("expired", nil), ("expired", .open), ("expired", .processing):
            return PaymentWord(.expired, payment: payment, handle: handle, amount: amount)
        case (_, nil): return nil
        default:
            guard var word = expanded, word.payment == payment else { return nil }
            word.handle = word.handle.adding(handle)
            return word
        }
    }
}
