import Money
import Provider
import Testing
import Till

@Suite("Money that goes back")
struct RefundTests {
    let noon = Moment(day: BookDay(number: 20_600), secondOfDay: 12 * 3600)
    let free = RefundTerms(autoRefundLimit: nil)

    func id(_ number: Int) -> PaymentID { PaymentID(bits: UInt128(number)) }

    func captured(_ amount: Int = 1000) throws -> Payment {
        var payment = Payment(id: id(1), amount: Yen(amount))
        _ = try payment.begin(operation: id(2), at: noon)
        let word = PaymentWord(.captured, amount: Yen(amount), at: noon)
        _ = payment.take(.done(word), isQuestion: false, at: noon)
        return payment
    }

    func finished(_ operation: Int, _ amount: Int) -> OperationAnswer {
        .refund(
            RefundWord(
                .finished, operation: id(operation), number: "R\(operation)", amount: Yen(amount)))
    }

    @Test("Parts go back one after the other until nothing is left")
    func parts() throws {
        var payment = try captured()
        let sent = try payment.refund(
            Yen(400), available: Yen(1000), terms: free, operation: id(10), at: noon)
        let first = TillEffect.Refund(operation: id(10), amount: Yen(400))
        #expect(sent == [TillEffect(.sendRefund, refund: first)])
        #expect(payment.refundAvailable == Yen(600) && payment.refunded == .zero)
        let booked = payment.take(finished(10, 400), isQuestion: false, at: noon)
        #expect(booked.map(\.action) == [.postRefund])
        #expect(booked.first?.refund?.amount == Yen(400))
        #expect(payment.take(finished(10, 400), isQuestion: true, at: noon) == [])
        _ = try payment.refund(Yen(600), available: nil, terms: free, operation: id(11), at: noon)
        let last = payment.take(finished(11, 600), isQuestion: false, at: noon)
        #expect(last.map(\.action) == [.postRefund, .release])
        #expect(payment.state == .refunded && payment.refundAvailable == .zero)
        #expect(payment.state.shown == .success)
    }

    @Test("Each reason to say no, in order")
    func refusals() throws {
        var payment = Payment(id: id(1), amount: Yen(1000))
        func refused(_ amount: Int, _ available: Int? = nil) -> RefundRefusal? {
            do throws(RefundRefusal) {
                _ = try payment.refund(
                    Yen(amount), available: available.map { Yen($0) }, terms: free,
                    operation: id(50), at: noon)
                return nil
            } catch {
                return error
            }
        }
        #expect(refused(0) == .amountNotPositive)
        #expect(refused(-5) == .amountNotPositive)
        #expect(refused(10) == .notCaptured)
        payment = try captured()
        #expect(refused(10, 999) == .availableDiffers)
        #expect(refused(1001) == .moreThanAvailable)
        #expect(refused(10, 1000) == nil)
        #expect(refused(10) == .operationPending)
        #expect(RefundRefusal.allCases.count == 6)
    }

    @Test(
        "Above the limit, on another day or by another route a second person decides",
        arguments: [
            (500, 0, true, 0), (501, 0, true, 1), (500, 1, true, 1), (500, 0, false, 1),
            (501, 1, false, 3),
        ])
    func approval(_ amount: Int, _ days: Int, _ sameRoute: Bool, _ reasons: Int) throws {
        let terms = RefundTerms(autoRefundLimit: Yen(500))
        let at = Moment(seconds: noon.seconds + Int64(days) * 86_400)
        let found = terms.reasons(
            amount: Yen(amount), captured: noon.day, today: at.day, sameRoute: sameRoute)
        #expect(found.count == reasons)
        var payment = try captured()
        let effects = try payment.refund(
            Yen(amount), available: nil, terms: terms, sameRoute: sameRoute, operation: id(10),
            at: at)
        guard reasons > 0 else {
            #expect(effects.map(\.action) == [.sendRefund])
            return
        }
        #expect(effects.map(\.action) == [.requestApproval] && payment.state == .approving)
        #expect(payment.refundAvailable == Yen(1000 - amount))
        var rejected = payment
        #expect(try rejected.decide(approve: false, at: at) == [])
        #expect(rejected.state == .captured && rejected.refundAvailable == Yen(1000))
        let sent = try payment.decide(approve: true, at: at)
        #expect(sent.map(\.action) == [.sendRefund] && sent.first?.refund?.amount == Yen(amount))
        #expect(payment.pending?.id == id(10))
    }

    @Test("An unknown refund is asked about and goes out again under its own id")
    func unknown() throws {
        var payment = try captured()
        _ = try payment.refund(Yen(400), available: nil, terms: free, operation: id(10), at: noon)
        _ = payment.take(.unknown(code: "lost"), isQuestion: false, at: noon)
        let none = OperationAnswer.declined(Decline(.notFound, code: "NO_SUCH_REFUND_ORDER"))
        let again = payment.take(none, isQuestion: true, at: noon)
        #expect(again.map(\.action) == [.sendRefund] && payment.pending?.id == id(10))
        _ = payment.take(.refused(.notSent), isQuestion: false, at: noon)
        #expect(payment.state == .refunding)
        _ = payment.take(finished(10, 400), isQuestion: true, at: noon)
        #expect(payment.state == .captured && payment.refundAvailable == Yen(600))
    }

