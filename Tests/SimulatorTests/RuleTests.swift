import Money
import PayPay
import Provider
import Simulators
import Stripe
import TestSupport
import Testing

/// Carries requests to a simulator in this process, at times of the test's choice.
struct Bench<Played: Simulator> {
    var provider: FaultyProvider<Played>

    init(_ played: Played, _ rules: [FaultRule] = [], seed: UInt64 = 1) {
        provider = FaultyProvider(played, plan: FaultPlan(rules), seed: seed)
    }

    mutating func answer(_ request: ProviderRequest, at: Moment) -> ProviderReply {
        let delivery = provider.take(
            SimulatedRequest(
                request.method, request.path, headers: request.headers, body: request.body ?? []),
            at: at)
        guard let answer = delivery.answer else { return .lost }
        return .answered(status: answer.status, body: answer.body)
    }

    @discardableResult mutating func steer(
        _ step: String, _ wishes: JSONValue = [:], at: Moment
    ) -> SimulatedAnswer? {
        provider.take(
            SimulatedRequest("POST", "/_simulator/\(step)", body: wishes.bytes), at: at
        ).answer
    }
}

@Suite("The rules by which PayPay is played")
struct PayPayRuleTests {
    /// The key and secret of PayPay's own worked example.
    static let settings = PayPaySimulator.Settings(
        key: "APIKeyGenerated", secret: "APIKeySecretGenerated", merchant: "M1")
    let adapter = PayPayPayments(
        .init(key: "APIKeyGenerated", secret: "APIKeySecretGenerated", merchant: "M1"))
    let payment = PaymentID(bits: 5)

    func run(
        _ bench: inout Bench<PayPaySimulator>, _ deed: ProviderOperation.Deed, at: Moment,
        _ handle: ProviderHandle? = nil
    ) throws -> OperationAnswer {
        let operation = ProviderOperation(
            id: PaymentID(bits: 9), payment: payment, handle: handle, deed: deed)
        let request = try #require(
            adapter.request(
                for: operation,
                RequestOccasion(at: at, nonce: String(UInt64.random(in: 0...UInt64.max)))))
        return adapter.read(bench.answer(request, at: at), to: operation)
    }

    func paid(_ bench: inout Bench<PayPaySimulator>, at: Moment) throws -> ProviderHandle {
        _ = try run(&bench, .create(NewPayment(amount: Yen(600), description: "x")), at: at)
        bench.steer("pay", ["payment": .text("\(payment)")], at: at)
        return try #require(try run(&bench, .ask, at: at).word?.handle)
    }

    @Test(
        "A signature by PayPay's own client is good for two minutes and once",
        arguments: [(-121, false), (-120, true), (0, true), (120, true), (121, false)])
    func signature(_ late: Int64, _ isGood: Bool) throws {
        var bench = Bench(PayPaySimulator(Self.settings, seed: 1))
        // Captured from the client in Python.
        let request = ProviderRequest(
            "GET", "/v2/codes/payments/KIBAN-0001",
            headers: [
                .init(
                    "Authorization",
                    "hmac OPA-Auth:APIKeyGenerated:N/+FZvPHXdKA8QRGfJ0WN2cMxetkRYv+2Xh8GNkhStE=:"
                        + "acd028aa:1579843452:empty"),
                .init("Content-Type", "application/json;charset=UTF-8"),
            ], body: nil, timeoutSeconds: 1)
        let at = Moment(seconds: 1_579_843_452 + late)
        #expect(code(bench.answer(request, at: at)) == (isGood ? "01652075" : "08100016"))
        #expect(code(bench.answer(request, at: at)) == "08100016", "not twice")
    }

    private func code(_ reply: ProviderReply) -> String? {
        guard case .answered(_, let body) = reply else { return nil }
        return JSONValue(body)?["resultInfo"]?["codeId"]?.text
    }

    @Test(
        "A payment can be cancelled until 00:14:59 of the next day",
        arguments: [
            ("2026-04-02", 23 * 3_600, true), ("2026-04-03", 899, true),
            ("2026-04-03", 900, false), ("2026-04-04", 0, false),
        ])
    func cancelling(_ day: String, _ second: Int, _ isPossible: Bool) throws {
        var bench = Bench(PayPaySimulator(Self.settings, seed: 1))
        let paidAt = Moment(day: try #require(BookDay("2026-04-02")), secondOfDay: 36_000)
        _ = try paid(&bench, at: paidAt)
        let at = Moment(day: try #require(BookDay(day)), secondOfDay: second)
        let answer = try run(&bench, .cancel, at: at)
        #expect(isPossible ? answer.isUnknown : answer.decline == .notAllowed)
        let word = try #require(try run(&bench, .ask, at: at).word)
        #expect(word.standing == (isPossible ? .voided : .captured))
        let again = try run(&bench, .cancel, at: at)
        #expect(isPossible ? again.isUnknown : again.decline == .notAllowed)
    }

    @Test("A code that nobody paid in five minutes cannot be paid any more, and PayPay tells so")
    func expiry() throws {
        var bench = Bench(PayPaySimulator(Self.settings, seed: 1))
        let at = Moment(seconds: 1_775_000_000)
        _ = try run(&bench, .create(NewPayment(amount: Yen(600), description: "x")), at: at)
        let late = Moment(seconds: at.seconds + 300)
        #expect(bench.steer("pay", ["payment": .text("\(payment)")], at: late)?.status == 409)
        #expect(try run(&bench, .ask, at: late).word?.standing == .expired)
    }

    @Test(
        "One refund a payment, or several where the contract allows it", arguments: [true, false])
    func refunds(_ allowsSeveral: Bool) throws {
        var settings = Self.settings
        settings.allowsSeveralRefunds = allowsSeveral
        var bench = Bench(PayPaySimulator(settings, seed: 1))
        let at = Moment(seconds: 1_775_000_000)
        let handle = try paid(&bench, at: at)
        func refund(_ id: UInt128, _ amount: Int64) throws -> OperationAnswer {
            let operation = ProviderOperation(
                id: PaymentID(bits: id), payment: payment, handle: handle,
                deed: .refund(Yen(amount), reason: ""))
            let request = try #require(
                adapter.request(for: operation, RequestOccasion(at: at, nonce: "r\(id)")))
            return adapter.read(bench.answer(request, at: at), to: operation)
        }
        #expect(try refund(20, 601).decline == .amount)
        #expect(try refund(21, 100).refundWord?.amount == Yen(100))
        let second = try refund(22, 500)
        let isNo = second.decline == .repeated
        #expect(allowsSeveral ? second.refundWord?.amount == Yen(500) : isNo)
        let word = try #require(try run(&bench, .ask, at: at).word)
        #expect(word.standing == (allowsSeveral ? .refunded : .captured))
    }
}

