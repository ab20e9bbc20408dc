import Money
import Provider
import Simulators
import Stripe
import Testing
import Transport

@Suite("Stripe's adapter over a bad line")
struct StripeLineTests {
    let wire: Wire
    private let server: RunningServer
    let adapter = StripePayments(
        .init(key: "sk_test_1", webhookSecrets: ["whsec_1"]), reportAddress: nil)
    static let payment = PaymentID(bits: 0x0123_4567_89AB_CDEF)
    static let deed = PaymentID(bits: 42)
    static let new = NewPayment(
        amount: Yen(600), description: "住民票の写し", returnURL: "https://city.example/back?a=1&b=2")

    init() throws {
        server = try RunningServer.simulator("stripe", "--key", "sk_test_1")
        wire = Wire(server)
    }

    func operation(
        _ id: PaymentID, _ deed: ProviderOperation.Deed, _ handle: ProviderHandle? = nil
    ) -> ProviderOperation {
        ProviderOperation(id: id, payment: Self.payment, handle: handle, deed: deed)
    }

    func run(_ operation: ProviderOperation) async throws -> OperationAnswer {
        let request = try #require(adapter.request(for: operation, Wire.occasion()))
        return adapter.read(await wire.carry(request), to: operation)
    }

    /// Under a fault; one whose answer is late is given up once there are so many of a kind.
    func run(
        _ operation: ProviderOperation, under fault: SimulatedFault, _ path: String,
        kind: String
    ) async throws -> OperationAnswer {
        try await wire.fault(fault, "POST", path)
        guard fault == .answerLate else { return try await run(operation) }
        let request = try #require(adapter.request(for: operation, Wire.occasion()))
        let reply = try await wire.giveUp(on: request) { try await count(kind) > 0 }
        return adapter.read(reply, to: operation)
    }

    func count(_ kind: String) async throws -> Int {
        try await wire.steer("state", method: "GET")[kind]?.list?.count ?? 0
    }

