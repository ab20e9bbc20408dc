import HTTPTypes
import Hummingbird
import Office

/// Lets a request of the API in: its key is known, may do this, and not too often.
struct KeyGate: Sendable {
    let keys: APIKeys
    let limiter: any RequestLimiter

    /// In small letters, as nobody need write it.
    private static let scheme = Array("bearer ".utf8)

    func pass(
        _ request: Request, _ context: CheckoutContext, _ scope: APIScope
    ) async throws -> APIKey {
        try await pass(request, context, scope) { secret in
            try await keys.authenticate(secret).map { ($0, ()) }
        }.key
    }

    /// As ``pass(_:_:_:)``, where whoever looks for the key reads what is asked for as well.
    ///
    /// - Parameter read: what there is for a secret; nil where it is none of a key.
    func pass<Found>(
        _ request: Request, _ context: CheckoutContext, _ scope: APIScope,
        _ read: (String) async throws -> (key: APIKey, found: Found)?
    ) async throws -> (key: APIKey, found: Found) {
        guard let secret = secret(request), let answer = try await read(secret) else {
            throw try await denied(request, context)
        }
        let key = answer.key
        context.caller.value = key.id
        if let seconds = try await limiter.take("key/\(key.id)") { throw tooMany(seconds) }
        guard key.scopes.contains(scope) else {
            throw ServiceError(.scopeMissing, reason: scope.rawValue)
        }
        return answer
    }

    /// Lets a visitor without a key in, counted by where he comes from.
    func passVisitor(_ context: CheckoutContext) async throws {
        guard let seconds = try await limiter.take("peer/\(context.visitor)") else { return }
        throw tooMany(seconds)
    }

    private func secret(_ request: Request) -> String? {
        let fields = request.headers[values: .authorization]
        guard fields.count == 1, let field = fields.first else { return nil }
        let letters = field.utf8
        guard letters.count > Self.scheme.count,
            zip(letters, Self.scheme).allSatisfy({ $0 | 0x20 == $1 })
        else { return nil }
        let secret = letters.dropFirst(Self.scheme.count)
        guard secret.count <= 200, secret.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        return String(Substring(secret))
    }

    /// Who guesses is slowed down too.
    private func denied(
        _ request: Request, _ context: CheckoutContext
    ) async throws -> ServiceError {
        if let seconds = try await limiter.take("peer/\(context.visitor)") {
            return tooMany(seconds)
        }
        return ServiceError(.keyMissing, headers: ["WWW-Authenticate": "Bearer"])
    }

    private func tooMany(_ seconds: Int) -> ServiceError {
        ServiceError(.tooManyRequests, headers: ["Retry-After": "\(max(1, seconds))"])
    }
}
