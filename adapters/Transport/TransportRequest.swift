/// One request to a server over HTTP.
public struct TransportRequest: Sendable, Hashable {
    public struct Header: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// `GET`, `POST`, `DELETE` and the like: letters only.
    public var method: String
    /// Absolute, `http` or `https`, without user and password; its path is sent as it stands.
    public var url: String
    /// In the order in which they are sent.
    public var headers: [Header]
    /// Nil: no body at all; empty: a body of no bytes.
    public var body: [UInt8]?
    public var limits: TransportLimits
    /// Where a proxy is to connect to in place of what the name stands for, as
    /// ``AddressRule/connection(to:)`` says; a client with a proxy and a rule asks for it.
    public var connectTo: String?

    public init(
        _ method: String, _ url: String, headers: [Header] = [], body: [UInt8]? = nil,
        limits: TransportLimits = TransportLimits()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
    }
}

/// How long an operation may take, and how much it may bring.
public struct TransportLimits: Sendable, Hashable {
    /// For name, connection and TLS together; in this time nothing has been sent yet.
    public var connectMilliseconds: Int
    /// From start to end, the wait for a free connection too.
    public var totalMilliseconds: Int
    /// The body of the answer; files that are picked up have no limit but the disk's.
    public var answerBytes: Int

    public init(
        connectMilliseconds: Int = 10_000, totalMilliseconds: Int = 30_000,
        answerBytes: Int = 8 << 20
    ) {
        self.connectMilliseconds = connectMilliseconds
        self.totalMilliseconds = totalMilliseconds
        self.answerBytes = answerBytes
    }
}

/// What came back: any answer of the server is one, whatever its status.
public struct TransportResponse: Sendable, Hashable {
    public var status: Int
    /// As it came: also what was only on its way (1xx), and trailers.
    var head: [UInt8]
    public var body: [UInt8]
    /// Whether a connection that stood already was used again.
    public var reusedConnection: Bool
    /// What went over the wire, with secrets masked.
    public var evidence: TransportEvidence

    /// In the order in which they came.
    public var headers: [TransportRequest.Header] {
        lines.compactMap { line in
            guard let colon = line.firstIndex(of: 0x3A) else { return nil }
            let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            return TransportRequest.Header(
                String(decoding: line[..<colon], as: UTF8.self),
                String(decoding: value, as: UTF8.self))
        }
    }

    /// `1.1`, `2` and the like.
    public var version: String {
        guard let line = all.last(where: TransportResponse.isStatus) else { return "" }
        return String(decoding: line.dropFirst(5).prefix { $0 != 0x20 }, as: UTF8.self)
    }

    /// Of the answer itself, which comes after those that were only on their way.
    private var lines: ArraySlice<ArraySlice<UInt8>> {
        let all = all
        guard let first = all.lastIndex(where: TransportResponse.isStatus) else { return all[...] }
        return all[(first + 1)...]
    }

    /// Without CR and LF at their ends.
    private var all: [ArraySlice<UInt8>] {
        head.split(separator: 0x0A).map { line in
            let end = line.lastIndex { $0 != 0x0D }.map { $0 + 1 } ?? line.startIndex
            return line[..<end]
        }
    }

    private static func isStatus(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: "HTTP/".utf8)
    }

    /// The first header of that name, whatever its case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// The bytes of an exchange as they went over the wire, with secrets masked by `***`.
///
/// HTTP/2 is written down as HTTP/1 would be.
public struct TransportEvidence: Sendable, Hashable {
    /// Empty where nothing was sent.
    public var request: [UInt8]
    /// What came, also where it broke off.
    public var answer: [UInt8]

    public init(request: [UInt8] = [], answer: [UInt8] = []) {
        self.request = request
        self.answer = answer
    }
}
