public import Money
public import Provider

/// How requests reach providers: the program carries them over the network, its training mode into
/// a simulator; the office knows neither network nor adapter.
public protocol ProviderGateway: Sendable {
    /// Whether it carries anything: one at a desk leaves that to the service.
    var carries: Bool { get }

    /// What a provider of the city file can be asked to do now; nil where it cannot be asked at
    /// all: no live adapter, or no keys for it.
    func abilities(of provider: String) -> Set<ProviderAbility>?

    /// Carries one operation there and reads what comes back.
    ///
    /// It never throws: what got no answer is ``Provider/OperationAnswer/unknown(code:)``, also
    /// where the task was cancelled. It may take as long as the provider's own limit.
    ///
    /// - Returns: nil where the adapter makes no request for it: it cannot do that, or the
    ///   handle lacks the number that it needs. Nothing left then.
    func carry(
        _ operation: ProviderOperation, to provider: String, _ occasion: RequestOccasion
    ) async -> ProviderExchange?

    /// Asks for a page of the disputes that a provider has, the newest first.
    ///
    /// - Returns: nil where the provider tells of none.
    func listDisputes(
        of provider: String, after: String?, _ occasion: RequestOccasion
    ) async -> ListingAnswer<DisputeWord>?

    /// Reads what a provider sent by itself.
    ///
    /// - Returns: nil where the provider sends no notices.
    func readNotice(
        from provider: String, headers: [ProviderRequest.Header], body: [UInt8], at: Moment
    ) throws(NoticeRefusal) -> ProviderNotice?
}

extension ProviderGateway {
    public var carries: Bool { true }
}

/// What came of carrying an operation.
public struct ProviderExchange: Sendable, Hashable {
    public var answer: OperationAnswer
    /// Request and reply as they went over the wire, secrets and card numbers masked: kept as
    /// evidence.
    public var evidence: [UInt8]

    public init(answer: OperationAnswer, evidence: [UInt8]) {
        self.answer = answer
        self.evidence = evidence
    }
}
