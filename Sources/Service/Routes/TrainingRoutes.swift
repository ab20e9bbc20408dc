import HTTPTypes
import Hummingbird
import NIOCore
public import Provider

/// The simulated providers of training, as trainees meet them: the pages on which citizens pay, the
/// switches for faults, the files of the day.
public protocol TrainingDesk: Sendable {
    /// What a provider answers.
    ///
    /// - Parameters:
    ///   - provider: its id in the city file.
    ///   - target: path and query as the provider knows them.
    /// - Returns: nil where there is no such provider, or its answer is lost.
    func visit(
        _ provider: String, _ method: String, _ target: String, body: [UInt8]
    ) async -> TrainingAnswer?
}

/// An answer of a simulated provider.
public struct TrainingAnswer: Sendable, Hashable {
    public var status: Int
    public var headers: [ProviderRequest.Header]
    public var body: [UInt8]

    public init(status: Int, headers: [ProviderRequest.Header], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// `/training/{provider}/…`: there in training only.
struct TrainingRoutes: Sendable {
    /// As deep as any page, switch or file of a simulator lies.
    private static let templates = [
        "/training/{provider}/{first}/{second}", "/training/{provider}/{first}/{second}/{third}",
    ]

    let desk: any TrainingDesk
    let gate: KeyGate
    let reader: RequestReader

    func add(to table: inout RouteTable) {
        for template in TrainingRoutes.templates {
            table.on(.get, template, visit)
            table.on(.post, template, visit)
            table.on(.delete, template, visit)
        }
    }

    @Sendable
    private func visit(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        try await gate.passVisitor(context)
        guard let provider = context.parameters.get("provider"),
            let first = context.parameters.get("first"),
            // The interface itself is the program's own affair.
            ["app", "pay", "_simulator"].contains(first)
        else { throw ServiceError(.pathUnknown) }
        let body = try await reader.bytes(request)
        let prefix = "/training/\(provider)"
        let target = request.uri.description.dropFirst(prefix.count)
        guard
            let answer = await desk.visit(
                provider, request.method.rawValue, String(target), body: body)
        else { throw ServiceError(.pathUnknown) }
        var headers: HTTPFields = [.cacheControl: "no-store", .xContentTypeOptions: "nosniff"]
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { headers[name] = header.value }
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}
