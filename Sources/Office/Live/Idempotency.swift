/// An answer that the books keep, so that the same request gets it again.
public struct StoredAnswer: Sendable, Hashable {
    /// HTTP status.
    public var status: Int
    public var body: [UInt8]

    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// A request that must be done once, however often it is sent.
public struct Idempotency<Value: Sendable>: Sendable {
    /// The caller's `Idempotency-Key`, 1 to 255 characters.
    public var key: String
    /// SHA-256 of what was asked: method, path and body.
    public var digest: [UInt8]
    /// Says the answer aloud; it is kept in the same commit as what was done.
    ///
    /// Pure: it may be called more than once. Where a page's address belongs into it,
    /// ``PageToken/placeholder`` stands for the token: the books keep no token.
    public var render: @Sendable (Value) -> StoredAnswer

    public init(
        key: String, digest: [UInt8], render: @escaping @Sendable (Value) -> StoredAnswer
    ) {
        self.key = key
        self.digest = digest
        self.render = render
    }
}

/// What came of a request that must be done once.
// Boxed: with Swift 6.3.1 an async function that throws past a result of several 128-bit numbers in
// registers leaves its caller's frame damaged, and the task is resumed nowhere.
public indirect enum Answered<Value: Sendable>: Sendable {
    /// It was done now.
    case done(Value)
    /// It had been done before: the first answer, with a fresh token where it holds one.
    case before(StoredAnswer)
}
