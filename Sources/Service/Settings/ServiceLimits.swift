/// How much a caller may send, and how long he may take.
public struct ServiceLimits: Sendable, Hashable {
    /// Bytes of a request's body.
    public var bodyBytes = 65_536
    /// Bytes of all header fields together.
    public var headerBytes = 16_384
    public var headerFields = 64
    /// From the opening of a connection, or from the last answer, to the end of the next head.
    public var headSeconds = 20
    /// From the end of the head to the end of the body.
    public var bodySeconds = 20
    public var connections = 2_048
    /// For each key: so many requests at once, and then so many a second.
    public var burst = 100
    public var requestsPerSecond = 50
    /// How long requests under way are waited for when the service stops.
    public var stopSeconds = 30

    public init() {}
}
