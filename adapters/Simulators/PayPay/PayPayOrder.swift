import Money
import Provider

/// One payment of the merchant's, from its code on.
struct PayPayOrder: Sendable {
    enum Status: String, Sendable {
        case created = "CREATED"
        case completed = "COMPLETED"
        case refunded = "REFUNDED"
        case failed = "FAILED"
        case canceled = "CANCELED"
        case expired = "EXPIRED"
    }

    struct Refund: Sendable {
        var id: String
        /// PayPay's number, as the history shows it.
        var number: String
        var amount: Int64
        var at: Moment
        var reason: String
        var requestedAt: Int64
        var isFailed: Bool
    }

    var merchantPaymentID: String
    var code: String
    var amount: Int64
    /// What the request said and the answers repeat.
    var repeated: [JSONValue.Member]
    var storeID: String?
    var terminalID: String?
    var requestedAt: Int64
    var expires: Moment
    var status = Status.created
    /// Whether the code was taken away before it was paid.
    var isDeleted = false
    /// PayPay's number, once somebody tried to pay.
    var payment: String?
    var acceptedAt: Moment?
    var canceledAt: Moment?
    /// PayPay's number of the cancellation in the history.
    var cancelNumber: String?
    var refunds: [Refund] = []

    var money: JSONValue { PayPayOrder.money(amount) }
    var given: Int64 { refunds.reduce(0) { $0 + ($1.isFailed ? 0 : $1.amount) } }

    static func money(_ amount: Int64) -> JSONValue {
        ["amount": .integer(amount), "currency": "JPY"]
    }

    func json(_ refund: Refund) -> JSONValue {
        [
            "status": .text(refund.isFailed ? "REFUND_FAILED" : "REFUNDED"),
            "acceptedAt": .integer(refund.at.seconds), "merchantRefundId": .text(refund.id),
            "paymentId": .text(payment ?? ""), "amount": PayPayOrder.money(refund.amount),
            "requestedAt": .integer(refund.requestedAt), "reason": .text(refund.reason),
        ]
    }

    var details: JSONValue {
        var members: [JSONValue.Member] = []
        if let payment { members.append(.init("paymentId", .text(payment))) }
        members.append(.init("status", .text(status.rawValue)))
        if let acceptedAt { members.append(.init("acceptedAt", .integer(acceptedAt.seconds))) }
        if !refunds.isEmpty {
            members.append(.init("refunds", ["data": .list(refunds.map { json($0) })]))
        }
        members += [
            .init("merchantPaymentId", .text(merchantPaymentID)), .init("amount", money),
            .init("requestedAt", .integer(requestedAt)),
        ]
        if let canceledAt { members.append(.init("canceledAt", .integer(canceledAt.seconds))) }
        if acceptedAt != nil { members.append(.init("paymentMethodType", "WALLET")) }
        let told = Set(members.map(\.name))
        let again = ["storeId", "terminalId", "orderDescription", "orderItems", "metadata"]
        members += repeated.filter { again.contains($0.name) && !told.contains($0.name) }
        return .object(members)
    }
}
