public import Money

/// What a caller wants to be paid.
public struct PaymentOrder: Sendable, Hashable {
    /// One line of it.
    public enum Item: Sendable, Hashable {
        /// A fee of the catalogue at today's price.
        case fee(id: String, quantity: Int)
        /// A bill, as much as is claimed on it today.
        case bill(id: String)
        /// Any other revenue of a fund.
        case plain(amount: Yen, fund: String, subject: String)
    }

    public enum Language: String, Sendable, Hashable, CaseIterable { case ja, en }

    /// A caller's own note; at most 15, never changed, a column of reports.
    public struct Metadata: Sendable, Hashable {
        public enum Value: Sendable, Hashable {
            case text(String)
            case number(Int64)
            case truth(Bool)
        }
        public var name: String
        public var value: Value

        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    public var items: [Item]
    /// The sum as the caller believes it, which must be that of the items; nil: it does not say.
    public var amount: Yen?
    /// The caller's own number, at most 255 characters.
    public var reference: String
    /// What the citizen reads, at most 255 characters; holds no name of a person.
    public var description: String
    /// Where the citizen comes back to; carries neither id nor outcome.
    public var returnURL: String
    public var language: Language
    public var metadata: [Metadata]
    /// Money is only reserved, until the caller captures it.
    public var isCapturedLater: Bool
    /// Kept apart from the payment, so that it can be forgotten.
    public var email: String?
    /// Office whose revenue it is; nil: that of the first fee, else the city's first.
    public var office: String?
    /// The one provider that may be chosen; nil: the citizen chooses.
    public var provider: String?

    public init(
        items: [Item], amount: Yen? = nil, reference: String, description: String,
        returnURL: String, language: Language = .ja, metadata: [Metadata] = [],
        isCapturedLater: Bool = false, email: String? = nil, office: String? = nil,
        provider: String? = nil
    ) {
        self.items = items
        self.amount = amount
        self.reference = reference
        self.description = description
        self.returnURL = returnURL
        self.language = language
        self.metadata = metadata
        self.isCapturedLater = isCapturedLater
        self.email = email
        self.office = office
        self.provider = provider
    }
}
