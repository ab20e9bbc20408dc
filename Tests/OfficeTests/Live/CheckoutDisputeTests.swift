import Money
import Office
import Provider
import Testing
import Till

@Suite("Disputed live payments") struct CheckoutDisputeTests {
    /// A paid payment, and its dispute as the provider has it.
    private struct Case {
        let live: LiveDesk
        let payment: PaymentDetails

        init() async throws {
            live = try LiveDesk()
            let made = try await live.create()
            _ = try await live.checkout.begin(made.id, with: "stripe")
            live.provider.pay(made.id, at: live.now)
            payment = try await live.checkout.ask(about: made.id)
            #expect(payment.state == .captured)
        }

        func word(
            _ standing: DisputeWord.Standing, _ movements: [(String, Int64, Int64)]
        ) -> DisputeWord {
            DisputeWord(
                "du_1", standing, handle: ProviderHandle(), amount: Yen(600),
                reason: "fraudulent", at: live.now,
                due: Moment(seconds: live.now.seconds + 7 * 86_400),
                movements: movements.map {
                    DisputeWord.Movement($0.0, amount: Yen($0.1), fee: Yen($0.2), at: live.now)
                })
        }

        func tell(_ name: String) async throws {
            live.provider.disputeNotice(name, of: payment.id)
            try await live.checkout.take(
                noticeFrom: "stripe", headers: [], body: Array(name.utf8))
        }

        var clearing: Int64 {
            get throws {
                try live.desk.balances()["general asset/clearing/stripe"] ?? 0
            }
        }
    }

    private static let taken: (String, Int64, Int64) = ("txn_1", -600, 1_300)
    private static let back: (String, Int64, Int64) = ("txn_2", 600, -1_300)

    @Test("Opened, it takes the money off the books; won, it brings it back; refunds wait")
    func won() async throws {
        let desk = try await Case()
        desk.live.provider.dispute(desk.word(.open, [Self.taken]), of: desk.payment.id)
        try await desk.tell("evt_1")
        try await desk.tell("evt_1")
        var details = try await desk.live.find(desk.payment.id)
        #expect(details.disputes.map(\.standing) == [.open] && details.isDisputed)
        #expect(details.refundAvailable == .zero && details.shown == .success)
        #expect(try desk.clearing == 0)
        let no = try await refusal {
            _ = try await desk.live.checkout.refund(
                Yen(1), available: nil, of: desk.payment.id, by: "juminka", reason: "")
        }
        #expect(no == .disputed)
        #expect(no?.field == nil)
        try desk.live.prove()

        desk.live.provider.dispute(desk.word(.won, [Self.taken, Self.back]), of: desk.payment.id)
        try await desk.tell("evt_2")
        details = try await desk.live.find(desk.payment.id)
        #expect(details.disputes.map(\.standing) == [.won] && !details.isDisputed)
        #expect(details.disputes[0].fee == .zero)
        #expect(try desk.clearing == 600)
        let words = ["capture", "dispute", "reinstated"]
        let causes = try desk.live.desk.vouchers()
            .map { String($0.cause.prefix { $0 != "/" }) }.filter { words.contains($0) }
        #expect(causes == words)
        try desk.live.prove()
        let steps = try await desk.live.checkout.history(desk.payment.id).map(\.event)
        #expect(steps.suffix(4) == ["dispute-notice", "answer", "dispute-notice", "answer"])
    }

    @Test("Lost, the money stays away, and the service was told of each step")
    func lost() async throws {
        let desk = try await Case()
        desk.live.provider.dispute(desk.word(.open, [Self.taken]), of: desk.payment.id)
        try await desk.tell("evt_1")
        desk.live.provider.dispute(desk.word(.lost, [Self.taken]), of: desk.payment.id)
        try await desk.tell("evt_2")
        #expect(try desk.clearing == 0)
        let page = try await desk.live.checkout.disputes(
            DisputeSearch(standings: [.lost]), of: "juminka")
        #expect(page.total == 1 && page.disputes[0].withdrawn == Yen(600))
        #expect(page.disputes[0].fee == Yen(1_300) && page.disputes[0].reinstated == .zero)
        let none = try await desk.live.checkout.disputes(DisputeSearch(), of: "another")
        #expect(none.total == 0 && none.disputes.isEmpty)
        #expect(try ReadDisputes(desk.live.desk.books).figures().undecided == 0)
        try desk.live.prove()
    }

    @Test("A question that got no answer is asked again by the sweeper, also after a restart")
    func unanswered() async throws {
        let desk = try await Case()
        desk.live.provider.dispute(desk.word(.open, [Self.taken]), of: desk.payment.id)
        desk.live.provider.script(.lost, .tooMany)
        try await desk.tell("evt_1")
        #expect(try await desk.live.find(desk.payment.id).disputes.isEmpty)
        desk.live.restart()
        for _ in 0..<4 {
            desk.live.wait(60)
            try await desk.live.sweep()
        }
        #expect(try await desk.live.find(desk.payment.id).disputes.count == 1)
        #expect(try desk.clearing == 0)
        // Decided while no notice came: it is looked at again by itself.
        desk.live.provider.dispute(desk.word(.won, [Self.taken, Self.back]), of: desk.payment.id)
        for _ in 0..<4 {
            desk.live.wait(6 * 3600)
            try await desk.live.sweep()
        }
        #expect(try await desk.live.find(desk.payment.id).disputes[0].standing == .won)
        try desk.live.prove(through: "2026-04-04")
    }

    @Test("A dispute that no notice told of is found in the provider's list, and once")
    func found() async throws {
        let desk = try await Case()
        desk.live.provider.dispute(desk.word(.open, [Self.taken]), of: desk.payment.id)
        let sweeper = Sweeper(desk.live.checkout, holder: "a")
        try await sweeper.lookForDisputes()
        #expect(try await desk.live.find(desk.payment.id).disputes.count == 1)
        let asked = desk.live.provider.count { $0 == .askDisputes }
        try await sweeper.lookForDisputes()
        #expect(desk.live.provider.count { $0 == .askDisputes } == asked)
        let figures = try ReadDisputes(desk.live.desk.books).figures()
        #expect(figures.waiting == 1 && figures.due != nil)
    }

    @Test("A dispute of a payment that was given back in part takes what it says")
    func afterRefund() async throws {
        let desk = try await Case()
        _ = try await desk.live.checkout.refund(
            Yen(200), available: nil, of: desk.payment.id, by: "juminka", reason: "")
        desk.live.provider.dispute(desk.word(.open, [Self.taken]), of: desk.payment.id)
        try await desk.tell("evt_1")
        #expect(try desk.clearing == -200)
        try desk.live.prove()
    }
}
