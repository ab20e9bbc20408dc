import Provider

/// An error object of Stripe's.
struct StripeRefusal: Error, Sendable, Hashable {
    var status: Int
    var type: String
    var code: String?
    var message: String
    var parameter: String?
    var declineCode: String?
    var charge: String?
    /// The intent that was not paid, as it stands.
    var intent: JSONValue?

    init(
        _ status: Int, _ message: String, type: String = "invalid_request_error",
        code: String? = nil, parameter: String? = nil
    ) {
        self.status = status
        self.message = message
        self.type = type
        self.code = code
        self.parameter = parameter
    }

    static func missing(_ kind: String, _ id: String) -> StripeRefusal {
        StripeRefusal(
            404, "No such \(kind): '\(id)'", code: "resource_missing", parameter: "id")
    }

    static func needed(_ parameter: String) -> StripeRefusal {
        StripeRefusal(
            400, "Missing required param: \(parameter).", code: "parameter_missing",
            parameter: parameter)
    }

    static func invalid(_ parameter: String) -> StripeRefusal {
        StripeRefusal(
            400, "Invalid value for \(parameter).", code: "parameter_invalid",
            parameter: parameter)
    }

    static func unknown(_ parameter: String) -> StripeRefusal {
        StripeRefusal(
            400, "Received unknown parameter: \(parameter)", code: "parameter_unknown",
            parameter: parameter)
    }

    static func unexpectedState(_ deed: String, _ status: String) -> StripeRefusal {
        StripeRefusal(
            400,
            "You cannot \(deed) this PaymentIntent because it has a status of \(status).",
            code: "payment_intent_unexpected_state")
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("message", .text(message)), .init("type", .text(type)),
        ]
        let others: [(String, String?)] = [
            ("code", code), ("param", parameter), ("decline_code", declineCode),
            ("charge", charge),
        ]
        for case (let name, let value?) in others { members.append(.init(name, .text(value))) }
        if let intent { members.append(.init("payment_intent", intent)) }
        return ["error": .object(members)]
    }
}
