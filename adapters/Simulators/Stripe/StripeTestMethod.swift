import Provider

/// A test payment method by its name, as Stripe's "Test cards" page lists them.
struct StripeTestMethod: Sendable, Hashable {
    var id: String
    var brand: String
    var last4: String
    /// Why it is declined; nil where it is not.
    var errorCode: String?
    var declineCode: String?
    /// Whether the citizen is sent to the bank's page first.
    var needsPage = false
    /// Whether the charge is disputed at once.
    var isDisputed = false
    /// Whether refunds to it fail after they were taken on.
    var failsRefunds = false

    var details: JSONValue {
        guard brand != "paypay" else { return ["type": "paypay", "paypay": [:]] }
        return [
            "type": "card",
            "card": [
                "brand": .text(brand), "last4": .text(last4), "country": "JP", "exp_month": 12,
                "exp_year": 2034, "funding": "credit", "network": .text(brand),
            ],
        ]
    }

    /// What the payment method itself says where it is declined.
    var message: String {
        switch errorCode {
        case "expired_card": "Your card has expired."
        case "incorrect_cvc": "Your card's security code is incorrect."
        case "processing_error": "An error occurred while processing your card. Try again later."
        default:
            declineCode == "insufficient_funds"
                ? "Your card has insufficient funds." : "Your card was declined."
        }
    }

    static let known: [String: StripeTestMethod] = {
        func card(_ id: String, _ brand: String = "visa", _ last4: String = "4242")
            -> StripeTestMethod
        {
            StripeTestMethod(id: id, brand: brand, last4: last4)
        }
        func declined(_ id: String, _ last4: String, _ error: String, _ why: String?)
            -> StripeTestMethod
        {
            StripeTestMethod(
                id: id, brand: "visa", last4: last4, errorCode: error, declineCode: why)
        }
        var disputed = card("pm_card_createDispute", "visa", "0259")
        disputed.isDisputed = true
        var checked = card("pm_card_authenticationRequired", "visa", "3184")
        checked.needsPage = true
        var unreturnable = card("pm_card_refundFail", "visa", "5126")
        unreturnable.failsRefunds = true
        let all = [
            card("pm_card_visa"), card("pm_card_mastercard", "mastercard", "4444"),
            card("pm_card_jcb", "jcb", "0505"), card("pm_card_amex", "amex", "8431"), disputed,
            checked, unreturnable, StripeTestMethod(id: "paypay", brand: "paypay", last4: ""),
            declined(
                "pm_card_visa_chargeDeclined", "0002", "card_declined", "generic_decline"),
            declined("pm_card_chargeDeclined", "0002", "card_declined", "generic_decline"),
            declined(
                "pm_card_chargeDeclinedInsufficientFunds", "9995", "card_declined",
                "insufficient_funds"),
            declined("pm_card_chargeDeclinedExpiredCard", "0069", "expired_card", nil),
            declined("pm_card_chargeDeclinedIncorrectCvc", "0127", "incorrect_cvc", nil),
            declined("pm_card_chargeDeclinedProcessingError", "0119", "processing_error", nil),
        ]
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
    }()
}
