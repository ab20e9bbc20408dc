import Money
import Provider

/// Reads payment intents and refunds; whole yen only.
enum StripeIntent {
    /// Nil where anything lacks that a word about money needs.
    static func word(_ json: JSONValue) -> PaymentWord? {
        guard json["object"]?.text == "payment_intent", let id = json["id"]?.text,
            let status = json["status"]?.text, json["currency"]?.text == "jpy",
            let amount = yen(json["amount"]), let payment = payment(json)
        else { return nil }
        let handle = ProviderHandle(payment: id)
        let charge = json["latest_charge"] ?? .null
        guard status == "succeeded" else {
            guard let standing = standing(status) else { return nil }
            var word = PaymentWord(
                standing, payment: payment, handle: handle, amount: amount, step: step(json))
            if standing == .reserved { word.card = card(charge) }
            return word
        }
        guard let received = yen(json["amount_received"]) ?? captured(charge) else { return nil }
        return taken(charge, received, payment, handle)
    }

    /// What the charge itself says was taken; older servers say it of no intent.
    private static func captured(_ charge: JSONValue) -> Yen? {
        guard charge["captured"] == .boolean(true), charge["currency"]?.text == "jpy" else {
            return nil
        }
        return yen(charge["amount_captured"]) ?? yen(charge["amount"])
    }

    /// Money was taken; the charge, where it is in the answer, says when and what went back.
    private static func taken(
        _ charge: JSONValue, _ received: Yen, _ payment: PaymentID, _ handle: ProviderHandle
    ) -> PaymentWord? {
        let items = charge["refunds"]?["data"]?.list ?? []
        let refunds = items.compactMap { refund($0) }
        guard refunds.count == items.count else { return nil }
        let given = yen(charge["amount_refunded"]) ?? .zero
        var word = PaymentWord(
            given > .zero && given >= received ? .refunded : .captured, payment: payment,
            handle: handle, amount: received,
            at: charge["created"]?.integer.map { Moment(seconds: $0) }, refunded: given,
            refunds: refunds)
        word.card = card(charge)
        return word
    }

    /// Brand and last digits of a charge's card.
    private static func card(_ charge: JSONValue) -> CardSign? {
        guard let card = charge["payment_method_details"]?["card"] else { return nil }
        return CardSign(brand: card["brand"]?.text, lastFour: card["last4"]?.text)
    }

    private static func standing(_ status: String) -> PaymentWord.Standing? {
        switch status {
        case "requires_payment_method", "requires_confirmation", "requires_action": .open
        case "processing": .processing
        case "requires_capture": .reserved
        case "canceled": .cancelled
        default: nil
        }
    }

    private static func step(_ json: JSONValue) -> NextStep? {
        json["next_action"]?["redirect_to_url"]?["url"]?.text.map { NextStep(url: $0) }
    }

    static func refund(_ json: JSONValue) -> RefundWord? {
        guard json["object"]?.text == "refund", let id = json["id"]?.text,
            let amount = yen(json["amount"]), amount > .zero, json["currency"]?.text == "jpy"
        else { return nil }
        let standing: RefundWord.Standing
        switch json["status"]?.text {
        case "succeeded": standing = .finished
        case "pending", "requires_action": standing = .processing
        case "failed", "canceled": standing = .failed
        default: return nil
        }
        let operation = json["metadata"]?["operation"]?.text.flatMap { PaymentID($0.utf8) }
        return RefundWord(
            standing, operation: operation, number: id, amount: amount,
            at: json["created"]?.integer.map { Moment(seconds: $0) })
    }

    /// Our number, which we gave as metadata.
    static func payment(_ json: JSONValue) -> PaymentID? {
        json["metadata"]?["payment_id"]?.text.flatMap { PaymentID($0.utf8) }
    }

    static func yen(_ json: JSONValue?) -> Yen? {
        guard let value = json?.integer, value >= 0, value <= Yen.largest.value else { return nil }
        return Yen(value)
    }
}
