import Database
import Money
import Office
import Provider
import Testing

@Suite("Where a payment stands")
struct StandingTests {
    @Test("It is what the payment itself says, whoever asks and whenever")
    func same() async throws {
        let live = try LiveDesk(limit: 100)
        let payment = try await live.create(LiveDesk.order(later: true))
        try await expectSame(live, payment.id)
        _ = try await live.checkout.begin(payment.id, with: "paypay-online")
        try await expectSame(live, payment.id)
        live.provider.pay(payment.id, at: live.now)
        _ = try await live.checkout.ask(about: payment.id)
        try await expectSame(live, payment.id)
        _ = try await live.checkout.capture(payment.id, of: "juminka")
        try await expectSame(live, payment.id)
        _ = try await live.checkout.refund(
            Yen(200), available: nil, of: payment.id, by: "juminka", reason: "")
        try await expectSame(live, payment.id)
        _ = try await live.checkout.decideRefund(of: payment.id, approve: true, by: "sato")
        try await expectSame(live, payment.id)
        let cancelled = try await live.create()
        _ = try await live.checkout.cancel(cancelled.id, of: "juminka")
        try await expectSame(live, cancelled.id)
    }

    /// By the program that wrote it, again, and by one that reads it for the first time.
    private func expectSame(_ live: LiveDesk, _ id: PaymentID) async throws {
        var expected = try await live.find(id)
        expected.refunds = []
        for checkout in [live.checkout, live.checkout, live.another()] {
            #expect(try await checkout.standing(of: id, of: "juminka") == expected)
        }
        #expect(
            try await refusal { _ = try await live.checkout.standing(of: id, of: "zeimu") }
                == .paymentUnknown)
    }

    @Test("A payment that is none is unknown")
    func unknown() async throws {
        let live = try LiveDesk()
        let none = PaymentID(bits: 1)
        #expect(
            try await refusal { _ = try await live.checkout.standing(of: none) }
                == .paymentUnknown)
    }

    @Test("One that was changed by hand is never told")
    func changedByHand() async throws {
        let live = try LiveDesk()
        let payment = try await live.open()
        let open = try await live.checkout.standing(of: payment.id)
        let other = live.another()
        #expect(try await other.standing(of: payment.id) == open)
        try set("available = 1, refunded = 599", live)
        for checkout in [live.checkout, other, live.another()] {
            try await expectDamaged(checkout, payment.id)
        }
        try set("available = 0, refunded = 0", live)
        #expect(try await live.checkout.standing(of: payment.id) == open)
        live.provider.pay(payment.id, at: live.now)
        _ = try await live.checkout.ask(about: payment.id)
        #expect(try await live.checkout.standing(of: payment.id).captured == Yen(600))
        try set("provider_ref = 'another'", live)
        for checkout in [live.checkout, other, live.another()] {
            try await expectDamaged(checkout, payment.id)
        }
    }

    private func set(_ values: String, _ live: LiveDesk) throws {
        try live.desk.books.database.write { connection in
            try connection.run("UPDATE payment_standing SET \(values)")
        }
    }

    private func expectDamaged(_ checkout: Checkout, _ id: PaymentID) async throws {
        let trouble = await #expect(throws: DatabaseTrouble.self) {
            try await checkout.standing(of: id)
        }
        #expect(trouble?.kind == .corrupt, "\(String(describing: trouble))")
    }
}
