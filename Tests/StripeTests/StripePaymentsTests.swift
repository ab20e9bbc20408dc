import Money
import Provider
import ProviderContract
import Stripe
import Testing

@Suite("Stripe's API for payments")
struct StripePaymentsTests {
    static let adapter = StripePayments(
        .init(key: "sk_test_himitsu", webhookSecrets: ["whsec_test"]))
    static let payment = PaymentID(bits: 0x0123_4567_89AB_CDEF)
    static let refund = PaymentID(bits: 42)
    let occasion = RequestOccasion(at: Moment(seconds: 1_800_000_000), nonce: "n0nce123")

    static func operation(
        _ deed: ProviderOperation.Deed,
        _ handle: ProviderHandle? = ProviderHandle(session: "cs_1", payment: "pi_1")
    ) -> ProviderOperation {
        ProviderOperation(id: refund, payment: payment, handle: handle, deed: deed)
    }

    static let refundBody: String = """
        {"object":"refund","id":"re_1","amount":100,"currency":"jpy","status":"succeeded",\
        "created":1800000100,"payment_intent":"pi_1","metadata":{"operation":"\(refund)"}}
        """

    static func intent(_ status: String, _ more: String = "") -> String {
        """
        {"object":"payment_intent","id":"pi_1","status":"\(status)","currency":"jpy",\
        "amount":600,"client_secret":"x","metadata":{"payment_id":"\(payment)"}\(more)}
        """
    }

    static func charge(_ refunded: Int, _ refunds: String = "") -> String {
        """
        ,"amount_received":600,"latest_charge":{"object":"charge","id":"ch_1",\
        "created":1800000050,"amount_refunded":\(refunded),"refunds":{"data":[\(refunds)]}}
        """
    }

    static func session(_ status: String, _ intent: String) -> String {
        """
        {"object":"checkout.session","id":"cs_1","status":"\(status)","currency":"jpy",\
        "amount_total":600,"url":"https://checkout.stripe.com/c/pay/cs_1",\
        "expires_at":1800003600,"metadata":{"payment_id":"\(payment)"},"payment_intent":\(intent)}
        """
    }

    func read(
        _ deed: ProviderOperation.Deed, _ status: Int, _ body: String
    ) -> OperationAnswer {
        Self.adapter.read(
            .answered(status: status, body: Array(body.utf8)), to: Self.operation(deed))
    }

    @Test("The adapter keeps the contract of live adapters")
    func contract() {
        let new = NewPayment(amount: Yen(600), description: "x")
        let whole = Self.intent("succeeded", Self.charge(100, Self.refundBody))
        let contract = LiveProviderContract(
            Self.adapter,
            samples: [
                .init(
                    Self.operation(.create(new)), status: 200, body: Self.session("open", "null")),
                .init(Self.operation(.ask), status: 200, body: whole),
                .init(
                    Self.operation(.ask), status: 200, body: Self.session("complete", whole)),
                .init(
                    Self.operation(.refund(Yen(100), reason: "x")), status: 200,
                    body: Self.refundBody),
                .init(
                    Self.operation(.askRefund(Self.refund)), status: 200,
                    body: "{\"object\":\"list\",\"has_more\":false,\"data\":[\(Self.refundBody)]}"),
            ], secrets: ["sk_test_himitsu", "whsec_test"])
        contract.run()
        contract.fuzz(rounds: 3000)
    }

