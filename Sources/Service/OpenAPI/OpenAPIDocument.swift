import Ledger
import Money
import City
import Office
import Provider
import Till

/// The API as OpenAPI 3.1, for the city at hand.
struct OpenAPIDocument {
    typealias Member = JSONValue.Member

    let city: City
    let publicURL: String
    let isSandbox: Bool

    var json: JSONValue {
        .object([
            Member("openapi", .text("3.1.0")),
            Member(
                "info",
                .object([
                    Member("title", .text("Suito 出納")), Member("version", .text("1")),
                    Member(
                        "description",
                        .text("Payments of \(city.municipality.nameEnglish), in whole yen")),
                ])),
            Member("servers", .list([.object([Member("url", .text(publicURL))])])),
            Member("paths", paths), Member("components", components),
        ])
    }

    private var paths: JSONValue {
        var paths: [Member] = []
        for operation in OpenAPIDocument.operations {
            let member = Member(operation.method, operation.json)
            if let place = paths.firstIndex(where: { $0.name == operation.path }),
                case .object(let members) = paths[place].value
            {
                paths[place].value = .object(members + [member])
            } else {
                paths.append(Member(operation.path, .object([member])))
            }
        }
        return .object(paths)
    }

    private var components: JSONValue {
        let link = schemas(
            OpenAPISchemas.requests,
            more: #"""
                , "single_use": {"type": "boolean", "default": true},
                "expires_date": {"type": "string", "format": "date-time",
                  "description": "when the link ends; a time to come"}
                """#)
        var all = schemas(OpenAPISchemas.requests, more: "")
        if let order = link.first(where: { $0.name == "Order" }) {
            all.append(Member("LinkOrder", order.value))
        }
        return .object([
            Member("schemas", .object(all + schemas(OpenAPISchemas.answers, more: ""))),
            Member(
                "responses",
                .object([
                    Member(
                        "Error",
                        .object([
                            Member("description", .text("an error of the catalogue")),
                            Member("headers", OpenAPIOperation.headers),
                            Member("content", OpenAPIOperation.content("Error")),
                        ]))
                ])),
            Member(
                "securitySchemes",
                .object([
                    Member(
                        "bearer",
                        .object([
                            Member("type", .text("http")), Member("scheme", .text("bearer")),
                        ]))
                ])),
        ])
    }

    private func schemas(_ text: String, more: String) -> [Member] {
        func list(_ names: some Sequence<String>) -> String {
            var seen: Set<String> = []
            let values = names.filter { seen.insert($0).inserted }.map(JSONValue.text)
            return String(decoding: JSONValue.list(values).bytes, as: UTF8.self)
        }
        func quoted(_ text: String) -> String {
            String(decoding: JSONValue.text(text).bytes, as: UTF8.self)
        }
        let filled =
            text
            .replacing("\"@fees\"", with: list(city.fees.filter(\.online).map(\.id)))
            .replacing(
                "\"@funds\"", with: list(city.funds.filter { $0.kind != .outside }.map(\.id))
            )
            .replacing("\"@offices\"", with: list(city.offices.map(\.id)))
            .replacing("\"@providers\"", with: list(city.providers.map(\.id)))
            .replacing("\"@accounts\"", with: list(city.bankAccounts.map(\.id)))
            .replacing("@day", with: city.municipality.booksBegin.description)
            .replacing("\"@codes\"", with: list(ErrorCode.allCases.map(\.rawValue)))
            .replacing("\"@text\"", with: quoted(TextRules.pattern))
            .replacing("\"@url\"", with: quoted(ReturnURL.pattern(isSandbox: isSandbox)))
            .replacing("\"@mail\"", with: quoted(OrderReader.mailPattern))
            .replacing("@more", with: more)
        guard case .object(let members) = JSONValue(Array(filled.utf8)) else {
            preconditionFailure("the schemas are JSON")
        }
        return members
    }
}

extension OpenAPIDocument {
    /// A parameter of a query.
    private static func query(_ name: String, _ schema: [Member]) -> JSONValue {
        .object([
            Member("name", .text(name)), Member("in", .text("query")),
            Member("required", .boolean(false)), Member("schema", .object(schema)),
        ])
    }

    private static let string = Member("type", .text("string"))

    private static func text(_ name: String, most: Int64) -> JSONValue {
        query(
            name,
            [
                string, Member("minLength", .integer(1)), Member("maxLength", .integer(most)),
                Member("pattern", .text(TextRules.pattern)),
            ])
    }

    private static func number(_ name: String, _ most: Int64) -> JSONValue {
        query(
            name,
            [
                Member("type", .text("integer")), Member("minimum", .integer(1)),
                Member("maximum", .integer(most)),
            ])
    }

    private static let searching: [JSONValue] =
        [
            text("reference", most: 255), text("email", most: 254), text("card_brand", most: 64),
            query(
                "state",
                [
                    string,
                    Member(
                        "enum", .list(PublicState.allCases.map { .text($0.rawValue) })),
                ]),
            query(
                "last_digits_card_number", [string, Member("pattern", .text("^[0-9]{4}$"))]),
        ]
        + ["from_date", "to_date"].map {
            query($0, [string, Member("format", .text("date-time"))])
        }
        + ["from_settled_date", "to_settled_date"].map {
            query($0, [string, Member("format", .text("date"))])
        }
        + paging

    private static let paging = [
        number("page", 1_000_000), number("display_size", Int64(PaymentSearch.largestPage)),
    ]

    private static let payment = "/v1/payments/{payment_id}"

    private static let ofPayment = [
        ("getPayment", "getPayment"), ("getEvents", "getEvents"), ("cancel", "cancelPayment"),
        ("capture", "capturePayment"), ("refund", "refundPayment"), ("refunds", "getRefunds"),
    ].map { (name: $0.0, operation: $0.1, parameter: "payment_id", pointer: "/payment_id") }

    private static let searchingDisputes: [JSONValue] =
        [
            query(
                "status",
                [
                    string,
                    Member("enum", .list(DisputeStatus.allCases.map { .text($0.rawValue) })),
                ])
        ]
        + ["from_date", "to_date"].map {
            query($0, [string, Member("format", .text("date-time"))])
        } + paging

    private static let searchingMovements: [JSONValue] =
        [
            query("account", [string, Member("pattern", .text("^[A-Za-z0-9._-]{1,32}$"))]),
            query(
                "state",
                [
                    string,
                    Member(
                        "enum",
                        .list(ToldMovement.State.allCases.map { .text($0.rawValue) })),
                ]),
        ]
        + ["from_date", "to_date"].map {
            query($0, [string, Member("format", .text("date"))])
        } + paging

    private static let movement = "/v1/bank-movements/{movement_id}"

    private static let ofMovement = [
        ("getBankMovement", "getBankMovement"), ("payments", "getBankMovementPayments"),
    ].map {
        (name: $0.0, operation: $0.1, parameter: "movement_id", pointer: "/bank_movement_id")
    }

    private static let movements: [OpenAPIOperation] = [
        OpenAPIOperation(
            method: "post", path: "/v1/bank-movements", id: "takeBankMovement",
            summary: "Tell of a movement of the bank and get the matched collections; "
                + "200 where it was told of before",
            scope: APIScope.writeBankMovements.rawValue, body: ("BankMovementOrder", true),
            success: (201, "BankMovement"), links: ofMovement, errors: [409, 422], isOnce: true,
            alsoSuccess: 200),
        OpenAPIOperation(
            method: "get", path: "/v1/bank-movements", id: "searchBankMovements",
            summary: "The bank movements that this service told of",
            scope: APIScope.readBankMovements.rawValue, query: searchingMovements,
            success: (200, "BankMovements"), errors: [404, 422]),
        OpenAPIOperation(
            method: "get", path: movement, id: "getBankMovement", summary: "One bank movement",
            scope: APIScope.readBankMovements.rawValue, success: (200, "BankMovement"),
            errors: [404]),
        OpenAPIOperation(
            method: "get", path: movement + "/payments", id: "getBankMovementPayments",
            summary: "The online payments in it, of all services",
            scope: APIScope.readBankMovements.rawValue, query: paging,
            success: (200, "CollectedPayments"), errors: [404, 422]),
    ]

    static let operations: [OpenAPIOperation] = checkout + movements

    private static let checkout: [OpenAPIOperation] = [
        OpenAPIOperation(
            method: "post", path: "/v1/payments", id: "createPayment",
            summary: "Create a payment; _links.next_url is where to send the citizen",
            scope: APIScope.writePayments.rawValue, body: ("Order", true),
            success: (201, "Payment"), links: ofPayment, errors: [409, 422], isOnce: true),
        OpenAPIOperation(
            method: "get", path: "/v1/payments", id: "searchPayments",
            summary: "Search the payments of this service",
            scope: APIScope.readPayments.rawValue, query: searching, success: (200, "Payments"),
            errors: [404, 422]),
        OpenAPIOperation(
            method: "get", path: payment, id: "getPayment", summary: "One payment",
            scope: APIScope.readPayments.rawValue, success: (200, "Payment"), errors: [404]),
        OpenAPIOperation(
            method: "get", path: payment + "/events", id: "getEvents",
            summary: "What happened to it", scope: APIScope.readPayments.rawValue,
            success: (200, "Events"), errors: [404]),
        OpenAPIOperation(
            method: "post", path: payment + "/cancel", id: "cancelPayment",
            summary: "Cancel it before it is paid", scope: APIScope.writePayments.rawValue,
            body: ("Nothing", false), success: (204, nil), errors: [404, 409], isOnce: true),
        OpenAPIOperation(
            method: "post", path: payment + "/capture", id: "capturePayment",
            summary: "Take what is reserved", scope: APIScope.writePayments.rawValue,
            body: ("Nothing", false), success: (204, nil), errors: [404, 409], isOnce: true),
        OpenAPIOperation(
            method: "post", path: payment + "/refunds", id: "refundPayment",
            summary: "Give money back", scope: APIScope.writeRefunds.rawValue,
            body: ("RefundOrder", true), success: (202, "Refund"), errors: [404, 409, 412, 422],
            isOnce: true),
        OpenAPIOperation(
            method: "get", path: payment + "/refunds", id: "getRefunds",
            summary: "Its refunds", scope: APIScope.readPayments.rawValue,
            success: (200, "Refunds"), errors: [404]),
        OpenAPIOperation(
            method: "get", path: payment + "/refunds/{refund_id}", id: "getRefund",
            summary: "One refund", scope: APIScope.readPayments.rawValue,
            success: (200, "Refund"), errors: [404]),
        OpenAPIOperation(
            method: "get", path: "/v1/disputes", id: "searchDisputes",
            summary: "Payments of this service that their payers dispute",
            scope: APIScope.readPayments.rawValue, query: searchingDisputes,
            success: (200, "Disputes"), errors: [404, 422]),
        OpenAPIOperation(
            method: "post", path: "/v1/links", id: "createLink",
            summary: "A payment behind an address of its own, for a letter or after a review",
            scope: APIScope.writeLinks.rawValue, body: ("LinkOrder", true),
            success: (201, "PaymentLink"),
            links: [
                (name: "getLink", operation: "getLink", parameter: "link_id", pointer: "/link_id"),
                (
                    name: "disable", operation: "disableLink", parameter: "link_id",
                    pointer: "/link_id"
                ),
            ], errors: [409, 422], isOnce: true),
        OpenAPIOperation(
            method: "get", path: "/v1/links", id: "getLinks",
            summary: "The payment links of this service", scope: APIScope.readPayments.rawValue,
            success: (200, "PaymentLinks"), errors: [422]),
        OpenAPIOperation(
            method: "get", path: "/v1/links/{link_id}", id: "getLink",
            summary: "One payment link", scope: APIScope.readPayments.rawValue,
            success: (200, "PaymentLink"), errors: [404, 410]),
        OpenAPIOperation(
            method: "post", path: "/v1/links/{link_id}/disable", id: "disableLink",
            summary: "Nobody can pay by it any more", scope: APIScope.writeLinks.rawValue,
            body: ("Nothing", false), success: (204, nil), errors: [404, 409, 410]),
        OpenAPIOperation(
            method: "get", path: "/health/live", id: "live", summary: "The process answers",
            success: (200, "Health")),
        OpenAPIOperation(
            method: "get", path: "/health/ready", id: "ready",
            summary: "The books can take payments; 503 says what is in the way",
            success: (200, "Health"), ownErrors: [503: "Health"]),
        OpenAPIOperation(
            method: "get", path: "/metrics", id: "metrics", summary: "Figures for Prometheus",
            success: (200, "Text"), mediaType: "text/plain"),
    ]
}
