import Money
import PayPay
import Provider
import ProviderContract
import Testing

@Suite("PayPay's Open Payment API")
struct PayPayPaymentsTests {
    static let adapter = PayPayPayments(
        .init(key: "APIKeyGenerated", secret: "APIKeySecretGenerated", merchant: nil))
    static let payment = PaymentID(bits: 0x0123_4567_89AB_CDEF)
    static let refund = PaymentID(bits: 42)
    let occasion = RequestOccasion(at: Moment(seconds: 1_579_843_452), nonce: "acd028aa")

    static func operation(
        _ deed: ProviderOperation.Deed, _ handle: ProviderHandle? = nil
    ) -> ProviderOperation {
        ProviderOperation(id: refund, payment: payment, handle: handle, deed: deed)
    }

    static func details(_ status: String, _ more: String = "") -> String {
        """
        {"resultInfo":{"code":"SUCCESS","message":"Success","codeId":"08100001"},"data":{\
        "paymentId":"0123","status":"\(status)","merchantPaymentId":"\(payment)",\
        "amount":{"amount":600,"currency":"JPY"}\(more)}}
        """
    }

    static let accepted: String = ",\"acceptedAt\":1579843500"
    static let refundData: String = """
        {"status":"REFUNDED","acceptedAt":1579843600,"merchantRefundId":"\(refund)",\
        "paymentId":"0123","amount":{"amount":100,"currency":"JPY"},"requestedAt":1,"reason":"x"}
        """

    func read(
        _ deed: ProviderOperation.Deed, _ status: Int, _ body: String
    ) -> OperationAnswer {
        Self.adapter.read(
            .answered(status: status, body: Array(body.utf8)), to: Self.operation(deed))
    }

    @Test("The adapter keeps the contract of live adapters")
    func contract() {
        let created = """
            {"resultInfo":{"code":"SUCCESS","message":"Success","codeId":"08100001"},"data":{\
            "codeId":"04-abc","url":"https://qr.paypay.ne.jp/28180104","deeplink":"paypay://x",\
            "expiryDate":1579843752,"merchantPaymentId":"\(Self.payment)",\
            "amount":{"amount":600,"currency":"JPY"},"codeType":"ORDER_QR"}}
            """
        let refunded = "{\"resultInfo\":{\"code\":\"SUCCESS\"},\"data\":\(Self.refundData)}"
        let new = NewPayment(amount: Yen(600), description: "x")
        let contract = LiveProviderContract(
            Self.adapter,
            samples: [
                .init(Self.operation(.create(new)), status: 201, body: created),
                .init(
                    Self.operation(.ask), status: 200,
                    body: Self.details(
                        "COMPLETED", Self.accepted + ",\"refunds\":{\"data\":[\(Self.refundData)]}"
                    )),
                .init(Self.operation(.refund(Yen(100), reason: "x")), status: 201, body: refunded),
                .init(Self.operation(.askRefund(Self.refund)), status: 200, body: refunded),
            ], secrets: ["APIKeySecretGenerated"])
        contract.run()
        contract.fuzz(rounds: 3000)
    }

    @Test("Asking, closing and cancelling are signed as PayPay's own clients sign")
    func signatures() {
        let ask = Self.adapter.ask(Self.operation(.ask), occasion)
        #expect(ask.method == "GET" && ask.path == "/v2/codes/payments/\(Self.payment)")
        #expect(ask.body == nil && ask.header("Content-Type") == nil)
        let parts = ask.header("Authorization")?.split(separator: ":").map(String.init) ?? []
        #expect(parts.count == 6)
        #expect(parts[0] == "hmac OPA-Auth" && parts[1] == "APIKeyGenerated")
        #expect(parts[3] == "acd028aa" && parts[4] == "1579843452" && parts[5] == "empty")
    }

