public import Money
public import Provider

/// Something that a payment was told, as it is written down: a payment is what all of them, told in
/// their order, made of it.
public enum TillEntry: Sendable, Hashable {
    /// - Parameters:
    ///   - provider: the one that the citizen chose.
    ///   - returnURL: where it sends him back to.
    case begin(operation: PaymentID, provider: String, returnURL: String?)
    case capture(operation: PaymentID)
    case close(by: Payment.Closer, operation: PaymentID)
    case void(operation: PaymentID, terms: VoidTerms)
    case refund(RefundWish)
    /// The second person's word on the refund that waits.
    case decide(approve: Bool, person: String)
    case accept(person: String)
    case notice(String)
    /// The same, of a dispute.
    case disputeNotice(String)
    /// What came of an operation, or of a question.
    case answer(OperationAnswer, isQuestion: Bool)

    /// A refund as it is asked for.
    public struct RefundWish: Sendable, Hashable {
        public var operation: PaymentID
        public var amount: Yen
        /// What the caller believes to be available; nil: it does not say.
        public var available: Yen?
        /// What the city allowed on that day.
        public var terms: RefundTerms
        public var isSameRoute: Bool
        public var reason: String
        /// Who asks: a service account or a person.
        public var person: String

        public init(
            operation: PaymentID, amount: Yen, available: Yen?, terms: RefundTerms,
            isSameRoute: Bool = true, reason: String, person: String
        ) {
            self.operation = operation
            self.amount = amount
            self.available = available
            self.terms = terms
            self.isSameRoute = isSameRoute
            self.reason = reason
            self.person = person
        }
    }
}

extension Payment {
    /// Tells it an entry.
    ///
    /// - Throws: ``TillRefusal``, of a refund ``RefundRefusal``; nothing has happened then.
    public mutating func take(_ entry: TillEntry, at: Moment) throws -> [TillEffect] {
        switch entry {
        case .begin(let operation, _, _): try begin(operation: operation, at: at)
        case .capture(let operation): try capture(operation: operation, at: at)
        case .close(let closer, let operation): try close(by: closer, operation: operation, at: at)
        case .void(let operation, let terms): try void(operation: operation, terms: terms, at: at)
        case .refund(let wish):
            try refund(
                wish.amount, available: wish.available, terms: wish.terms,
                sameRoute: wish.isSameRoute, operation: wish.operation, at: at)
        case .decide(let approve, _): try decide(approve: approve, at: at)
        case .accept: try accept()
        case .notice(let id): notice(id)
        case .disputeNotice(let id): disputeNotice(id)
        case .answer(let answer, let isQuestion): take(answer, isQuestion: isQuestion, at: at)
        }
    }

    /// Whether anything but the count of questions sets it apart from another.
    public func says(moreThan former: Payment) -> Bool {
        var now = self
        if let turns = former.pending?.turns { now.pending?.turns = turns }
        return now != former
    }
}
