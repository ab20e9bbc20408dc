import Money
import Provider
import Testing
import Till

@Suite("Disputes of a payment")
struct DisputeTests {
    let noon = Moment(day: BookDay(number: 20_600), secondOfDay: 12 * 3600)

    static func id(_ number: Int) -> PaymentID { PaymentID(bits: UInt128(number)) }

    private func captured() throws -> Payment {
        var payment = Payment(id: Self.id(1), amount: Yen(1000))
        _ = try payment.begin(operation: Self.id(2), at: noon)
        let word = PaymentWord(
            .captured, payment: Self.id(1), handle: ProviderHandle(payment: "pi_1"),
            amount: Yen(1000), at: noon)
        _ = payment.take(.done(word), isQuestion: false, at: noon)
        return payment
    }

    private func movement(_ number: String, _ amount: Int64, fee: Int64) -> DisputeWord.Movement {
        DisputeWord.Movement(number, amount: Yen(amount), fee: Yen(fee), at: noon)
    }

    private func dispute(
        _ standing: DisputeWord.Standing, _ movements: [DisputeWord.Movement] = []
    ) -> DisputeWord {
        DisputeWord(
            "du_1", standing, handle: ProviderHandle(payment: "pi_1"), amount: Yen(1000),
            reason: "fraudulent", at: noon, due: Moment(seconds: noon.seconds + 86_400),
            movements: movements)
    }

    private func hear(_ payment: inout Payment, _ words: DisputeWord...) -> [TillAction] {
        payment.take(.disputes(words), isQuestion: true, at: noon).map(\.action)
    }

    private var taken: DisputeWord.Movement { movement("txn_1", -1000, fee: 1300) }
    private var back: DisputeWord.Movement { movement("txn_2", 1000, fee: -1300) }

    @Test("Each movement is booked once, however often and in whichever order it is told")
    func once() throws {
        var payment = try captured()
        #expect(hear(&payment, dispute(.open, [taken])) == [.postDisputed, .alarm])
        #expect(payment.isDisputed && payment.refundAvailable == .zero)
        #expect(hear(&payment, dispute(.open, [taken])).isEmpty)
        #expect(hear(&payment, dispute(.won, [taken, back])) == [.postReinstated])
        // What was said before comes late.
        #expect(hear(&payment, dispute(.underReview, [taken])).isEmpty)
        #expect(payment.disputes["du_1"]?.standing == .won)
        #expect(!payment.isDisputed && payment.refundAvailable == Yen(1000))
        #expect(payment.disputed(.withdrawn) == Yen(1000))
        #expect(payment.disputed(.reinstated) == Yen(1000))
        #expect(payment.state == .captured && !payment.concernsDisputes)
    }

    @Test("All of it told at once, after its end, is booked in its order")
    func late() throws {
        var payment = try captured()
        let actions = hear(&payment, dispute(.won, [taken, back]))
        #expect(actions == [.postDisputed, .postReinstated])
    }

    @Test("What was never taken does not come back: a person looks")
    func nothingTaken() throws {
        var payment = try captured()
        #expect(hear(&payment, dispute(.won, [back])) == [.alarm])
        #expect(payment.disputed(.reinstated) == .zero)
    }

    @Test(
        "A refund is refused while the payer's bank has the money or may take it",
        arguments: [
            (DisputeWord.Standing.inquiry, false, false), (.open, true, true),
            (.open, false, true), (.underReview, true, true), (.lost, true, true),
        ])
    func refused(_ standing: DisputeWord.Standing, _ isTaken: Bool, _ isRefused: Bool) throws {
        var payment = try captured()
        _ = hear(&payment, dispute(standing, isTaken ? [taken] : []))
        let terms = RefundTerms(autoRefundLimit: nil)
        func refund() throws(RefundRefusal) {
            _ = try payment.refund(
                Yen(10), available: nil, terms: terms, operation: Self.id(9), at: noon)
        }
        guard isRefused else { return try refund() }
        #expect(throws: RefundRefusal.disputed) { try refund() }
        #expect(throws: TillRefusal.disputed) {
            try payment.void(operation: Self.id(9), terms: .payPay, at: noon)
        }
    }

    @Test("A refund that waits is not approved once the payment is disputed, but can be rejected")
    func waiting() throws {
        var payment = try captured()
        _ = try payment.refund(
            Yen(10), available: nil, terms: RefundTerms(autoRefundLimit: Yen(1)),
            operation: Self.id(9), at: noon)
        _ = hear(&payment, dispute(.open, [taken]))
        #expect(throws: TillRefusal.disputed) { try payment.decide(approve: true, at: noon) }
        _ = try payment.decide(approve: false, at: noon)
        #expect(payment.state == .captured)
    }

    @Test("A notice makes us ask once, and a question that is not answered leaves it open")
    func notices() throws {
        var payment = try captured()
        #expect(payment.disputeNotice("evt_1").map(\.action) == [.askDisputes])
        #expect(payment.disputeNotice("evt_1").isEmpty)
        #expect(payment.concernsDisputes)
        _ = hear(&payment)
        #expect(!payment.concernsDisputes)

        var early = Payment(id: Self.id(1), amount: Yen(1000))
        _ = try early.begin(operation: Self.id(2), at: noon)
        #expect(early.disputeNotice("evt_1").isEmpty && early.asksDisputes)
        #expect(!early.concernsDisputes)
    }
}