    @Test(
        "Signatures are those of the published example and of the official client",
        arguments: PayPayVector.all)
    func vectors(_ vector: PayPayVector) {
        let signed = PayPayPayments.authorization(
            key: "APIKeyGenerated", secret: "APIKeySecretGenerated", method: vector.method,
            path: vector.path, contentType: vector.type, body: vector.body.map { Array($0.utf8) },
            nonce: vector.nonce, epoch: 1_579_843_452)
        #expect(
            signed == "hmac OPA-Auth:APIKeyGenerated:\(vector.mac):\(vector.nonce):1579843452:"
                + vector.hash)
    }

    @Test("A payment is opened with our id, in yen, as JSON")
    func create() {
        let new = NewPayment(
            amount: Yen(300), description: "住民票の写し", returnURL: "https://city.example/r",
            store: "shimin", terminal: "T01")
        let request = Self.adapter.create(new, Self.operation(.create(new)), occasion)
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self) == """
                {"merchantPaymentId":"\(Self.payment)","codeType":"ORDER_QR",\
                "requestedAt":1579843452,"amount":{"amount":300,"currency":"JPY"},\
                "orderDescription":"住民票の写し","storeId":"shimin","terminalId":"T01",\
                "redirectUrl":"https://city.example/r","redirectType":"WEB_LINK"}
                """)
        #expect(request.header("Content-Type") == "application/json;charset=UTF-8")
        #expect(request.timeoutSeconds >= 30)
    }

    @Test(
        "Each status is a word about money",
        arguments: [
            ("CREATED", "", PaymentWord.Standing.open), ("AUTHORIZED", "", .reserved),
            ("REAUTHORIZING", "", .processing),
            ("COMPLETED", PayPayPaymentsTests.accepted, .captured),
            ("REFUNDED", PayPayPaymentsTests.accepted, .captured), ("FAILED", "", .failed),
            ("CANCELED", "", .cancelled), ("CANCELED", PayPayPaymentsTests.accepted, .voided),
            ("EXPIRED", "", .expired),
        ])
    func statuses(_ status: String, _ more: String, _ standing: PaymentWord.Standing) {
        guard case .done(let word) = read(.ask, 200, Self.details(status, more)) else {
            Issue.record("no word")
            return
        }
        #expect(word.standing == standing && word.amount == Yen(600))
        #expect(word.handle.payment == "0123" && word.payment == Self.payment)
    }

    @Test("A status of another time, another payment and another currency say nothing")
    func noWord() {
        let strange = [
            Self.details("SETTLED"),
            Self.details("COMPLETED").replacing("\(Self.payment)", with: "\(Self.refund)"),
            Self.details("COMPLETED").replacing("JPY", with: "USD"),
            Self.details("COMPLETED").replacing("600", with: "600.5"),
            Self.details("COMPLETED").replacing("SUCCESS", with: "STRANGE"),
        ]
        for body in strange {
            guard case .unknown = read(.ask, 200, body) else {
                Issue.record("a word: \(body)")
                continue
            }
        }
    }

    @Test(
        "Each result code has its meaning",
        arguments: [
            (
                400, "DYNAMIC_QR_PAYMENT_NOT_FOUND",
                OperationAnswer.declined(.init(.notFound, code: ""))
            ), (400, "DUPLICATE_DYNAMIC_QR_REQUEST", .unknown(code: "")),
            (400, "DYNAMIC_QR_ALREADY_PAID", .declined(.init(.state, code: ""))),
            (400, "ORDER_NOT_REVERSIBLE", .declined(.init(.notAllowed, code: ""))),
            (400, "UNACCEPTABLE_OP", .declined(.init(.notAllowed, code: ""))),
            (400, "CANCELED_USER", .declined(.init(.citizen, code: ""))),
            (404, "NO_SUCH_REFUND_ORDER", .declined(.init(.notFound, code: ""))),
            (401, "UNAUTHORIZED", .refused(.credentials(code: ""))),
            (401, "OP_OUT_OF_SCOPE", .refused(.credentials(code: ""))),
            (429, "RATE_LIMIT", .refused(.tooMany(code: ""))),
            (400, "INVALID_REQUEST_PARAMS", .refused(.request(code: ""))),
            (500, "INTERNAL_SERVER_ERROR", .unknown(code: "")),
            (500, "TRANSACTION_FAILED", .unknown(code: "")),
            (503, "MAINTENANCE_MODE", .unknown(code: "")),
            (400, "SOMETHING_NEW", .unknown(code: "")),
        ])
    func codes(_ status: Int, _ code: String, _ expected: OperationAnswer) {
        let body = "{\"resultInfo\":{\"code\":\"\(code)\",\"message\":\"m\",\"codeId\":\"1\"}}"
        #expect(read(.ask, status, body).withoutCode == expected)
    }

    @Test("That there is a refund already may mean this one; that there may be none is a no")
    func refundedAlready() {
        func refusal(_ number: String) -> String {
            "{\"resultInfo\":{\"code\":\"UNACCEPTABLE_OP\",\"codeId\":\"\(number)\"},\"data\":null}"
        }
        let deed = ProviderOperation.Deed.refund(Yen(100), reason: "")
        #expect(
            read(deed, 400, refusal("00200014")).withoutCode
                == .declined(.init(.repeated, code: "")))
        #expect(
            read(deed, 400, refusal("00200013")).withoutCode
                == .declined(.init(.notAllowed, code: "")))
    }

    @Test("A cancelling that was accepted is not done yet; a closed code is")
    func acceptedOnly() {
        let body = "{\"resultInfo\":{\"code\":\"REQUEST_ACCEPTED\"},\"data\":null}"
        #expect(read(.cancel, 202, body) == .unknown(code: "REQUEST_ACCEPTED"))
        let closed = read(.close, 200, "{\"resultInfo\":{\"code\":\"SUCCESS\"},\"data\":null}")
        #expect(closed == .done(PaymentWord(.cancelled, payment: Self.payment)))
    }

    @Test("A notice is a hint, of one merchant, the same one the same")
    func notices() throws {
        let adapter = PayPayPayments(.init(key: "k", secret: "s", merchant: "M1"))
        func notice(_ merchant: String) -> [UInt8] {
            Array(
                """
                {"notification_type":"Transaction","merchant_id":"\(merchant)","order_id":"0123",\
                "merchant_order_id":"\(Self.payment)","order_amount":"600","state":"COMPLETED"}
                """.utf8)
        }
        let at = Moment(seconds: 0)
        let one = try adapter.readNotice(headers: [], body: notice("M1"), at: at)
        #expect(one.id == "0123/COMPLETED" && one.payment == Self.payment && !one.isProven)
        #expect(throws: NoticeRefusal.merchantUnknown) {
            try adapter.readNotice(headers: [], body: notice("M2"), at: at)
        }
        #expect(throws: NoticeRefusal.bodyMalformed) {
            try adapter.readNotice(headers: [], body: Array("{}".utf8), at: at)
        }
    }

    @Test("What PayPay can be asked to do")
    func abilities() {
        #expect(PayPayPayments.abilities == [.create, .close, .cancel, .refund, .notice])
        let capture = Self.operation(.capture(Yen(1)))
        #expect(Self.adapter.request(for: capture, occasion) == nil)
    }
}

