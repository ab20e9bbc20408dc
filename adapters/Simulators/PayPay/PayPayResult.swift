import Provider

/// `resultInfo`: what the official SDKs list as PayPay's codes.
struct PayPayResult: Sendable, Hashable {
    var status: Int
    var code: String
    var number: String
    var message: String

    init(_ status: Int, _ code: String, _ number: String, _ message: String) {
        self.status = status
        self.code = code
        self.number = number
        self.message = message
    }

    static let success = PayPayResult(200, "SUCCESS", "08100001", "Success")
    static let created = PayPayResult(201, "SUCCESS", "08100001", "Success")
    static let accepted = PayPayResult(
        202, "REQUEST_ACCEPTED", "08100001", "Request accepted")
    static let invalidRequest = PayPayResult(
        400, "INVALID_REQUEST_PARAMS", "08100006", "Invalid request params")
    static let missingParameter = PayPayResult(
        400, "MISSING_REQUEST_PARAMS", "08100024", "Missing request params")
    static let unauthorized = PayPayResult(401, "UNAUTHORIZED", "08100016", "Unauthorized request")
    static let clientUnknown = PayPayResult(
        404, "OPA_CLIENT_NOT_FOUND", "08100007", "OPA Client not found")
    static let duplicateCode = PayPayResult(
        400, "DUPLICATE_DYNAMIC_QR_REQUEST", "01652073", "Duplicate Dynamic QR request")
    static let badCode = PayPayResult(
        400, "DYNAMIC_QR_BAD_REQUEST", "01650000", "Dynamic QR bad request error")
    static let codePaymentUnknown = PayPayResult(
        400, "DYNAMIC_QR_PAYMENT_NOT_FOUND", "01652075", "Dynamic QR payment not found")
    static let codePaid = PayPayResult(
        400, "DYNAMIC_QR_ALREADY_PAID", "01652074", "Dynamic QR already paid")
    static let codeUnknown = PayPayResult(
        404, "DYNAMIC_QR_NOT_FOUND", "01652072", "Dynamic QR not found")
    static let notFound = PayPayResult(404, "RESOURCE_NOT_FOUND", "00200001", "Order not found")
    static let notReversible = PayPayResult(
        400, "ORDER_NOT_REVERSIBLE", "00200044", "Order cannot be reversed")
    static let refundAmount = PayPayResult(
        400, "INVALID_PARAMS", "00200015", "Invalid refund amount")
    static let refundNotAllowed = PayPayResult(
        400, "UNACCEPTABLE_OP", "00200013", "Order cannot be refunded")
    static let refundedAlready = PayPayResult(
        400, "UNACCEPTABLE_OP", "00200014", "Multiple refund not allowed")
    static let refundUnknown = PayPayResult(
        404, "NO_SUCH_REFUND_ORDER", "00200018", "Refund not found")
}

/// What PayPay's interface answers, and what it tells by itself.
struct PayPayOutcome {
    var result: PayPayResult
    var data: JSONValue
    var notices: [SimulatedNotice]

    init(_ result: PayPayResult, _ data: JSONValue = .null, notices: [SimulatedNotice] = []) {
        self.result = result
        self.data = data
        self.notices = notices
    }

    var answer: SimulatedAnswer {
        .json(
            result.status,
            [
                "resultInfo": [
                    "code": .text(result.code), "message": .text(result.message),
                    "codeId": .text(result.number),
                ],
                "data": data,
            ])
    }
}