@Suite("The rules of all simulators")
struct SimulatorRuleTests {
    @Test("The same seed and the same requests make the same provider")
    func seeds() throws {
        func states(_ seed: UInt64) throws -> [UInt8] {
            let settings = StripeSimulator.Settings(key: "k", webhookSecrets: [])
            var bench = Bench(StripeSimulator(settings, seed: seed), seed: seed)
            let request = ProviderRequest(
                "POST", "/v1/payment_intents", headers: [.init("Authorization", "Bearer k")],
                body: Array("amount=600&currency=jpy".utf8), timeoutSeconds: 1)
            guard case .answered(200, let body) = bench.answer(request, at: Moment(seconds: 0))
            else { return [] }
            return body
        }
        let first = try states(7)
        #expect(!first.isEmpty)
        #expect(try states(7) == first)
        #expect(try states(8) != first)
    }

    @Test("An idempotency key is remembered for a day, and only for what was begun")
    func keys() throws {
        let settings = StripeSimulator.Settings(key: "k", webhookSecrets: [])
        var bench = Bench(StripeSimulator(settings, seed: 1))
        func answer(_ body: String, _ seconds: Int64) -> (Int, String?) {
            let request = ProviderRequest(
                "POST", "/v1/payment_intents",
                headers: [.init("Authorization", "Bearer k"), .init("Idempotency-Key", "key")],
                body: Array(body.utf8), timeoutSeconds: 1)
            guard
                case .answered(let status, let body) = bench.answer(
                    request, at: Moment(seconds: seconds))
            else { return (0, nil) }
            return (status, JSONValue(body)?["id"]?.text)
        }
        #expect(answer("amount=1&currency=jpy", 0).0 == 400)
        let first = answer("amount=600&currency=jpy", 0)
        #expect(first.0 == 200)
        #expect(answer("amount=600&currency=jpy", 86_399) == first)
        #expect(answer("amount=601&currency=jpy", 86_399).0 == 400)
        #expect(answer("amount=600&currency=jpy", 86_400).1 != first.1)
    }

    @Test(
        "A fault is read with its likelihood, or not at all",
        arguments: [
            ("answer-lost", 1_000_000), ("twice=0.05", 50_000), ("5xx-after=1", 1_000_000),
            ("declined=0", 0), ("clock-skew=0.000001", 1),
        ])
    func rules(_ text: String, _ partsPerMillion: Int) throws {
        #expect(try #require(FaultRule(text)).partsPerMillion == partsPerMillion)
    }

