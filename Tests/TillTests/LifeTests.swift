import Money
import Provider
import Testing
import Till

@Suite("One payment's life")
struct LifeTests {
    let noon = Moment(day: BookDay(number: 20_600), secondOfDay: 12 * 3600)

    static func id(_ number: Int) -> PaymentID { PaymentID(bits: UInt128(number)) }

    func begun(_ amount: Int = 600) throws -> Payment {
        var payment = Payment(id: Self.id(1), amount: Yen(amount))
        let effects = try payment.begin(operation: Self.id(2), at: noon)
        #expect(effects.map(\.action) == [.reserve, .sendCreate])
        return payment
    }

    func captured(_ amount: Int = 600) throws -> Payment {
        var payment = try begun(amount)
        _ = payment.take(.done(word(.captured, amount)), isQuestion: false, at: noon)
        #expect(payment.state == .captured)
        return payment
    }

    func word(_ standing: PaymentWord.Standing, _ amount: Int = 600) -> OperationAnswerWord {
        PaymentWord(
            standing, payment: Self.id(1), handle: ProviderHandle(payment: "P1"),
            amount: Yen(amount), at: noon)
    }

    typealias OperationAnswerWord = PaymentWord

    @Test("Paid at the provider's, it is booked once, however often that is said")
    func paid() throws {
        var payment = try begun()
        let first = payment.take(.done(word(.open)), isQuestion: false, at: noon)
        #expect(first == [] && payment.state.shown == .started)
        let second = payment.take(.done(word(.captured)), isQuestion: true, at: noon)
        #expect(second == [TillEffect(.postCapture)])
        #expect(payment.take(.done(word(.captured)), isQuestion: true, at: noon) == [])
        #expect(payment.take(.done(word(.open)), isQuestion: true, at: noon) == [])
        #expect(payment.state == .captured && payment.handle.payment == "P1")
    }

    @Test("An answer that never came leaves it submitted, and asks at growing intervals")
    func unknown() throws {
        var payment = try begun()
        for turn in 0..<20 {
            let effects = payment.take(.unknown(code: "lost"), isQuestion: turn > 0, at: noon)
            #expect(effects == [TillEffect(.ask)])
        }
        #expect(payment.state.shown == .submitted && payment.pending?.turns == 20)
        let moments = (0..<40).compactMap { payment.nextAsking(turn: $0, since: noon)?.seconds }
        let gaps = zip(moments, moments.dropFirst()).map { $1 - $0 }
        #expect(gaps == gaps.sorted() && gaps.first == 8 && gaps.last == 3600)
        #expect(moments.count == 40)
    }

    @Test("What refuses a question or a second sending says nothing of the first")
    func inDoubt() throws {
        var payment = try begun()
        _ = payment.take(.unknown(code: "lost"), isQuestion: false, at: noon)
        for answer in [
            OperationAnswer.refused(.tooMany(code: "429")), .refused(.notSent),
            .declined(Decline(.state, code: "DUPLICATE")),
        ] {
            #expect(payment.take(answer, isQuestion: false, at: noon) == [TillEffect(.ask)])
            #expect(payment.take(answer, isQuestion: true, at: noon) == [TillEffect(.ask)])
            #expect(payment.state == .opening)
        }
        // It is not known there: the same request goes out again, under the same id.
        let again = payment.take(
            .declined(Decline(.notFound, code: "NONE")), isQuestion: true, at: noon)
        #expect(again == [TillEffect(.sendCreate)])
        #expect(payment.pending?.id == Self.id(2))
    }

    @Test("Open, but nobody was shown where: once it is not known there, the same is asked again")
    func unseen() throws {
        let none = OperationAnswer.declined(Decline(.notFound, code: "NONE"))
        var payment = try begun()
        _ = payment.take(.unknown(code: "lost"), isQuestion: false, at: noon)
        _ = payment.take(.done(word(.open)), isQuestion: true, at: noon)
        #expect(payment.state == .open && payment.step == nil)
        #expect(payment.take(none, isQuestion: true, at: noon) == [TillEffect(.sendCreate)])
        // The same operation: the provider itself would refuse a second code.
        #expect(payment.state == .opening && payment.pending?.id == Self.id(2))
        var open = word(.open)
        open.step = NextStep(url: "https://provider.example/1")
        _ = payment.take(.done(open), isQuestion: false, at: noon)
        #expect(payment.state == .open && payment.step != nil)
        // What somebody was shown may be paid yet.
        #expect(payment.take(none, isQuestion: true, at: noon) == [TillEffect(.ask)])
        #expect(payment.state == .open)
    }