    @Test("One that is refused because there is one already is looked up, and failed if not there")
    func repeated() throws {
        let no = OperationAnswer.declined(Decline(.repeated, code: "00200014"))
        let none = OperationAnswer.declined(Decline(.notFound, code: "NO_SUCH_REFUND_ORDER"))
        for isDoubtful in [false, true] {
            var payment = try captured()
            _ = try payment.refund(
                Yen(400), available: nil, terms: free, operation: id(10), at: noon)
            if isDoubtful { _ = payment.take(.unknown(code: "lost"), isQuestion: false, at: noon) }
            let effects = payment.take(no, isQuestion: false, at: noon)
            #expect(effects.map(\.action) == [.ask] && payment.state == .refunding)
            var other = payment
            #expect(payment.take(none, isQuestion: true, at: noon) == [])
            #expect(payment.state == .captured && payment.refundAvailable == Yen(1000))
            #expect(payment.refunds[id(10)]?.state == .failed)
            _ = other.take(finished(10, 400), isQuestion: true, at: noon)
            #expect(other.state == .captured && other.refundAvailable == Yen(600))
        }
    }

    @Test("A refund that fails leaves the money to be given back")
    func failed() throws {
        var payment = try captured()
        _ = try payment.refund(Yen(400), available: nil, terms: free, operation: id(10), at: noon)
        let word = RefundWord(.failed, operation: id(10), number: "R10", amount: Yen(400))
        let effects = payment.take(.refund(word), isQuestion: true, at: noon)
        #expect(effects.map(\.action) == [.alarm] && payment.refundAvailable == Yen(1000))
        _ = try payment.refund(Yen(400), available: nil, terms: free, operation: id(11), at: noon)
        let no = OperationAnswer.declined(Decline(.notAllowed, code: "UNACCEPTABLE_OP"))
        _ = payment.take(no, isQuestion: false, at: noon)
        #expect(payment.state == .captured && payment.refundAvailable == Yen(1000))
    }

    @Test("One that nobody answered and that is then refused for good has failed, if not there")
    func refusedForGood() throws {
        let no = OperationAnswer.declined(Decline(.amount, code: "INVALID_REFUND_AMOUNT"))
        let none = OperationAnswer.declined(Decline(.notFound, code: "NO_SUCH_REFUND_ORDER"))
        var payment = try captured()
        _ = try payment.refund(Yen(400), available: nil, terms: free, operation: id(10), at: noon)
        _ = payment.take(.unknown(code: "lost"), isQuestion: false, at: noon)
        _ = payment.take(none, isQuestion: true, at: noon)
        let effects = payment.take(no, isQuestion: false, at: noon)
        #expect(effects.map(\.action) == [.ask] && payment.state == .refunding)
        var other = payment
        #expect(payment.take(none, isQuestion: true, at: noon) == [])
        #expect(payment.state == .captured && payment.refunds[id(10)]?.state == .failed)
        // The first sending had arrived.
        _ = other.take(finished(10, 400), isQuestion: true, at: noon)
        #expect(other.state == .captured && other.refundAvailable == Yen(600))
    }

    @Test("A void that nobody answered and that is then refused for good leaves the money taken")
    func voidRefusedForGood() throws {
        var payment = try captured()
        _ = try payment.void(operation: id(10), terms: .payPay, at: noon)
        _ = payment.take(.unknown(code: "lost"), isQuestion: false, at: noon)
        let taken = OperationAnswer.done(PaymentWord(.captured, amount: Yen(1000), at: noon))
        #expect(payment.take(taken, isQuestion: true, at: noon).map(\.action) == [.sendVoid])
        let no = OperationAnswer.declined(Decline(.notAllowed, code: "ORDER_NOT_REVERSIBLE"))
        #expect(payment.take(no, isQuestion: false, at: noon).map(\.action) == [.ask])
        var other = payment
        #expect(payment.take(taken, isQuestion: true, at: noon) == [])
        #expect(payment.state == .captured && payment.refundAvailable == Yen(1000))
        let undone = OperationAnswer.done(PaymentWord(.voided, amount: Yen(1000), at: noon))
        #expect(other.take(undone, isQuestion: true, at: noon).map(\.action).contains(.postVoid))
        #expect(other.state == .voided)
    }

    @Test("A refund that failed and went back after all is booked, and a person is told")
    func afterAll() throws {
        var payment = try captured()
        _ = try payment.refund(Yen(400), available: nil, terms: free, operation: id(10), at: noon)
        let word = RefundWord(.failed, operation: id(10), number: "R10", amount: Yen(400))
        _ = payment.take(.refund(word), isQuestion: true, at: noon)
        var other = payment
        let late = payment.take(finished(10, 400), isQuestion: true, at: noon)
        #expect(late.map(\.action) == [.postRefund, .alarm])
        #expect(late.first?.refund?.operation == id(10))
        #expect(payment.state == .captured && payment.refundAvailable == Yen(600))
        #expect(payment.take(finished(10, 400), isQuestion: true, at: noon) == [])
        // The whole was asked for anew meanwhile: both go back, and nothing is left.
        _ = try other.refund(Yen(1000), available: nil, terms: free, operation: id(11), at: noon)
        let both = other.take(finished(10, 400), isQuestion: true, at: noon)
        #expect(both.map(\.action) == [.postRefund, .alarm] && other.state == .refunding)
        #expect(other.refundAvailable == .zero && other.refunded == Yen(400))
    }

    @Test("What somebody gave back at the provider's own desk is booked once and told")
    func foreign() throws {
        var payment = try captured()
        let word = RefundWord(.finished, operation: nil, number: "R77", amount: Yen(300))
        let effects = payment.take(.refund(word), isQuestion: true, at: noon)
        #expect(effects.map(\.action) == [.postRefund, .alarm])
        #expect(payment.take(.refund(word), isQuestion: true, at: noon) == [])
        #expect(payment.refundAvailable == Yen(700))
        let all = PaymentWord(.refunded, amount: Yen(1000), refunds: [word])
        let rest = payment.take(.done(all), isQuestion: true, at: noon)
        #expect(rest.map(\.action) == [.postRefund, .release])
        #expect(rest.first?.refund?.amount == Yen(700) && payment.state == .refunded)
    }
}
