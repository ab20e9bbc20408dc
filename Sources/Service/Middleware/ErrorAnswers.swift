import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Office

/// Everything that is thrown becomes an answer of the catalogue; what is not meant for the caller
/// is in the log alone.
struct ErrorAnswers: RouterMiddleware {
    typealias Context = CheckoutContext

    /// The first one is no field any more.
    private static let secondHost = HTTPField.Name("Host")!

    let paths: PathTable
    let limits: ServiceLimits

    func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            try check(request)
            return try await next(request, context)
        } catch {
            let said = answer(to: error, request, context)
            var response = said.response
            // What still comes is not waited for, nor taken for a request.
            if [.bodyTooLarge, .requestSlow, .requestMalformed].contains(said.code) {
                response.headers[.connection] = "close"
            }
            return response
        }
    }

    /// What is wrong before anybody reads the request.
    private func check(_ request: Request) throws(ServiceError) {
        // HTTP/1.1 counts while it reads; streams of HTTP/2 come without a count.
        guard request.headers.count <= limits.headerFields else {
            throw ServiceError(.headersTooLarge)
        }
        // What a proxy in front may read in another way: framing, hosts, addresses.
        guard request.headers[.transferEncoding].map({ $0.lowercased() == "chunked" }) ?? true,
            request.headers[ErrorAnswers.secondHost] == nil
        else { throw ServiceError(.requestMalformed) }
        let path = request.uri.path
        guard path.firstRange(of: "//") == nil, path == "/" || !path.hasSuffix("/") else {
            throw ServiceError(.pathUnknown)
        }
        if let length = request.headers[.contentLength] {
            guard let length = Int(length), length >= 0 else {
                throw ServiceError(.requestMalformed)
            }
            guard length <= limits.bodyBytes else { throw ServiceError(.bodyTooLarge) }
        }
    }

    private func answer(
        to error: any Error, _ request: Request, _ context: Context
    ) -> ServiceError {
        switch error {
        case let error as ServiceError: return error
        case let refusal as CheckoutRefusal: return ServiceError(refusal)
        case let refusal as FieldRefusal: return ServiceError(refusal)
        case let refusal as BankMovementRefusal: return ServiceError(refusal)
        case is ConnectionDeadlines.SlowBody: return ServiceError(.requestSlow)
        case is NIOTooManyBytesError: return ServiceError(.bodyTooLarge)
        case let error as HTTPError where error.status == .notFound:
            return paths.missing(request.method, request.uri.path)
        case let error as HTTPError where error.status == .contentTooLarge:
            return ServiceError(.bodyTooLarge)
        case let error as HTTPError where (400..<500).contains(error.status.code):
            return ServiceError(.requestMalformed)
        case let error where ServiceTrouble.mayRetry(error):
            return ServiceError(.unavailable, headers: ["Retry-After": "1"])
        default:
            context.logger.error(
                "trouble",
                metadata: [
                    "kind": .string("\(type(of: error))"),
                    "request_id": .string(context.requestID),
                ])
            return ServiceError(.trouble)
        }
    }
}