    func paid(_ new: NewPayment = Self.new) async throws -> ProviderHandle {
        let made = try await run(operation(PaymentID(bits: 1), .create(new)))
        let handle = try #require(made.word?.handle)
        try await wire.steer("pay", ["payment": .text("\(Self.payment)")])
        return try #require(
            try await run(operation(PaymentID(bits: 2), .ask, handle)).word?.handle)
    }

    @Test(
        "A page: unknown where it may have happened, and one however often it is asked for",
        arguments: SimulatedFault.allCases)
    func create(_ fault: SimulatedFault) async throws {
        let creating = operation(Self.deed, .create(Self.new))
        let answer = try await run(
            creating, under: fault, "/v1/checkout/sessions", kind: "sessions")
        switch fault {
        case .answerLost, .answerLate, .serverErrorBefore, .serverErrorAfter:
            #expect(answer.isUnknown, "\(answer)")
        case .twice, .declined, .noticeBeforeAnswer, .noticeTwice, .clockSkew:
            #expect(answer.word?.standing == .open && answer.word?.amount == Yen(600))
        case .wrongAmount: #expect(answer.word?.amount == Yen(601))
        }
        let again = try #require(try await run(creating).word)
        #expect(again.standing == .open && again.payment == Self.payment)
        #expect(answer.word == nil || answer.word == again, "the same page")
        #expect(try await count("sessions") == 1)
    }

    @Test(
        "A refund: unknown where it may have happened, and given once however often it is sent",
        arguments: SimulatedFault.allCases)
    func refund(_ fault: SimulatedFault) async throws {
        let handle = try await paid()
        let deed = operation(Self.deed, .refund(Yen(100), reason: "二重払い"), handle)
        let answer = try await run(deed, under: fault, "/v1/refunds", kind: "refunds")
        let asked = try await run(
            operation(PaymentID(bits: 3), .askRefund(Self.deed), handle))
        switch fault {
        case .answerLost, .answerLate, .serverErrorAfter:
            #expect(answer.isUnknown && asked.refundWord?.standing == .finished, "\(answer)")
        case .serverErrorBefore: #expect(answer.isUnknown && asked.decline == .notFound)
        case .declined:
            #expect(answer.refundWord?.standing == .processing)
            try await wire.steer("clock", ["advance": 5])
            let later = try await run(operation(Self.deed, .ask, handle)).word
            #expect(later?.standing == .captured && later?.refunded == .zero)
            #expect(later?.refunds.first?.standing == .failed)
            return
        case .twice, .wrongAmount, .noticeBeforeAnswer, .noticeTwice, .clockSkew:
            #expect(answer.refundWord?.standing == .finished, "\(answer)")
            #expect(asked.refundWord == answer.refundWord)
        }
        #expect(try await run(deed).refundWord?.amount == Yen(100))
        #expect(try await count("refunds") == 1)
        let whole = try #require(try await run(operation(Self.deed, .ask, handle)).word)
        #expect(whole.standing == .captured && whole.refunded == Yen(100))
    }

    @Test("Money that is reserved is taken once, or let go")
    func capture() async throws {
        var held = Self.new
        held.isReserved = true
        let handle = try await paid(held)
        let ask = operation(PaymentID(bits: 9), .ask, handle)
        #expect(try await run(ask).word?.standing == .reserved)
        let much = operation(PaymentID(bits: 10), .capture(Yen(601)), handle)
        #expect(try await run(much).decline == .amount)
        let taking = operation(Self.deed, .capture(Yen(500)), handle)
        try await wire.fault(.answerLost, "POST", "/v1/payment_intents")
        #expect(try await run(taking).isUnknown)
        #expect(try await run(taking).word?.standing == .captured)
        let whole = try await run(ask).word
        #expect(whole?.standing == .captured && whole?.amount == Yen(500))
        let closing = operation(
            PaymentID(bits: 11), .close, ProviderHandle(payment: handle.payment))
        #expect(try await run(closing).decline == .state)
        let back = operation(PaymentID(bits: 12), .refund(Yen(501), reason: "x"), handle)
        #expect(try await run(back).decline == .amount)
    }

    @Test("A card that is declined leaves the page open; a closed page cannot be paid")
    func declined() async throws {
        let made = try #require(
            try await run(operation(Self.deed, .create(Self.new))).word)
        let session = try #require(made.handle.session)
        let page = try await wire.send("GET", "/pay/\(session)")
        #expect(String(decoding: page.body, as: UTF8.self).contains("600 円"))
        let no = try await wire.send(
            "POST", "/pay/\(session)", body: "payment_method=pm_card_chargeDeclined")
        #expect(no.status == 402)
        let ask = operation(PaymentID(bits: 2), .ask, ProviderHandle(session: session))
        #expect(try await run(ask).word?.standing == .open)
        let closed = try await run(
            operation(PaymentID(bits: 3), .close, ProviderHandle(session: session)))
        #expect(closed.word?.standing == .expired)
        let late = try await wire.send(
            "POST", "/pay/\(session)", body: "payment_method=pm_card_visa")
        #expect(late.status == 404)
        let again = try await run(
            operation(PaymentID(bits: 4), .close, ProviderHandle(session: session)))
        #expect(again.decline == .state)
    }

    @Test("The page of a method leads there and back")
    func method() async throws {
        let adapter = StripePayments(
            .init(key: "sk_test_1", webhookSecrets: []), page: .method("paypay"))
        let creating = operation(Self.deed, .create(Self.new))
        let request = try #require(adapter.request(for: creating, Wire.occasion()))
        let made = try #require(adapter.read(await wire.carry(request), to: creating).word)
        #expect(made.standing == .open)
        let url = try #require(made.step?.url)
        #expect(url.hasPrefix(wire.address))
        let page = String(url.dropFirst(wire.address.count))
        let back = try await wire.send("POST", page, body: "payment_method=paypay")
        #expect(back.status == 303)
        #expect(back.header("Location") == Self.new.returnURL)
        let asked = try await run(operation(Self.deed, .ask, made.handle)).word
        #expect(asked?.standing == .captured && asked?.amount == Yen(600))
        #expect(
            try await run(operation(PaymentID(bits: 5), .ask)).word?.standing == .captured,
            "found by our number, without Stripe's")
    }

    @Test("The balance, payouts, disputes and a report are told, and say the same")
    func lists() async throws {
        let handle = try await paid()
        _ = try await run(operation(Self.deed, .refund(Yen(100), reason: "x"), handle))
        try await wire.steer("payout")
        let payouts = try list(
            adapter.readPayouts(
                await wire.carry(adapter.listPayouts(after: nil, Wire.occasion()))))
        let payout = try #require(payouts.first)
        // Fee 3.6 %, kept: 600 - 22 - 100.
        #expect(payout.amount == Yen(478) && payout.standing == .paid && payout.isItemized)
        let balance = adapter.listBalance(
            payout: payout.number, after: nil, Wire.occasion())
        let lines = try list(adapter.readBalance(await wire.carry(balance)))
        #expect(lines.map(\.kind) == [.giveBack, .sale])
        #expect(lines.map(\.amount) == [Yen(100), Yen(600)])
        #expect(lines.map(\.fee) == [.zero, Yen(22)])
        #expect(lines.allSatisfy { $0.merchantRef == "\(Self.payment)" })

        let order = ReportOrder(
            id: PaymentID(bits: 70), from: Moment(seconds: Wire.now().seconds - 3_600),
            until: Wire.now())
        try await wire.steer("clock", ["advance": 5])
        let ordered = adapter.readReport(await wire.carry(adapter.order(order, Wire.occasion())))
        guard case .underway(let number) = ordered else {
            Issue.record("\(ordered)")
            return
        }
        let asking = adapter.askReport(number, Wire.occasion())
        guard case .ready(_, let file) = adapter.readReport(await wire.carry(asking)) else {
            Issue.record("no file")
            return
        }
        let picked = await wire.carry(adapter.pickUp(file, Wire.occasion()))
        guard case .answered(200, let bytes) = picked else {
            Issue.record("\(picked)")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("automatic_payout_id,"))
    }

    @Test("A dispute is told, and how it ends")
    func disputes() async throws {
        let handle = try await paid()
        let state = try await wire.steer("state", method: "GET")
        let charge = try #require(
            state["payment_intents"]?.list?.first?["latest_charge"]?.text)
        try await wire.steer("dispute", ["charge": .text(charge)])
        let asking = adapter.listDisputes(after: nil, Wire.occasion())
        let open = try #require(list(adapter.readDisputes(await wire.carry(asking))).first)
        #expect(open.standing == .open && open.amount == Yen(600))
        #expect(open.handle.payment == handle.payment && open.due != nil)
        let refund = operation(Self.deed, .refund(Yen(100), reason: "x"), handle)
        #expect(try await run(refund).decline == .state)
        try await wire.steer("decide", ["dispute": .text(open.number), "outcome": "won"])
        let ended = try list(adapter.readDisputes(await wire.carry(asking)))
        #expect(ended.map(\.standing) == [.won])
    }

    private func list<Item>(_ answer: ListingAnswer<Item>) throws -> [Item] {
        guard case .page(let page) = answer else {
            Issue.record("no page: \(answer)")
            return []
        }
        #expect(page.next == nil)
        return page.items
    }
}