    @Test("A first request that was not taken is an error, one that was declined a failure")
    func firstNo() throws {
        var payment = try begun()
        let gone = payment.take(.refused(.notSent), isQuestion: false, at: noon)
        #expect(gone == [TillEffect(.release)] && payment.state == .errored)
        payment = try begun()
        _ = payment.take(.declined(Decline(.citizen, code: "NO")), isQuestion: false, at: noon)
        #expect(payment.state == .failed && payment.pending == nil)
    }

    @Test("Another amount than ours waits for a person, booked as unidentified")
    func otherAmount() throws {
        var payment = try begun()
        let effects = payment.take(.done(word(.captured, 599)), isQuestion: true, at: noon)
        #expect(effects.map(\.action) == [.postUnidentified, .alarm])
        #expect(payment.state == .differs && payment.captured == Yen(599))
        #expect(try payment.accept() == [TillEffect(.postIdentified)])
        #expect(payment.state == .captured && payment.refundAvailable == Yen(599))
    }

    @Test("Another payment's word changes nothing")
    func otherPayment() throws {
        var payment = try begun()
        var other = word(.captured)
        other.payment = Self.id(99)
        #expect(payment.take(.done(other), isQuestion: true, at: noon) == [TillEffect(.ask)])
        #expect(payment.state == .opening && payment.captured == nil)
    }

    @Test(
        "Time runs out: it is closed at the provider's, and ends only when that says so",
        arguments: [
            (Payment.Closer.expiry, PaymentState.expired), (.payer, .cancelled),
            (.service, .cancelled),
        ])
    func closing(_ closer: Payment.Closer, _ end: PaymentState) throws {
        var payment = try begun()
        _ = payment.take(.done(word(.open)), isQuestion: false, at: noon)
        let effects = try payment.close(by: closer, operation: Self.id(3), at: noon)
        #expect(effects == [TillEffect(.sendClose)] && payment.state == .closing)
        #expect(payment.take(.unknown(code: "lost"), isQuestion: false, at: noon).count == 1)
        #expect(payment.state == .closing)
        let closed = payment.take(.done(word(.cancelled)), isQuestion: true, at: noon)
        #expect(closed == [TillEffect(.release)])
        #expect(payment.state == end && payment.closedBy == closer)
    }

    @Test("Paid in the moment of closing, it is paid")
    func paidWhileClosing() throws {
        var payment = try begun()
        _ = payment.take(.done(word(.open)), isQuestion: false, at: noon)
        _ = try payment.close(by: .expiry, operation: Self.id(3), at: noon)
        let no = OperationAnswer.declined(Decline(.state, code: "DYNAMIC_QR_ALREADY_PAID"))
        #expect(payment.take(no, isQuestion: false, at: noon) == [TillEffect(.ask)])
        let effects = payment.take(.done(word(.captured)), isQuestion: true, at: noon)
        #expect(effects == [TillEffect(.postCapture)] && payment.state == .captured)
    }

    @Test("An unknown one that is closed is first asked about, then closed")
    func closingUnknown() throws {
        var payment = try begun()
        _ = payment.take(.unknown(code: "lost"), isQuestion: false, at: noon)
        let effects = try payment.close(by: .expiry, operation: Self.id(3), at: noon)
        #expect(effects == [TillEffect(.ask)])
        let found = payment.take(.done(word(.open)), isQuestion: true, at: noon)
        #expect(found == [TillEffect(.sendClose)] && payment.state == .closing)
        _ = payment.take(
            .declined(Decline(.notFound, code: "NONE")), isQuestion: true, at: noon)
        #expect(payment.state == .expired)
    }

    @Test("Money after the end raises an alarm and changes nothing")
    func moneyAfterTheEnd() throws {
        var payment = try begun()
        _ = payment.take(.done(word(.expired)), isQuestion: true, at: noon)
        let late = payment.take(.done(word(.captured)), isQuestion: true, at: noon)
        #expect(late == [TillEffect(.alarm)] && payment.state == .expired)
        payment = try captured()
        let end = payment.take(.done(word(.failed)), isQuestion: true, at: noon)
        #expect(end == [TillEffect(.alarm)] && payment.state == .captured)
    }

