/// A text that the checkout does not take, and the field in which it stands.
public struct FieldRefusal: Error, Sendable, Hashable {
    /// ``CheckoutRefusal/textTooLong``, ``CheckoutRefusal/textMalformed`` or
    /// ``CheckoutRefusal/cardNumber``.
    public var refusal: CheckoutRefusal
    /// `reference`, `description`, `metadata`, `reason`, `person`, `service`.
    public var field: String

    init(_ refusal: CheckoutRefusal, _ field: String) {
        self.refusal = refusal
        self.field = field
    }
}
