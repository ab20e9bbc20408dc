import HTTPTypes
import Hummingbird
public import Provider

/// One error of the catalogue as it is answered.
public struct ServiceError: Error, Sendable, Hashable {
    public var code: ErrorCode
    /// The attribute or parameter that is at fault.
    public var field: String?
    /// The request header that is at fault.
    public var header: String?
    /// What is particular to the case; never what the caller sent.
    public var reason: String?
    /// Headers of the answer: `Allow`, `Retry-After`, `WWW-Authenticate`.
    var headers: [String: String] = [:]

    public init(
        _ code: ErrorCode, field: String? = nil, header: String? = nil, reason: String? = nil
    ) {
        self.code = code
        self.field = field
        self.header = header
        self.reason = reason
    }

    init(_ code: ErrorCode, headers: [String: String], reason: String? = nil) {
        self.init(code, reason: reason)
        self.headers = headers
    }

    static func missing(_ field: String) -> ServiceError {
        ServiceError(.attributeMissing, field: field)
    }

    static func invalid(_ field: String, _ reason: String) -> ServiceError {
        ServiceError(.attributeInvalid, field: field, reason: reason)
    }

    public var description: String {
        var text = code.sentence.en
        if let name = field ?? header { text += ": \(name)" }
        if let reason { text += field == nil && header == nil ? ": \(reason)" : ". \(reason)" }
        return text
    }

    /// As it is answered: `{"code":"P0102","field":"amount","description":"…"}`.
    public var body: JSONValue {
        var members = [JSONValue.Member("code", .text(code.rawValue))]
        if let field { members.append(.init("field", .text(field))) }
        if let header { members.append(.init("header", .text(header))) }
        members.append(.init("description", .text(description)))
        return .object(members)
    }

    var response: Response {
        var response = Response.json(body, status: HTTPResponse.Status(code: code.status))
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }
}

extension Response {
    /// JSON that nobody may keep.
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        json(bytes: value.bytes, status: status)
    }

    static func json(bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "application/json", .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