    @Test(
        "What is no fault is none",
        arguments: [
            "", "answer-eaten", "twice=", "twice=2", "twice=1.5", "twice=.5", "twice=0.x",
            "twice=0.0000001", "twice=-1", "twice=0.1.1",
        ])
    func noRules(_ text: String) { #expect(FaultRule(text) == nil) }

    @Test("A fault happens about as often as it is said to, and no more often than it may")
    func likelihood() {
        let settings = PayPaySimulator.Settings(key: "k", secret: "s", merchant: "M1")
        var bench = Bench(
            PayPaySimulator(settings, seed: 1),
            [
                FaultRule(.answerLost, partsPerMillion: 250_000, method: "GET"),
                FaultRule(.answerLost, times: 3, method: "DELETE"),
            ], seed: 5)
        func lost(_ method: String) -> Int {
            (0..<4_000).reduce(0) { sum, _ in
                let request = ProviderRequest(
                    method, "/v2/x", headers: [], body: nil, timeoutSeconds: 1)
                return sum + (bench.answer(request, at: Moment(seconds: 0)) == .lost ? 1 : 0)
            }
        }
        #expect((900...1_100).contains(lost("GET")))
        #expect(lost("DELETE") == 3)
        #expect(lost("POST") == 0)
    }

    @Test("What is asked of the steering in vain is said so")
    func steering() {
        let settings = PayPaySimulator.Settings(key: "k", secret: "s", merchant: "M1")
        var bench = Bench(PayPaySimulator(settings, seed: 1))
        let at = Moment(seconds: 0)
        #expect(bench.steer("fly", at: at)?.status == 404)
        #expect(bench.steer("pay", at: at)?.status == 400)
        #expect(bench.steer("pay", ["payment": "nobody"], at: at)?.status == 409)
        #expect(bench.steer("faults", ["fault": "answer-eaten"], at: at)?.status == 400)
        #expect(bench.steer("faults", ["fault": "twice", "ppm": 1_000_001], at: at)?.status == 400)
        #expect(bench.steer("clock", ["advance": -1], at: at)?.status == 400)
        #expect(bench.steer("clock", ["advance": 60], at: at)?.status == 200)
        #expect(bench.steer("reports/history", at: at)?.status == 400)
    }

    @Test("Requests of any bytes are answered, and none is a success")
    func fuzz() {
        var random = SplitMix64.seeded("simulators")
        let payPay = PayPaySimulator.Settings(key: "k", secret: "s", merchant: "M1")
        let stripe = StripeSimulator.Settings(key: "k", webhookSecrets: ["w"])
        var first = Bench(PayPaySimulator(payPay, seed: 1))
        var second = Bench(StripeSimulator(stripe, seed: 1))
        let words = [
            "/v1/payment_intents", "/v2/codes", "/v1/refunds", "/search", "/capture", "/pi_1",
            "/pay/", "?limit=0", "?limit=5&starting_after=x", "&expand[]=data.a.b", "[", "]",
            "amount", "=", "%", "%E3%81", "&", "metadata[a]", "{\"a\":1}", "/_simulator/faults",
            "/v1/checkout/sessions", "/v1/balance_transactions", "created[gte]=9", "\u{0}",
        ]
        for _ in 0..<3_000 {
            func text(_ count: Int) -> String {
                (0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
                    .joined()
            }
            let methods = ["GET", "POST", "DELETE", "PUT"]
            let request = ProviderRequest(
                methods[Int.random(in: 0..<4, using: &random)], text(Int.random(in: 0...4)),
                headers: [.init("Authorization", "Bearer k"), .init("Idempotency-Key", text(1))],
                body: Array(text(Int.random(in: 0...5, using: &random)).utf8), timeoutSeconds: 1)
            let at = Moment(seconds: Int64.random(in: 0...2_000_000_000, using: &random))
            for reply in [first.answer(request, at: at), second.answer(request, at: at)] {
                guard case .answered(let status, _) = reply else { continue }
                #expect(status != 500)
            }
        }
        #expect(second.provider.played.itemized(arriving: BookDay(number: 0)).count > 0)
    }
}

@Suite("A busy simulator")
struct BusySimulatorTests {
    /// What falls due is looked for among what is due, not among all: the time of a request does
    /// not grow with what was there before.
    @Test("A payment expires in its own time, however many there are")
    func many() throws {
        let adapter = PayPayPayments(
            .init(key: "APIKeyGenerated", secret: "APIKeySecretGenerated", merchant: "M1"))
        var bench = Bench(PayPaySimulator(PayPayRuleTests.settings, seed: 1))
        var random = SplitMix64.seeded("busy simulator")
        let start: Int64 = 1_775_000_000
        var made: [(id: PaymentID, at: Int64)] = []
        func run(_ id: PaymentID, _ deed: ProviderOperation.Deed, _ at: Int64) -> OperationAnswer {
            let operation = ProviderOperation(id: id, payment: id, deed: deed)
            let occasion = RequestOccasion(
                at: Moment(seconds: at), nonce: String(random.next(), radix: 36))
            guard let request = adapter.request(for: operation, occasion) else {
                return .refused(.notSent)
            }
            return adapter.read(bench.answer(request, at: Moment(seconds: at)), to: operation)
        }
        for number in 0..<2_000 {
            let (id, at) = (PaymentID(bits: UInt128(number)), start + Int64(number / 4))
            let new = NewPayment(amount: Yen(300), description: "x")
            #expect(run(id, .create(new), at).word?.standing == .open)
            made.append((id, at))
        }
        let now = start + 500
        for (id, at) in made {
            let standing = run(id, .ask, now).word?.standing
            #expect(standing == (at + 300 <= now ? .expired : .open))
        }
    }
}
