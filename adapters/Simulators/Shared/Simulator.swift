public import Money
public import Provider

/// A provider of its own kind, played: all it knows is in the value, and a request changes it.
///
/// It has no clock, and its ids come from a seed: the same requests at the same times make the same
/// provider.
public protocol Simulator: Sendable {
    /// As the city file names adapters.
    static var name: String { get }

    /// Where it can be reached, without a slash at the end; its pages lie under it.
    var address: String { get set }

    /// Answers a request to the provider's own interface, or to the page that a citizen sees.
    mutating func answer(
        _ request: SimulatedRequest, at now: Moment, mood: SimulatorMood
    ) -> SimulatedTurn

    /// What the real provider has no way for: a citizen pays, a payout is made, a file is due.
    ///
    /// - Parameters:
    ///   - step: what stands in the path behind `/_simulator/`.
    ///   - wishes: the body of the request; an empty object where there was none.
    mutating func steer(
        _ step: String, _ wishes: JSONValue, query: [ProviderRequest.Header], at now: Moment,
        mood: SimulatorMood
    ) -> SimulatedTurn
}

/// How a simulator takes a request.
public struct SimulatorMood: Sendable, Hashable {
    /// The citizen's means, or the refund, are declined.
    public var declines: Bool
    /// The payment that is opened becomes one of another amount: one yen more than was asked for.
    public var mistakesAmount: Bool
    /// The provider's own gateway hands on again what it has let in already.
    public var repeats: Bool

    public init(declines: Bool = false, mistakesAmount: Bool = false, repeats: Bool = false) {
        self.declines = declines
        self.mistakesAmount = mistakesAmount
        self.repeats = repeats
    }
}

extension SimulatedTurn {
    /// An answer to those who steer.
    static func steered(_ status: Int, _ value: JSONValue) -> SimulatedTurn {
        SimulatedTurn(.json(status, value))
    }

    static func unknownStep(_ step: String) -> SimulatedTurn {
        steered(404, ["error": .text("no such step: \(step)")])
    }

    static func wishUnclear(_ what: String) -> SimulatedTurn {
        steered(400, ["error": .text(what)])
    }
}
