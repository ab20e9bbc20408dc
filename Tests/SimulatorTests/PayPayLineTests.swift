import Money
import PayPay
import Provider
import Simulators
import Testing
import Transport

@Suite("PayPay's adapter over a bad line")
struct PayPayLineTests {
    let wire: Wire
    private let server: RunningServer
    let adapter = PayPayPayments(.init(key: "k", secret: "s", merchant: "M1"))
    static let payment = PaymentID(bits: 0x0123_4567_89AB_CDEF)
    static let refund = PaymentID(bits: 42)

    init() throws {
        // No code runs out here, however long a test waits for its turn.
        server = try RunningServer.simulator(
            "paypay", "--key", "k", "--secret", "s", "--merchant", "M1", "--code-seconds", "86400")
        wire = Wire(server)
    }

    static let new = NewPayment(amount: Yen(600), description: "住民票の写し", store: "shimin")

    func operation(
        _ deed: ProviderOperation.Deed, _ handle: ProviderHandle? = nil
    ) -> ProviderOperation {
        ProviderOperation(id: Self.refund, payment: Self.payment, handle: handle, deed: deed)
    }

    func run(_ operation: ProviderOperation) async throws -> OperationAnswer {
        let request = try #require(adapter.request(for: operation, Wire.occasion()))
        return adapter.read(await wire.carry(request), to: operation)
    }

    /// Under a fault; one whose answer is late is given up once it is done.
    func run(
        _ operation: ProviderOperation, under fault: SimulatedFault, _ method: String,
        _ path: String, isDone: @escaping @Sendable (JSONValue) -> Bool
    ) async throws -> OperationAnswer {
        try await wire.fault(fault, method, path)
        guard fault == .answerLate else { return try await run(operation) }
        let request = try #require(adapter.request(for: operation, Wire.occasion()))
        let reply = try await wire.giveUp(on: request) {
            let orders = try await wire.steer("state", method: "GET")["orders"]?.list ?? []
            return orders.first.map(isDone) ?? false
        }
        return adapter.read(reply, to: operation)
    }

    func paid() async throws -> ProviderHandle {
        _ = try await run(operation(.create(Self.new)))
        try await wire.steer("pay", ["payment": .text("\(Self.payment)")])
        return try #require(try await run(operation(.ask)).word?.handle)
    }

    @Test("A creation: unknown where it may have happened", arguments: SimulatedFault.allCases)
    func create(_ fault: SimulatedFault) async throws {
        let answer = try await run(
            operation(.create(Self.new)), under: fault, "POST", "/v2/codes"
        ) { _ in true }
        let asked = try await run(operation(.ask))
        switch fault {
        case .answerLost, .answerLate, .twice, .serverErrorAfter:
            #expect(answer.isUnknown, "\(answer)")
            #expect(asked.word?.standing == .open && asked.word?.amount == Yen(600))
        case .serverErrorBefore:
            #expect(answer.isUnknown && asked.decline == .notFound, "\(answer) \(asked)")
        case .clockSkew:
            #expect(answer.isOurKey && asked.decline == .notFound, "\(answer) \(asked)")
        case .wrongAmount:
            #expect(answer.word?.amount == Yen(601) && asked.word?.amount == Yen(601))
        case .declined, .noticeBeforeAnswer, .noticeTwice:
            #expect(answer.word?.standing == .open && answer.word?.amount == Yen(600))
            #expect(answer.word?.step?.url.hasPrefix(wire.address + "/app/04-") == true)
        }
    }

    @Test("A refund: unknown where it may have happened", arguments: SimulatedFault.allCases)
    func refund(_ fault: SimulatedFault) async throws {
        let handle = try await paid()
        let answer = try await run(
            operation(.refund(Yen(100), reason: "二重払い"), handle), under: fault, "POST",
            "/v2/refunds"
        ) { $0["refunds"] != nil }
        let asked = try await run(operation(.askRefund(Self.refund)))
        switch fault {
        case .answerLost, .answerLate, .serverErrorAfter:
            #expect(answer.isUnknown, "\(answer)")
            #expect(asked.refundWord?.standing == .finished)
        // The second time says that there is one already.
        case .twice:
            #expect(answer.decline == .repeated, "\(answer)")
            #expect(asked.refundWord?.standing == .finished)
        case .serverErrorBefore: #expect(answer.isUnknown && asked.decline == .notFound)
        case .clockSkew: #expect(answer.isOurKey && asked.decline == .notFound)
        case .declined: #expect(answer.decline == .notAllowed && asked.decline == .notFound)
        case .wrongAmount, .noticeBeforeAnswer, .noticeTwice:
            #expect(answer.refundWord?.standing == .finished, "\(answer)")
            #expect(asked.refundWord == answer.refundWord)
        }
        let whole = try #require(try await run(operation(.ask)).word)
        let given = asked.refundWord == nil ? Yen.zero : Yen(100)
        #expect(whole.standing == .captured && whole.refunded == given, "given back once at most")
    }

