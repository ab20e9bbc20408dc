import HTTPTypes
import Hummingbird
import NIOCore
import Office
import ServiceLifecycle

/// Answers of the payment page.
enum PageAnswers {
    static let cookie = "suito_payment"
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
    private static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    private static let frameOptions = HTTPField.Name("X-Frame-Options")!
    private static let permissions = HTTPField.Name("Permissions-Policy")!

    /// Nothing from elsewhere, no form to elsewhere: no card number can be asked for here.
    static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        + "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: guarded([
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: policy,
            ]), body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private static func guarded(_ headers: HTTPFields) -> HTTPFields {
        var headers = headers
        headers[.xContentTypeOptions] = "nosniff"
        headers[referrerPolicy] = "no-referrer"
        headers[frameOptions] = "DENY"
        headers[permissions] = "camera=(), microphone=(), geolocation=(), payment=()"
        return headers
    }

    static func asset(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "\(type); charset=utf-8", .cacheControl: "max-age=300",
                .xContentTypeOptions: "nosniff",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// To be kept by who asked for it.
    static func file(_ bytes: [UInt8], named name: String) -> Response {
        Response(
            status: .ok,
            headers: guarded([
                .contentType: "application/json", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ]), body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// 303: to be fetched with GET.
    static func see(_ path: String) -> Response {
        Response(
            status: .seeOther,
            headers: guarded([.location: path, .cacheControl: "no-store"]))
    }

    /// The cookie belongs to this payment's pages alone, and no script sees it.
    static func toPayment(_ visit: PageVisit, _ publicURL: String) -> Response {
        let path = PageView.path(visit.payment)
        var response = see(path)
        let secure = publicURL.hasPrefix("https:") ? "; Secure" : ""
        response.headers[.setCookie] =
            "\(cookie)=\(visit.session.text); Path=\(path); HttpOnly; SameSite=Lax\(secure)"
        return response
    }

    /// How long a stream is held; a browser then opens a new one.
    private static let streamSeconds = 120
    private static let turnSeconds = 2

    /// - Parameters:
    ///   - first: it has changed already.
    ///   - hasChanged: asked every few seconds.
    static func stream(
        first: Bool, _ hasChanged: @escaping @Sendable () async throws -> Bool
    ) -> Response {
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
            var isChanged = first
            var turn = 0
            while !isChanged, turn < streamSeconds / turnSeconds {
                try await sleep()
                if Task.isShuttingDownGracefully { break }
                turn += 1
                isChanged = try await hasChanged()
                // A line now and then, so that nobody between takes it for dead.
                if !isChanged, turn % 8 == 0 { try await writer.write(ByteBuffer(string: ":\n\n")) }
            }
            if isChanged {
                try await writer.write(ByteBuffer(string: "event: change\ndata: {}\n\n"))
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ], body: body)
    }

    /// A turn, or less when the service is told to stop.
    private static func sleep() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await Task.sleep(for: .seconds(turnSeconds))
            } catch is CancellationError {
                // Who stops looks at the reason.
            }
        }
    }
}
