public import Money

/// What a key may do.
public enum APIScope: String, Sendable, Hashable, CaseIterable {
    case readPayments = "payments:read"
    case writePayments = "payments:write"
    case writeRefunds = "refunds:write"
    case writeLinks = "links:write"
    case writeWebhooks = "webhooks:write"
    /// Tells of movements; what is in them is of all services.
    case writeBankMovements = "bank-movements:write"
    case readBankMovements = "bank-movements:read"
}

/// A key of the API; the books hold only the digest of its secret.
public struct APIKey: Sendable, Hashable {
    /// Names it, and is no secret: 8 characters.
    public var id: String
    /// The service account: payments are its own, and a service sees no other's.
    public var service: String
    public var scopes: Set<APIScope>
    public var created: Moment
    public var revoked: Moment?
}