    @Test("A cancellation is unknown until it is asked about", arguments: SimulatedFault.allCases)
    func cancel(_ fault: SimulatedFault) async throws {
        let handle = try await paid()
        let answer = try await run(
            operation(.cancel, handle), under: fault, "DELETE", "/v2/payments"
        ) { $0["status"] == "CANCELED" }
        let asked = try await run(operation(.ask)).word?.standing
        switch fault {
        case .clockSkew: #expect(answer.isOurKey && asked == .captured)
        case .serverErrorBefore: #expect(answer.isUnknown && asked == .captured)
        default: #expect(answer.isUnknown && asked == .voided, "\(answer)")
        }
    }

    @Test("A code is closed, or was paid before that; a citizen who cannot pay is told")
    func closing() async throws {
        let made = try #require(try await run(operation(.create(Self.new))).word)
        let closed = try await run(operation(.close, made.handle))
        #expect(closed.word?.standing == .cancelled)
        #expect(try await run(operation(.ask)).decline == .notFound)

        var other = operation(.create(Self.new))
        other.payment = PaymentID(bits: 7)
        let second = try #require(try await run(other).word)
        try await wire.fault(.declined, "POST", "/app/")
        let page = try await wire.send("GET", "/app/\(second.handle.session ?? "")")
        #expect(String(decoding: page.body, as: UTF8.self).contains("600 円"))
        _ = try await wire.send(
            "POST", "/app/\(second.handle.session ?? "")", body: "outcome=pay")
        other.deed = .ask
        #expect(try await run(other).word?.standing == .failed)
        #expect(try await wire.send("GET", "/app/\(second.handle.session ?? "")").status == 404)
    }
}

@Suite("PayPay's notices")
struct PayPayNoticeLineTests {
    @Test("A notice comes twice, and before the answer; it is one hint")
    func notices() async throws {
        let box = try NoticeBox()
        let server = try RunningServer.simulator(
            "paypay", "--key", "k", "--secret", "s", "--merchant", "M1", "--code-seconds", "86400",
            "--notify", box.server.address)
        let wire = Wire(server)
        let adapter = PayPayPayments(.init(key: "k", secret: "s", merchant: "M1"))
        func operation(_ deed: ProviderOperation.Deed) -> ProviderOperation {
            ProviderOperation(
                id: PaymentID(bits: 1), payment: PayPayLineTests.payment, deed: deed)
        }
        @Sendable func next() async throws -> ProviderNotice {
            let notice = try await box.next()
            return try adapter.readNotice(
                headers: notice.headers, body: notice.body, at: Wire.now())
        }
        let creating = operation(.create(PayPayLineTests.new))
        _ = await wire.carry(try #require(adapter.request(for: creating, Wire.occasion())))
        try await wire.steer("faults", ["fault": "notice-twice", "times": 1])
        try await wire.steer("pay", ["payment": .text("\(PayPayLineTests.payment)")])
        let first = try await next()
        #expect(first.event == "COMPLETED" && first.payment == PayPayLineTests.payment)
        #expect(!first.isProven)
        #expect(try await next() == first)

        try await wire.fault(.noticeBeforeAnswer, "DELETE", "/v2/payments")
        try await wire.fault(.answerLate, "DELETE", "/v2/payments")
        let cancelling = try #require(
            adapter.request(for: operation(.cancel), Wire.occasion()))
        // The answer is ten minutes away when the notice is here.
        let reply = try await wire.giveUp(on: cancelling) {
            try await next().event == "CANCELED"
        }
        #expect(reply == .lost)
    }
}
