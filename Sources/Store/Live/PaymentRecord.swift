public import Money
public import Provider
public import Till

/// A payment as it was ordered; it never changes.
public struct PaymentRecord: Sendable, Hashable {
    public var id: PaymentID
    public var service: String
    public var created: Moment
    public var expires: Moment
    public var amount: Yen
    public var lines: [SaleEvent.Line]
    public var office: String
    public var reference: String
    public var description: String
    public var returnURL: String
    public var language: String
    /// A JSON object.
    public var metadata: String
    public var isCapturedLater: Bool
    /// The only provider that may be chosen.
    public var provider: String?
    /// The link that it was made from.
    public var link: String?
    /// Kept apart.
    public var email: String?

    public init(
        id: PaymentID, service: String, created: Moment, expires: Moment, amount: Yen,
        lines: [SaleEvent.Line], office: String, reference: String, description: String,
        returnURL: String, language: String, metadata: String, isCapturedLater: Bool,
        provider: String?, link: String?, email: String?
    ) {
        self.id = id
        self.service = service
        self.created = created
        self.expires = expires
        self.amount = amount
        self.lines = lines
        self.office = office
        self.reference = reference
        self.description = description
        self.returnURL = returnURL
        self.language = language
        self.metadata = metadata
        self.isCapturedLater = isCapturedLater
        self.provider = provider
        self.link = link
        self.email = email
    }

    /// What it reserves: its bills, and the link that can be paid once.
    public func reservedItems(linkIsSingle: Bool) -> [String] {
        var items = lines.compactMap { line in
            if case .bill(let bill) = line.item { "bill/\(bill)" } else { nil }
        }
        if linkIsSingle, let link { items.append("link/\(link)") }
        return items
    }
}

/// Where a payment stands: what all that it was told made of it.
public struct PaymentStanding: Sendable, Hashable {
    public var version: Int
    public var state: PaymentState
    public var changed: Moment
    public var provider: String?
    public var handle: ProviderHandle
    public var step: NextStep?
    public var captured: Yen?
    public var capturedAt: Moment?
    public var refunded: Yen
    public var available: Yen
    public var closedBy: Payment.Closer?
    public var brand: String?
    public var lastFour: String?
    /// The operation that is not settled yet.
    public var operation: PaymentID?
    /// How often the provider was asked since the state was reached; not part of what it was told.
    public var turn: Int
    /// When somebody must look at it next; nil: nothing is to be done.
    public var due: Moment?

    /// - Parameters:
    ///   - payment: as it stands.
    ///   - former: of what the payment itself does not keep.
    public init(_ payment: Payment, version: Int, changed: Moment, provider: String?) {
        self.version = version
        state = payment.state
        self.changed = changed
        self.provider = provider
        handle = payment.handle
        step = payment.step
        captured = payment.captured
        capturedAt = payment.capturedAt
        refunded = payment.refunded
        available = payment.refundAvailable
        closedBy = payment.closedBy
        brand = payment.card?.brand
        lastFour = payment.card?.lastFour
        operation = payment.pending?.id
        turn = 0
    }

    /// The same but for what only says when to look again.
    public func agrees(with other: PaymentStanding) -> Bool {
        var other = other
        other.turn = turn
        other.due = due
        return other == self
    }
}

extension PaymentStanding {
    init(
        version: Int, state: PaymentState, changed: Moment, provider: String?,
        handle: ProviderHandle, step: NextStep?, captured: Yen?, capturedAt: Moment?,
        refunded: Yen, available: Yen, closedBy: Payment.Closer?, brand: String?,
        lastFour: String?, operation: PaymentID?, turn: Int, due: Moment?
    ) {
        self.version = version
        self.state = state
        self.changed = changed
        self.provider = provider
        self.handle = handle
        self.step = step
        self.captured = captured
        self.capturedAt = capturedAt
        self.refunded = refunded
        self.available = available
        self.closedBy = closedBy
        self.brand = brand
        self.lastFour = lastFour
        self.operation = operation
        self.turn = turn
        self.due = due
    }
}

/// Something that a payment was told, with where it stood then.
public struct PaymentEvent: Sendable, Hashable {
    /// 2 is the first: 1 is the order.
    public var version: Int
    public var at: Moment
    public var entry: TillEntry
    public var state: PaymentState
    /// A person should look at it.
    public var isAlarm: Bool

    public init(
        version: Int, at: Moment, entry: TillEntry, state: PaymentState, isAlarm: Bool
    ) {
        self.version = version
        self.at = at
        self.entry = entry
        self.state = state
        self.isAlarm = isAlarm
    }

    /// The word under which it is kept.
    public var kind: String { TillEntryText.kind(entry) }
}
