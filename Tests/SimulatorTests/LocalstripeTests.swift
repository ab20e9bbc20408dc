import Money
import Provider
import Stripe
import TestSupport
import Testing
import Transport

/// localstripe is a server of Stripe's interface that nobody here wrote; it has no Checkout, no
/// disputes, no fees and no payouts in yen.
@Suite("Stripe's adapter against localstripe")
struct LocalstripeTests {
    let wire: Wire
    private let server: RunningServer
    let adapter = StripePayments(
        .init(key: "sk_test_1", webhookSecrets: ["whsec_1"]), page: .elsewhere)
    static let payment = PaymentID(bits: 0x0123_4567_89AB_CDEF)

    init() throws {
        server = try RunningServer.script("localstripe_server.py", python: StockTool.pythonPath)
        wire = Wire(server)
    }

    func run(
        _ id: UInt128, _ deed: ProviderOperation.Deed, _ handle: ProviderHandle? = nil
    ) async throws -> OperationAnswer {
        let operation = ProviderOperation(
            id: PaymentID(bits: id), payment: Self.payment, handle: handle, deed: deed)
        let request = try #require(adapter.request(for: operation, Wire.occasion()))
        return adapter.read(await wire.carry(request), to: operation)
    }

    /// What a page or a terminal of Stripe's would do.
    private func confirm(_ handle: ProviderHandle, _ method: String) async throws -> Int {
        let path = "/v1/payment_intents/\(handle.payment ?? "")"
        let key = [TransportRequest.Header("Authorization", "Bearer sk_test_1")]
        let form = key + [.init("Content-Type", "application/x-www-form-urlencoded")]
        _ = try await wire.send("POST", path, headers: form, body: "payment_method=\(method)")
        return try await wire.send("POST", "\(path)/confirm", headers: key, body: "").status
    }

    private func open(isReserved: Bool = false) async throws -> ProviderHandle {
        let new = NewPayment(amount: Yen(600), description: "住民票の写し", isReserved: isReserved)
        let made = try #require(try await run(1, .create(new)).word)
        #expect(made.standing == .open && made.amount == Yen(600))
        return made.handle
    }

    @Test("A payment is opened, paid, given back in part and as a whole")
    func life() async throws {
        let handle = try await open()
        #expect(try await run(2, .ask, handle).word?.standing == .open)
        #expect(try await confirm(handle, "pm_card_visa") == 200)
        let paid = try #require(try await run(3, .ask, handle).word)
        #expect(paid.standing == .captured && paid.amount == Yen(600) && paid.at != nil)
        #expect(paid.payment == Self.payment)

        let part = try #require(
            try await run(4, .refund(Yen(100), reason: "二重払い"), handle).refundWord)
        #expect(part.standing == .finished && part.amount == Yen(100))
        let found = try await run(5, .askRefund(PaymentID(bits: 4)), handle)
        #expect(found.refundWord == part)
        let missing = try await run(6, .askRefund(PaymentID(bits: 99)), handle)
        #expect(missing.decline == .notFound)
        let some = try #require(try await run(7, .ask, handle).word)
        #expect(some.standing == .captured && some.refunded == Yen(100))
        #expect(some.refunds == [part])

        _ = try await run(8, .refund(Yen(500), reason: ""), handle)
        let whole = try #require(try await run(9, .ask, handle).word)
        #expect(whole.standing == .refunded && whole.refunded == Yen(600))
    }

    @Test("Money is reserved and taken, or let go; a payment is closed before it is made")
    func reserving() async throws {
        let held = try await open(isReserved: true)
        #expect(try await confirm(held, "pm_card_visa") == 200)
        #expect(try await run(2, .ask, held).word?.standing == .reserved)
        #expect(try await run(3, .capture(Yen(600)), held).word?.standing == .captured)
        #expect(try await run(4, .ask, held).word?.amount == Yen(600))

        let unpaid = try await open()
        #expect(try await run(5, .close, unpaid).word?.standing == .cancelled)
        #expect(try await run(6, .ask, unpaid).word?.standing == .cancelled)
    }

    @Test("A card that is declined takes no money")
    func declined() async throws {
        let handle = try await open()
        #expect(try await confirm(handle, "pm_card_chargeCustomerFail") == 402)
        #expect(try await run(2, .ask, handle).word?.standing == .open)
    }

    @Test("The balance tells of charges and refunds; what it does not know it refuses")
    func balance() async throws {
        let handle = try await open()
        _ = try await confirm(handle, "pm_card_visa")
        _ = try await run(2, .refund(Yen(100), reason: ""), handle)
        let all = adapter.listBalance(payout: nil, after: nil, Wire.occasion())
        guard case .page(let page) = adapter.readBalance(await wire.carry(all)) else {
            Issue.record("no page")
            return
        }
        let intent = try #require(handle.payment)
        for (kind, amount) in [(ProviderLine.Kind.sale, Yen(600)), (.giveBack, Yen(100))] {
            let line = try #require(
                page.items.first { $0.kind == kind && $0.providerRefs.contains(intent) })
            #expect(line.amount == amount && line.fee == .zero)
        }
        let payouts = adapter.listPayouts(after: nil, Wire.occasion())
        #expect(adapter.readPayouts(await wire.carry(payouts)) == .page(ProviderPage([])))
        let disputes = adapter.listDisputes(after: nil, Wire.occasion())
        guard case .unknown = adapter.readDisputes(await wire.carry(disputes)) else {
            Issue.record("it has no disputes")
            return
        }
    }

    @Test("A notice that it signs is proven")
    func notice() async throws {
        let box = try NoticeBox()
        let form = TransportRequest.Header("Content-Type", "application/x-www-form-urlencoded")
        let body = PercentEncoding.form([("url", box.server.address), ("secret", "whsec_1")])
        let configured = try await wire.send(
            "POST", "/_config/webhooks/suito", headers: [form], body: body)
        #expect(configured.status == 200)
        let handle = try await open()
        _ = try await confirm(handle, "pm_card_visa")
        let notice = try await box.next()
        let read = try adapter.readNotice(
            headers: notice.headers, body: notice.body, at: Wire.now())
        #expect(read.isProven && read.event == "payment_intent.succeeded")
        #expect(read.payment == Self.payment && read.handle.payment == handle.payment)
    }
}
