import HTTPTypes
import Hummingbird
import Office

/// Answers to what is done once, however often it is sent.
enum Answers {
    static let replayed = HTTPField.Name("Idempotency-Replayed")!

    static func response<Value: Sendable>(
        _ answered: Answered<Value>, status: Int, _ body: (Value) -> [UInt8]
    ) -> Response {
        switch answered {
        case .done(let value):
            .json(bytes: body(value), status: HTTPResponse.Status(code: status))
        case .before(let answer): before(answer)
        }
    }

    /// Where nothing is told but that it is done.
    static func empty<Value: Sendable>(_ answered: Answered<Value>) -> Response {
        switch answered {
        case .done: Response(status: .noContent, headers: [.cacheControl: "no-store"])
        case .before(let answer): before(answer)
        }
    }

    private static func before(_ answer: StoredAnswer) -> Response {
        let status = HTTPResponse.Status(code: answer.status)
        var response =
            answer.body.isEmpty
            ? Response(status: status, headers: [.cacheControl: "no-store"])
            : Response.json(bytes: answer.body, status: status)
        response.headers[replayed] = "true"
        return response
    }
}