/// One signed request.
struct PayPayVector: Sendable {
    var method: String
    var path: String
    var type = "application/json;charset=UTF-8"
    var body: String?
    var nonce = "acd028aa"
    var hash: String
    var mac: String

    /// The first from the page of the API, the others from the official Python client.
    static let all = [
        PayPayVector(
            method: "POST", path: "/v2/codes", type: "application/json;charset=UTF-8;",
            body: #"{"sampleRequestBodyKey1":"sampleRequestBodyValue1","sampleRequestBodyKey2":"#
                + #""sampleRequestBodyValue2"}"#, nonce: "acd028",
            hash: "1j0FnY4flNp5CtIKa7x9MQ==",
            mac: "NW1jKIMnzR7tEhMWtcJcaef+nFVBt7jjAGcVuxHhchc="),
        PayPayVector(
            method: "POST", path: "/v2/codes",
            body: #"{"merchantPaymentId": "KIBAN-0001", "codeType": "ORDER_QR", "requestedAt": "#
                + #"1579843452, "amount": {"amount": 300, "currency": "JPY"}, "orderDescription": "#
                + #""\u4f4f\u6c11\u7968\u306e\u5199\u3057"}"#,
            hash: "moaB0FW/x8AjCCG+lE/HFg==",
            mac: "Khlga+OfO5ZeRSEvGh1y7DhzNSqzGbYGMZ0lvByGAZA="),
        PayPayVector(
            method: "GET", path: "/v2/codes/payments/KIBAN-0001", hash: "empty",
            mac: "N/+FZvPHXdKA8QRGfJ0WN2cMxetkRYv+2Xh8GNkhStE="),
        PayPayVector(
            method: "DELETE", path: "/v2/codes/04-abc", body: "{}",
            hash: "R8CL6EsFTy7CED21l55g3g==",
            mac: "SQ5JwQ5+wdMrAHRA0OL0Q6col7/IXigKONK+V04QQpg="),
        PayPayVector(
            method: "DELETE", path: "/v2/payments/KIBAN-0001", hash: "empty",
            mac: "FdCeAA5/u8m+H1KcvZL2d8Gm/Dc/KpRUBNXd4m9YdgU="),
        PayPayVector(
            method: "POST", path: "/v2/refunds/",
            body: #"{"merchantRefundId": "R1", "paymentId": "P1", "requestedAt": 1, "amount": "#
                + #"{"amount": 300, "currency": "JPY"}, "reason": "x"}"#,
            hash: "HT6K0i2XlMtcp2X3Ep/NnA==",
            mac: "X9PQuXpxGi0MF3HS0Wanx7V3QbGE01t0GxkrDwlZd0Q="),
        PayPayVector(
            method: "GET", path: "/v2/user/authorizations", hash: "empty",
            mac: "ZKuMJ37G+IIKqYopaCagWK+YZw+PNaAXZhPKjX2EadU="),
    ]
}

extension OperationAnswer {
    /// The same with its code left out, to compare by meaning.
    var withoutCode: OperationAnswer {
        switch self {
        case .done, .refund, .refused(.notSent): self
        case .disputes: self
        case .declined(let decline): .declined(Decline(decline.reason, code: ""))
        case .unknown: .unknown(code: "")
        case .refused(.credentials): .refused(.credentials(code: ""))
        case .refused(.request): .refused(.request(code: ""))
        case .refused(.tooMany): .refused(.tooMany(code: ""))
        case .refused(.maintenance): .refused(.maintenance(code: ""))
        }
    }
}
