/// A timestamp authority (時刻認証局) that is asked over HTTP: RFC 3161, 3.4.
public struct TimestampAuthority: Sendable {
    /// A POST as it goes out.
    public struct Request: Sendable {
        public var url: String
        /// `application/timestamp-query`.
        public var contentType: String
        public var body: [UInt8]
    }

    /// What came back.
    public struct Reply: Sendable {
        public var status: Int
        /// As the header has it, with parameters.
        public var contentType: String
        public var body: [UInt8]

        public init(status: Int, contentType: String, body: [UInt8]) {
            self.status = status
            self.contentType = contentType
            self.body = body
        }
    }

    /// Carries one request; whatever it throws is trouble of the transport.
    public typealias Exchange = @Sendable (Request) async throws -> Reply

    /// A timestamp that holds.
    public struct Stamp: Sendable {
        /// The whole of the `.tsr`.
        public var bytes: [UInt8]
        public var report: TimestampReport
    }

    /// More than any chain of certificates takes.
    public static let longest = 1 << 20
    /// How far the authority's clock and ours may be apart: a day that was stamped with another
    /// time could never be shown to have been sealed when it was closed.
    private static let toleranceSeconds: Int64 = 300

    public let url: String
    private let trust: TrustAnchors
    private let exchange: Exchange

    /// - Parameters:
    ///   - url: where the authority takes queries.
    ///   - trust: the roots its certificate must lead to, `tsa-ca.pem`.
    ///   - exchange: carries the request.
    public init(url: String, trust: TrustAnchors, exchange: @escaping Exchange) {
        self.url = url
        self.trust = trust
        self.exchange = exchange
    }

    /// Has bytes stamped, and checks the answer before it is given to anybody.
    ///
    /// To ask again is harmless: a timestamp changes nothing at the authority.
    ///
    /// - Parameters:
    ///   - content: the whole of a `.p7s`.
    ///   - moment: seconds since 1970-01-01T00:00:00Z, now: the authority's certificate must hold.
    public func stamp(
        _ content: [UInt8], at moment: Int64
    ) async throws(TimestampTrouble) -> Stamp {
        let query = try TimestampQuery(content: content)
        let request = Request(
            url: url, contentType: "application/timestamp-query", body: query.bytes)
        let reply: Reply
        do {
            reply = try await exchange(request)
        } catch {
            throw .transport("\(error)")
        }
        guard reply.status == 200 else { throw .status(reply.status) }
        let type = reply.contentType.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard type == "application/timestamp-reply" else { throw .contentType(reply.contentType) }
        guard reply.body.count <= TimestampAuthority.longest else {
            throw .tooLong(reply.body.count)
        }
        let report = Timestamp.verify(
            reply.body, over: content, query: query, trust: trust, at: moment)
        guard report.holds else { throw .findings(report.findings) }
        let (apart, overflow) = (report.time ?? 0).subtractingReportingOverflow(moment)
        guard !overflow, apart.magnitude <= TimestampAuthority.toleranceSeconds.magnitude else {
            throw .clockDiffers(overflow ? .max : apart)
        }
        return Stamp(bytes: reply.body, report: report)
    }
}
