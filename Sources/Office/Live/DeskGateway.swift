public import Money
public import Provider

/// Knows what providers can do, and carries nothing there: what somebody decides at a desk, the
/// service tells the provider.
public struct DeskGateway: ProviderGateway {
    private let abilities: [String: Set<ProviderAbility>]

    /// - Parameter abilities: by the ids of providers.
    public init(_ abilities: [String: Set<ProviderAbility>]) { self.abilities = abilities }

    public var carries: Bool { false }

    public func abilities(of provider: String) -> Set<ProviderAbility>? { abilities[provider] }

    public func carry(
        _ operation: ProviderOperation, to provider: String, _ occasion: RequestOccasion
    ) async -> ProviderExchange? { nil }

    public func listDisputes(
        of provider: String, after: String?, _ occasion: RequestOccasion
    ) async -> ListingAnswer<DisputeWord>? { nil }

    public func readNotice(
        from provider: String, headers: [ProviderRequest.Header], body: [UInt8], at: Moment
    ) throws(NoticeRefusal) -> ProviderNotice? { nil }
}
