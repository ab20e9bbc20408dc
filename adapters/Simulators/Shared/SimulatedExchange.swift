public import Provider

/// A request as it comes to a simulator.
public struct SimulatedRequest: Sendable, Hashable {
    public var method: String
    /// Without its query.
    public var path: String
    /// Names and values, decoded, in the order given.
    public var query: [ProviderRequest.Header]
    public var headers: [ProviderRequest.Header]
    public var body: [UInt8]

    /// - Parameter target: path and query as they stand in the request line.
    public init(
        _ method: String, _ target: String, headers: [ProviderRequest.Header] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        query = parts.count > 1 ? FormText.pairs(Array(parts[1].utf8)) : []
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, whatever its case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The first value of that name in the query.
    public func asked(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// What stands between the slashes, decoded; a slash at the end counts for nothing.
    var segments: [String] { path.split(separator: "/").map { FormText.decoded($0) } }
}

/// What a simulator answers.
public struct SimulatedAnswer: Sendable, Hashable {
    public var status: Int
    public var headers: [ProviderRequest.Header]
    public var body: [UInt8]

    public init(status: Int, headers: [ProviderRequest.Header], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(_ status: Int, _ value: JSONValue) -> SimulatedAnswer {
        SimulatedAnswer(
            status: status, headers: [.init("Content-Type", "application/json;charset=UTF-8")],
            body: value.bytes)
    }

    static func file(_ type: String, _ bytes: [UInt8]) -> SimulatedAnswer {
        SimulatedAnswer(status: 200, headers: [.init("Content-Type", type)], body: bytes)
    }

    static func page(_ html: String, status: Int = 200) -> SimulatedAnswer {
        SimulatedAnswer(
            status: status, headers: [.init("Content-Type", "text/html; charset=utf-8")],
            body: Array(html.utf8))
    }

    /// The browser goes on elsewhere.
    static func redirect(_ url: String) -> SimulatedAnswer {
        SimulatedAnswer(status: 303, headers: [.init("Location", url)], body: [])
    }
}

/// What a provider tells by itself: a POST to the address that the city gave it.
public struct SimulatedNotice: Sendable, Hashable {
    public var headers: [ProviderRequest.Header]
    public var body: [UInt8]

    public init(headers: [ProviderRequest.Header], body: [UInt8]) {
        self.headers = headers
        self.body = body
    }
}

/// What comes of one request.
public struct SimulatedTurn: Sendable, Hashable {
    public var answer: SimulatedAnswer
    /// To be sent, in this order.
    public var notices: [SimulatedNotice]

    public init(_ answer: SimulatedAnswer, notices: [SimulatedNotice] = []) {
        self.answer = answer
        self.notices = notices
    }
}