    @Test("A page is asked for in yen, under our id, once")
    func create() {
        let new = NewPayment(
            amount: Yen(300), description: "住民票 & 写し", returnURL: "https://city.example/r?a=1",
            isReserved: true)
        let request = Self.adapter.create(new, Self.operation(.create(new)), occasion)
        let body = String(decoding: request.body ?? [], as: UTF8.self)
        let fields = Set(body.split(separator: "&").map(String.init))
        #expect(request.method == "POST" && request.path == "/v1/checkout/sessions")
        #expect(request.header("Idempotency-Key") == "\(Self.refund)")
        #expect(request.header("Authorization") == "Bearer sk_test_himitsu")
        #expect(
            fields.contains("payment_intent_data%5Bmetadata%5D%5Bpayment_id%5D=\(Self.payment)"))
        #expect(fields.contains("line_items%5B0%5D%5Bprice_data%5D%5Bunit_amount%5D=300"))
        #expect(fields.contains("line_items%5B0%5D%5Bprice_data%5D%5Bcurrency%5D=jpy"))
        #expect(fields.contains("payment_intent_data%5Bcapture_method%5D=manual"))
        #expect(fields.contains("success_url=https%3A%2F%2Fcity.example%2Fr%3Fa%3D1"))
        let wallet = StripePayments(
            .init(key: "sk", webhookSecrets: []), page: .method("paypay"))
        let intent = wallet.create(new, Self.operation(.create(new)), occasion)
        #expect(intent.path == "/v1/payment_intents")
        let text = String(decoding: intent.body ?? [], as: UTF8.self)
        #expect(text.hasPrefix("amount=300&currency=jpy&confirm=true&payment_method_types%5B0%5D="))
    }

    @Test("It is asked for by what is known of it")
    func ask() {
        func path(_ handle: ProviderHandle?) -> String {
            Self.adapter.ask(Self.operation(.ask, handle), occasion).path
        }
        #expect(path(.init(payment: "pi_1")).hasPrefix("/v1/payment_intents/pi_1?expand"))
        #expect(path(.init(session: "cs_1")).hasPrefix("/v1/checkout/sessions/cs_1?expand"))
        #expect(
            path(nil).hasPrefix(
                "/v1/payment_intents/search?query=metadata%5B%27payment_id%27%5D%3A%27"
                    + "\(Self.payment)%27"))
        #expect(path(.init(payment: "../pi?x")).hasPrefix("/v1/payment_intents/..%2Fpi%3Fx?"))
    }

    @Test("What is open is expired over its page, and what is reserved is let go over its intent")
    func endings() {
        let handle = ProviderHandle(session: "cs_1", payment: "pi_1")
        func path(_ deed: ProviderOperation.Deed) -> String? {
            Self.adapter.request(for: Self.operation(deed, handle), occasion)?.path
        }
        #expect(path(.close) == "/v1/checkout/sessions/cs_1/expire")
        #expect(path(.release) == "/v1/payment_intents/pi_1/cancel")
    }

    @Test(
        "Each status is a word about money",
        arguments: [
            ("requires_payment_method", PaymentWord.Standing.open),
            ("requires_confirmation", .open),
            ("requires_action", .open), ("processing", .processing),
            ("requires_capture", .reserved), ("canceled", .cancelled),
        ])
    func statuses(_ status: String, _ standing: PaymentWord.Standing) {
        guard case .done(let word) = read(.ask, 200, Self.intent(status)) else {
            Issue.record("no word")
            return
        }
        #expect(word.standing == standing && word.handle.payment == "pi_1")
        #expect(word.amount == Yen(600) && word.payment == Self.payment)
    }

    @Test("Money that was taken, and what went back")
    func taken() {
        let part = read(.ask, 200, Self.intent("succeeded", Self.charge(100, Self.refundBody)))
        guard case .done(let word) = part else {
            Issue.record("no word: \(part)")
            return
        }
        #expect(word.standing == .captured && word.amount == Yen(600))
        #expect(word.refunded == Yen(100) && word.refunds.first?.operation == Self.refund)
        #expect(word.at == Moment(seconds: 1_800_000_050))
        guard case .done(let all) = read(.ask, 200, Self.intent("succeeded", Self.charge(600)))
        else {
            Issue.record("no word")
            return
        }
        #expect(all.standing == .refunded)
    }

    @Test("A page says where to pay, that it expired, or what its intent says")
    func sessions() {
        guard case .done(let open) = read(.ask, 200, Self.session("open", "null")),
            case .done(let expired) = read(.ask, 200, Self.session("expired", "null")),
            case .done(let paid) = read(
                .ask, 200,
                Self.session("complete", Self.intent("succeeded", Self.charge(0))))
        else {
            Issue.record("no word")
            return
        }
        #expect(open.step?.url == "https://checkout.stripe.com/c/pay/cs_1")
        #expect(open.step?.expires == Moment(seconds: 1_800_003_600))
        #expect(expired.standing == .expired && paid.standing == .captured)
        #expect(paid.handle == ProviderHandle(session: "cs_1", payment: "pi_1"))
        // Complete, and the intent only by its number: that says nothing of money.
        guard case .unknown = read(.ask, 200, Self.session("complete", "\"pi_1\"")) else {
            Issue.record("a word without an intent")
            return
        }
    }

    @Test("Another payment, another currency and another refund say nothing")
    func noWord() {
        let paid = Self.intent("succeeded", Self.charge(0))
        for body in [
            paid.replacing("\(Self.payment)", with: "\(Self.refund)"),
            paid.replacing("jpy", with: "usd"), paid.replacing("600", with: "600.0"),
            paid.replacing("succeeded", with: "settled"),
        ] {
            guard case .unknown = read(.ask, 200, body) else {
                Issue.record("a word: \(body)")
                continue
            }
        }
        let other = Self.refundBody.replacing("100,", with: "99,")
        guard case .unknown = read(.refund(Yen(100), reason: "x"), 200, other) else {
            Issue.record("another refund")
            return
        }
    }

    @Test("A list without it is a no only where it is the whole list")
    func lists() {
        func list(_ more: Bool) -> String {
            "{\"object\":\"search_result\",\"has_more\":\(more),\"data\":[]}"
        }
        #expect(read(.ask, 200, list(false)) == .declined(.init(.notFound, code: "not-in-list")))
        #expect(read(.ask, 200, list(true)) == .unknown(code: "more-pages"))
    }

    @Test(
        "Each error has its meaning",
        arguments: [
            (
                402, "card_error", "card_declined",
                OperationAnswer.declined(.init(.citizen, code: "card_declined"))
            ),
            (
                404, "invalid_request_error", "resource_missing",
                .declined(.init(.notFound, code: "resource_missing"))
            ),
            (
                400, "invalid_request_error", "charge_already_refunded",
                .declined(.init(.state, code: "charge_already_refunded"))
            ),
            (
                400, "invalid_request_error", "parameter_missing",
                .refused(.request(code: "parameter_missing"))
            ),
            (400, "idempotency_error", "key", .unknown(code: "key")),
            (409, "invalid_request_error", "lock_timeout", .unknown(code: "lock_timeout")),
            (401, "invalid_request_error", "key", .refused(.credentials(code: "key"))),
            (429, "invalid_request_error", "rate_limit", .refused(.tooMany(code: "rate_limit"))),
            (500, "api_error", "oops", .unknown(code: "oops")),
            (400, "something_new", "new", .unknown(code: "new")),
        ])
    func errors(_ status: Int, _ type: String, _ code: String, _ expected: OperationAnswer) {
        let body = "{\"error\":{\"type\":\"\(type)\",\"code\":\"\(code)\",\"message\":\"m\"}}"
        #expect(read(.ask, status, body) == expected)
    }

    @Test("Stripe is never asked to undo what was taken: it refunds")
    func abilities() {
        #expect(
            StripePayments.abilities == [
                .create, .close, .capture, .refund, .notice, .balance, .payouts, .disputes,
                .pickUp,
            ])
        #expect(Self.adapter.request(for: Self.operation(.cancel), occasion) == nil)
    }
}
