import Provider

/// One operation of the API, as OpenAPI describes it.
struct OpenAPIOperation {
    typealias Member = JSONValue.Member

    var method: String
    var path: String
    var id: String
    var summary: String
    /// nil: for everybody.
    var scope: String?
    var query: [JSONValue] = []
    /// Name of the schema, and whether the body must be there.
    var body: (schema: String, isRequired: Bool)?
    /// Status, schema (nil: no body), and what its answer leads to.
    var success: (status: Int, schema: String?)
    var links: [(name: String, operation: String, parameter: String, pointer: String)] = []
    /// Besides those that any operation may answer with.
    var errors: [Int] = []
    /// Of errors that have a shape of their own.
    var ownErrors: [Int: String] = [:]
    var isOnce = false
    /// Another status of the same shape.
    var alsoSuccess: Int?
    var mediaType = "application/json"

    /// What any request may meet.
    private static let common = [400, 405, 408, 413, 429, 431, 500, 503]

    var json: JSONValue {
        var members = [
            Member("operationId", .text(id)), Member("summary", .text(summary)),
            Member("parameters", .list(parameters)),
        ]
        if let scope {
            members.append(
                Member("security", .list([.object([Member("bearer", .list([]))])])))
            members.append(Member("description", .text("scope: `\(scope)`")))
        } else {
            members.append(Member("security", .list([])))
        }
        if let body {
            members.append(
                Member(
                    "requestBody",
                    .object([
                        Member("required", .boolean(body.isRequired)),
                        Member("content", OpenAPIOperation.content(body.schema)),
                    ])))
        }
        members.append(Member("responses", responses))
        return .object(members)
    }

    private var parameters: [JSONValue] {
        var list: [JSONValue] = []
        for part in path.split(separator: "/") where part.hasPrefix("{") {
            list.append(parameter(String(part.dropFirst().dropLast())))
        }
        list += query
        if isOnce {
            list.append(
                .object([
                    Member("name", .text("Idempotency-Key")), Member("in", .text("header")),
                    Member("required", .boolean(false)),
                    Member(
                        "description",
                        .text("the same key and body: the first answer; another body: 409")),
                    Member(
                        "schema",
                        .object([
                            Member("type", .text("string")), Member("minLength", .integer(1)),
                            Member("maxLength", .integer(255)),
                            Member("pattern", .text("^[!-~]+$")),
                        ])),
                ]))
        }
        return list
    }

    private func parameter(_ name: String) -> JSONValue {
        let pattern =
            name == "link_id" ? "^[A-Za-z0-9_-]{1,64}$" : "^[0-7][0-9a-hjkmnp-tv-z]{25}$"
        return .object([
            Member("name", .text(name)), Member("in", .text("path")),
            Member("required", .boolean(true)),
            Member(
                "schema",
                .object([Member("type", .text("string")), Member("pattern", .text(pattern))])),
        ])
    }

    private var responses: JSONValue {
        var good: [Member] = [
            Member("description", .text("done")), Member("headers", OpenAPIOperation.headers),
        ]
        if let schema = success.schema {
            good.append(Member("content", OpenAPIOperation.content(schema, mediaType)))
        }
        if !links.isEmpty {
            let list = links.map { link in
                Member(
                    link.name,
                    .object([
                        Member("operationId", .text(link.operation)),
                        Member(
                            "parameters",
                            .object([
                                Member(link.parameter, .text("$response.body#\(link.pointer)"))
                            ])),
                    ]))
            }
            good.append(Member("links", .object(list)))
        }
        var members = [Member("\(success.status)", .object(good))]
        if let alsoSuccess { members.append(Member("\(alsoSuccess)", .object(good))) }
        let secured = scope == nil ? [] : [401, 403]
        let bodied = body == nil ? [] : [415]
        for status in Set(OpenAPIOperation.common + secured + bodied + errors).sorted() {
            guard let own = ownErrors[status] else {
                members.append(
                    Member(
                        "\(status)",
                        .object([Member("$ref", .text("#/components/responses/Error"))])))
                continue
            }
            members.append(
                Member(
                    "\(status)",
                    .object([
                        Member("description", .text("not now")),
                        Member("headers", OpenAPIOperation.headers),
                        Member("content", OpenAPIOperation.content(own)),
                    ])))
        }
        return .object(members)
    }

    static func content(_ schema: String, _ type: String = "application/json") -> JSONValue {
        let shape: JSONValue =
            type == "application/json"
            ? .object([Member("$ref", .text("#/components/schemas/\(schema)"))])
            : .object([Member("type", .text("string"))])
        return .object([Member(type, .object([Member("schema", shape)]))])
    }

    static let headers = JSONValue.object([
        Member(
            "X-Request-Id",
            .object([
                Member("required", .boolean(true)),
                Member(
                    "schema",
                    .object([
                        Member("type", .text("string")),
                        Member("pattern", .text("^[A-Za-z0-9._-]{1,64}$")),
                    ])),
            ]))
    ])
}
