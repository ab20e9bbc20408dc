public import Money

/// A request as its provider wants it, ready to be carried; without the host.
public struct ProviderRequest: Sendable, Hashable {
    public struct Header: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var method: String
    /// With its query; opens with a slash.
    public var path: String
    public var headers: [Header]
    public var body: [UInt8]?
    /// How long the provider may take, by its own rules.
    public var timeoutSeconds: Int

    public init(
        _ method: String, _ path: String, headers: [Header], body: [UInt8]?, timeoutSeconds: Int
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.timeoutSeconds = timeoutSeconds
    }

    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// What an adapter needs from outside for one request: it has no clock and no chance of its own.
public struct RequestOccasion: Sendable, Hashable {
    public var at: Moment
    /// Never the same twice; letters and digits.
    public var nonce: String

    public init(at: Moment, nonce: String) {
        self.at = at
        self.nonce = nonce
    }
}

/// What came back for a request, or did not.
public enum ProviderReply: Sendable, Hashable {
    case answered(status: Int, body: [UInt8])
    /// Nothing of the request left us.
    case notSent
    /// It may have arrived; there is no answer.
    case lost
}