@Suite("Stripe's notices over a bad line")
struct StripeNoticeLineTests {
    @Test("Notices are proven by either secret, the same when they come twice, stale by the clock")
    func notices() async throws {
        let box = try NoticeBox()
        let server = try RunningServer.simulator(
            "stripe", "--key", "sk_test_1", "--webhook-secret", "whsec_new", "--webhook-secret",
            "whsec_old", "--notify", box.server.address)
        let wire = Wire(server)
        func adapter(_ secret: String) -> StripePayments {
            StripePayments(.init(key: "sk_test_1", webhookSecrets: [secret]))
        }
        let creating = ProviderOperation(
            id: PaymentID(bits: 1), payment: StripeLineTests.payment,
            deed: .create(StripeLineTests.new))
        let request = try #require(
            adapter("whsec_new").request(for: creating, Wire.occasion()))
        _ = await wire.carry(request)
        try await wire.steer("faults", ["fault": "notice-twice", "times": 1])
        try await wire.steer("pay", ["payment": .text("\(StripeLineTests.payment)")])
        var told: [ProviderNotice] = []
        for _ in 0..<6 {
            let notice = try await box.next()
            for secret in ["whsec_new", "whsec_old"] {
                let read = try adapter(secret).readNotice(
                    headers: notice.headers, body: notice.body, at: Wire.now())
                #expect(read.isProven)
                if secret == "whsec_new" { told.append(read) }
            }
            #expect(throws: NoticeRefusal.signatureWrong) {
                try adapter("whsec_other").readNotice(
                    headers: notice.headers, body: notice.body, at: Wire.now())
            }
        }
        #expect(told[..<3].map(\.id) == told[3...].map(\.id))
        #expect(
            told[..<3].map(\.event) == [
                "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed",
            ])
        #expect(told.allSatisfy { $0.payment == StripeLineTests.payment || $0.payment == nil })

        // A clock that is ten minutes ahead signs for a time that is not there yet.
        try await wire.fault(.clockSkew, "POST", "/v1/payment_intents")
        let method = StripePayments(
            .init(key: "sk_test_1", webhookSecrets: ["whsec_new"]), page: .elsewhere)
        let other = try #require(method.request(for: creating, Wire.occasion()))
        var stale = other
        stale.headers.removeAll { $0.name == "Idempotency-Key" }
        _ = await wire.carry(stale)
        let notice = try await box.next()
        #expect(throws: NoticeRefusal.signatureStale) {
            try method.readNotice(headers: notice.headers, body: notice.body, at: Wire.now())
        }
    }
}
