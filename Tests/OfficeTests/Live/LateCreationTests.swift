import Money
import Office
import Provider
import Testing
import Till

@Suite("A creation that comes late") struct LateCreationTests {
    /// Begun, cancelled while nobody knows, asked about, not found: ended.
    private func ended(_ live: LiveDesk, _ fault: ScriptedProvider.Fault) async throws
        -> PaymentDetails
    {
        let payment = try await live.create()
        live.provider.script(fault)
        _ = try await live.checkout.begin(payment.id, with: "paypay-online")
        _ = try await live.checkout.cancelByPayer(payment.id)
        live.wait(10)
        try await live.sweep()
        let ended = try await live.find(payment.id)
        #expect(ended.state == .cancelled && ended.closedBy == .payer)
        return ended
    }

    @Test("What it opened behind the end is found at the end of its time, and closed")
    func swept() async throws {
        let live = try LiveDesk()
        let payment = try await ended(live, .late)
        live.wait(60)
        live.provider.arrive()
        #expect(live.provider.account(payment.id)?.standing == .open)
        live.wait(60)
        try await live.sweep()
        #expect(live.provider.account(payment.id)?.standing == .cancelled)
        #expect(try await live.find(payment.id).state == .cancelled)
        try live.prove()
        // And that is all.
        let asked = live.provider.count { $0 == .ask }
        live.wait(7_200)
        try await live.sweep()
        #expect(live.provider.count { $0 == .ask } == asked)
    }

    @Test("A notice of it closes it at once")
    func told() async throws {
        let live = try LiveDesk()
        let payment = try await ended(live, .late)
        live.provider.arrive()
        live.provider.notice("n1", of: payment.id)
        try await live.checkout.take(
            noticeFrom: "paypay-online", headers: [], body: Array("n1".utf8))
        #expect(live.provider.account(payment.id)?.standing == .cancelled)
    }

    @Test("One that never came is asked about once more, and then no longer")
    func neverCame() async throws {
        let live = try LiveDesk()
        let payment = try await ended(live, .notArrived)
        let asked = live.provider.count { $0 == .ask }
        for _ in 0..<5 {
            live.wait(120)
            try await live.sweep()
        }
        #expect(live.provider.count { $0 == .ask } == asked + 1)
        #expect(live.provider.account(payment.id) == nil)
    }

    @Test("A closing that was lost is tried again until the provider has it closed")
    func closingLost() async throws {
        let live = try LiveDesk()
        let payment = try await ended(live, .late)
        live.provider.arrive()
        live.wait(120)
        live.provider.script(.none, .notArrived)
        try await live.sweep()
        #expect(live.provider.account(payment.id)?.standing == .open)
        for _ in 0..<4 {
            live.wait(600)
            try await live.sweep()
        }
        #expect(live.provider.account(payment.id)?.standing == .cancelled)
    }
}
