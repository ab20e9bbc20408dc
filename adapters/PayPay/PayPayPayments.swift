public import Money
public import Provider

/// PayPay's Open Payment API: a dynamic QR code that the citizen scans or opens.
public struct PayPayPayments: LiveProvider {
    public static let name = "paypay"

    /// What PayPay gave the city; secrets, so never printed.
    public struct Credentials: Sendable, Hashable {
        public var key: String
        public var secret: String
        /// `X-ASSUME-MERCHANT`; also what notices must name.
        public var merchant: String?

        public init(key: String, secret: String, merchant: String?) {
            self.key = key
            self.secret = secret
            self.merchant = merchant
        }
    }

    static let contentType = "application/json;charset=UTF-8"
    /// Creating may take this long before nothing is known (README: 30 s and more).
    static let deedSeconds = 40
    static let askSeconds = 20

    let credentials: Credentials

    public init(_ credentials: Credentials) { self.credentials = credentials }

    public func ask(_ operation: ProviderOperation, _ occasion: RequestOccasion) -> ProviderRequest
    {
        request(
            "GET", "/v2/codes/payments/\(operation.payment)", nil, occasion,
            seconds: PayPayPayments.askSeconds)
    }

    public func read(_ reply: ProviderReply, to operation: ProviderOperation) -> OperationAnswer {
        PayPayReply.read(reply, to: operation)
    }

    func request(
        _ method: String, _ path: String, _ body: JSONValue?, _ occasion: RequestOccasion,
        seconds: Int = PayPayPayments.deedSeconds
    ) -> ProviderRequest {
        let bytes = body?.bytes
        let authorization = PayPayPayments.authorization(
            key: credentials.key, secret: credentials.secret, method: method, path: path,
            contentType: PayPayPayments.contentType, body: bytes, nonce: occasion.nonce,
            epoch: occasion.at.seconds)
        var headers = [ProviderRequest.Header("Authorization", authorization)]
        if bytes != nil { headers.append(.init("Content-Type", PayPayPayments.contentType)) }
        if let merchant = credentials.merchant {
            headers.append(.init("X-ASSUME-MERCHANT", merchant))
        }
        return ProviderRequest(
            method, path, headers: headers, body: bytes, timeoutSeconds: seconds)
    }

    static func money(_ amount: Yen) -> JSONValue {
        .object([
            .init("amount", .integer(amount.value)), .init("currency", .text("JPY")),
        ])
    }

    /// At most so many characters, as PayPay counts them.
    static func short(_ text: String) -> JSONValue { .text(String(text.prefix(255))) }
}

extension PayPayPayments: TakesPayments {
    public func create(
        _ payment: NewPayment, _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest {
        var members: [JSONValue.Member] = [
            .init("merchantPaymentId", .text(operation.payment.description)),
            .init("codeType", .text("ORDER_QR")),
            .init("requestedAt", .integer(occasion.at.seconds)),
            .init("amount", PayPayPayments.money(payment.amount)),
            .init("orderDescription", PayPayPayments.short(payment.description)),
        ]
        if let store = payment.store { members.append(.init("storeId", .text(store))) }
        if let terminal = payment.terminal {
            members.append(.init("terminalId", .text(terminal)))
        }
        if let url = payment.returnURL {
            members.append(.init("redirectUrl", .text(url)))
            members.append(.init("redirectType", .text("WEB_LINK")))
        }
        return request("POST", "/v2/codes", .object(members), occasion)
    }
}

extension PayPayPayments: ClosesPayments {
    public func close(
        _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest? {
        guard let code = operation.handle?.session else { return nil }
        return request("DELETE", "/v2/codes/\(PercentEncoding.text(code))", nil, occasion)
    }
}

extension PayPayPayments: CancelsPayments {
    public func cancel(
        _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest? {
        request("DELETE", "/v2/payments/\(operation.payment)", nil, occasion)
    }
}

extension PayPayPayments: RefundsPayments {
    public func refund(
        _ amount: Yen, reason: String, _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest? {
        guard let number = operation.handle?.payment else { return nil }
        let body = JSONValue.object([
            .init("merchantRefundId", .text(operation.id.description)),
            .init("paymentId", .text(number)),
            .init("requestedAt", .integer(occasion.at.seconds)),
            .init("amount", PayPayPayments.money(amount)),
            .init("reason", PayPayPayments.short(reason)),
        ])
        return request("POST", "/v2/refunds", body, occasion)
    }

    public func askRefund(
        _ refund: PaymentID, _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest {
        request(
            "GET", "/v2/refunds/\(refund)", nil, occasion, seconds: PayPayPayments.askSeconds)
    }
}

extension PayPayPayments: SendsNotices {
    /// PayPay signs nothing: whatever is sent is a hint, and the payment is asked about.
    public func readNotice(
        headers: [ProviderRequest.Header], body: [UInt8], at: Moment
    ) throws(NoticeRefusal) -> ProviderNotice {
        guard let json = JSONValue(body), let type = json["notification_type"]?.text else {
            throw .bodyMalformed
        }
        guard type == "Transaction" else {
            guard let id = json["notification_id"]?.text else { throw .bodyMalformed }
            return ProviderNotice(
                id: "\(type)/\(id)", payment: nil, handle: ProviderHandle(), event: type,
                isProven: false)
        }
        if let ours = credentials.merchant, json["merchant_id"]?.text != ours {
            throw .merchantUnknown
        }
        guard let order = json["order_id"]?.text, let state = json["state"]?.text else {
            throw .bodyMalformed
        }
        let payment = json["merchant_order_id"]?.text.flatMap { PaymentID($0.utf8) }
        return ProviderNotice(
            id: "\(order)/\(state)", payment: payment, handle: ProviderHandle(payment: order),
            event: state, isProven: false)
    }
}