    @Test("A notice is a reason to ask, once, and none before the first request or after the end")
    func notices() throws {
        var payment = Payment(id: Self.id(1), amount: Yen(600))
        #expect(payment.notice("n0") == [])
        _ = try payment.begin(operation: Self.id(2), at: noon)
        #expect(payment.notice("n1") == [TillEffect(.ask)])
        #expect(payment.notice("n1") == [])
        _ = payment.take(.done(word(.failed)), isQuestion: true, at: noon)
        #expect(payment.notice("n2") == [])
    }

    @Test("Reserved money is captured under one operation")
    func reserved() throws {
        var payment = try begun()
        _ = payment.take(.done(word(.reserved)), isQuestion: true, at: noon)
        #expect(payment.state.shown == .capturable)
        let effects = try payment.capture(operation: Self.id(4), at: noon)
        #expect(effects == [TillEffect(.sendCapture)])
        #expect(throws: TillRefusal.operationPending) {
            try payment.capture(operation: Self.id(5), at: noon)
        }
        _ = payment.take(.unknown(code: "lost"), isQuestion: false, at: noon)
        let again = payment.take(.done(word(.reserved)), isQuestion: true, at: noon)
        #expect(again == [TillEffect(.sendCapture)] && payment.pending?.id == Self.id(4))
        _ = payment.take(.done(word(.captured)), isQuestion: false, at: noon)
        #expect(payment.state == .captured && payment.pending == nil)
    }

    @Test("Every refusal has its case")
    func refusals() throws {
        var fresh = Payment(id: Self.id(1), amount: Yen(600))
        #expect(throws: TillRefusal.notNow) { try fresh.capture(operation: Self.id(2), at: noon) }
        var busy = try begun()
        #expect(throws: TillRefusal.operationPending) {
            try busy.capture(operation: Self.id(3), at: noon)
        }
        _ = busy.take(.done(word(.failed)), isQuestion: true, at: noon)
        #expect(throws: TillRefusal.finished) {
            try busy.close(by: .payer, operation: Self.id(3), at: noon)
        }
        var paid = try captured()
        let late = Moment(seconds: noon.seconds + 86_400)
        #expect(throws: TillRefusal.voidTooLate) {
            try paid.void(operation: Self.id(3), terms: .payPay, at: late)
        }
        _ = paid.take(
            .refund(RefundWord(.finished, operation: nil, number: "R9", amount: Yen(100))),
            isQuestion: true, at: noon)
        #expect(throws: TillRefusal.partlyRefunded) {
            try paid.void(operation: Self.id(3), terms: .payPay, at: noon)
        }
        #expect(
            Set(TillRefusal.allCases)
                == [
                    .finished, .operationPending, .disputed, .notNow, .voidTooLate,
                    .partlyRefunded,
                ])
    }

    @Test("PayPay undoes a payment until 00:14:59 of the next day, to the second")
    func voidWindow() {
        let paid = Moment(day: BookDay(number: 20_600), secondOfDay: 86_399)
        let last = Moment(day: BookDay(number: 20_601), secondOfDay: 14 * 60 + 59)
        #expect(VoidTerms.payPay.allowsVoid(of: paid, at: last))
        #expect(!VoidTerms.payPay.allowsVoid(of: paid, at: Moment(seconds: last.seconds + 1)))
    }

    @Test("Undone as a whole, or told that it is too late and still paid")
    func voided() throws {
        var payment = try captured()
        let effects = try payment.void(operation: Self.id(3), terms: .payPay, at: noon)
        #expect(effects == [TillEffect(.sendVoid)])
        let no = OperationAnswer.declined(Decline(.notAllowed, code: "ORDER_NOT_REVERSIBLE"))
        _ = payment.take(no, isQuestion: false, at: noon)
        #expect(payment.state == .captured)
        _ = try payment.void(operation: Self.id(4), terms: .payPay, at: noon)
        _ = payment.take(.unknown(code: "lost"), isQuestion: false, at: noon)
        let gone = payment.take(.done(word(.voided)), isQuestion: true, at: noon)
        #expect(gone.map(\.action) == [.postVoid, .release] && payment.state == .voided)
    }
}
