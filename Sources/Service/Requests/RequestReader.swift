import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import Office
import Provider

/// Reads what a request brings.
struct RequestReader {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!

    let limits: ServiceLimits

    /// The body as an object; of the right type, and no larger than allowed.
    func members(_ request: Request) async throws -> (reader: MemberReader, bytes: [UInt8]) {
        let bytes = try await bytes(request)
        guard isJSON(request.headers[.contentType]) else { throw ServiceError(.mediaTypeUnknown) }
        guard let value = JSONValue(bytes) else {
            throw ServiceError(
                .jsonInvalid, reason: "it is no JSON text, or holds a name twice")
        }
        return (try MemberReader(value), bytes)
    }

    /// A body in which nothing is to be said: none at all, or an empty object.
    func nothing(_ request: Request) async throws -> [UInt8] {
        let bytes = try await bytes(request)
        if bytes.isEmpty { return bytes }
        guard isJSON(request.headers[.contentType]) else { throw ServiceError(.mediaTypeUnknown) }
        guard let value = JSONValue(bytes) else {
            throw ServiceError(
                .jsonInvalid, reason: "it is no JSON text, or holds a name twice")
        }
        try MemberReader(value).end()
        return bytes
    }

    func bytes(_ request: Request) async throws -> [UInt8] {
        do {
            let body = try await request.body.collect(upTo: limits.bodyBytes)
            return Array(body.readableBytesView)
        } catch let error where RequestReader.isTold(error) {
            throw error
        } catch {
            // What frames it is broken, or the caller has gone.
            throw ServiceError(.requestMalformed, reason: "the body did not come whole")
        }
    }

    /// Whether an error of the body's has an answer of its own.
    private static func isTold(_ error: any Error) -> Bool {
        error is NIOTooManyBytesError || error is HTTPError
            || error is ConnectionDeadlines.SlowBody
    }

    /// Fields of a form that the payment page sent.
    func form(_ request: Request) async throws -> [String: String] {
        let bytes = try await bytes(request)
        let type = request.headers[.contentType]?.prefix { $0 != ";" }
        guard type == "application/x-www-form-urlencoded" else {
            throw ServiceError(.mediaTypeUnknown)
        }
        return try QueryText.members(String(decoding: bytes, as: UTF8.self))
    }

    /// `Idempotency-Key`, nil where the caller sent none.
    func once<Value: Sendable>(
        _ request: Request, _ body: [UInt8],
        render: @escaping @Sendable (Value) -> StoredAnswer
    ) throws(ServiceError) -> Idempotency<Value>? {
        let fields = request.headers[values: Self.idempotencyKey]
        guard let text = fields.first else { return nil }
        guard fields.count == 1, (1...255).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !TextRules.hasCard(text)
        else { throw ServiceError(.keyInvalid, header: Self.idempotencyKey.rawName) }
        var digest = SHA256()
        digest.update(data: Array("\(request.method.rawValue) \(request.uri.path)\n".utf8))
        digest.update(data: body)
        return Idempotency(
            key: text, digest: Array(digest.finalize()), render: render)
    }

    private func isJSON(_ type: String?) -> Bool {
        guard let type else { return false }
        // As most write it.
        if type == "application/json" { return true }
        let parts = type.split(separator: ";", omittingEmptySubsequences: false).map { part in
            part.lowercased().filter { $0 != " " }
        }
        return parts.first == "application/json"
            && parts.dropFirst().allSatisfy { $0 == "charset=utf-8" || $0 == "charset=\"utf-8\"" }
    }
}
