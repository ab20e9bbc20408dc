/// What the checkout does not take of a request, and the field in which it stands.
public struct FieldRefusal: Error, Sendable, Hashable {
    public var refusal: CheckoutRefusal
    /// `reference`, `metadata`, `items[0].fee` and so on; `person` and `service` at a desk.
    public var field: String

    init(_ refusal: CheckoutRefusal, _ field: String) {
        self.refusal = refusal
        self.field = field
    }
}
