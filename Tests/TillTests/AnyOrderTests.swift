import Money
import Provider
import TestSupport
import Testing
import Till

@Suite("Words in any order, and twice")
struct AnyOrderTests {
    static let noon = Moment(day: BookDay(number: 20_600), secondOfDay: 12 * 3600)

    static func id(_ number: Int) -> PaymentID { PaymentID(bits: UInt128(number)) }

    /// What a provider may come to say of one payment, in the order in which it becomes true.
    static func history(_ random: inout SplitMix64) -> [OperationAnswer] {
        let amount = Yen(1000)
        func word(
            _ standing: PaymentWord.Standing, _ refunds: [RefundWord] = []
        ) -> OperationAnswer {
            .done(
                PaymentWord(
                    standing, payment: id(1), amount: amount, at: noon, refunds: refunds))
        }
        var words = [word(.open)]
        if random.flip() { words.append(word(.processing)) }
        if random.flip() { words.append(word(.reserved)) }
        guard Int.random(in: 0..<4, using: &random) > 0 else {
            let ends: [PaymentWord.Standing] = [.failed, .cancelled, .expired]
            return words + [word(ends[Int.random(in: 0..<3, using: &random)])]
        }
        words.append(word(.captured))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: words.append(word(.voided))
        case 1:
            let part = RefundWord(.finished, operation: nil, number: "R1", amount: Yen(400))
            let rest = RefundWord(.finished, operation: nil, number: "R2", amount: Yen(600))
            words += [word(.captured, [part]), word(.refunded, [part, rest])]
        default: break
        }
        return words
    }

    /// What was booked: taken, and given back.
    struct Booked: Equatable {
        var taken = 0
        var undone = 0
        var givenBack = Yen.zero

        mutating func add(_ effects: [TillEffect]) {
            for effect in effects {
                switch effect.action {
                case .postCapture, .postUnidentified: taken += 1
                case .postVoid: undone += 1
                case .postRefund: givenBack = givenBack + (effect.refund?.amount ?? .zero)
                default: break
                }
            }
        }
    }

    static func run(_ words: [OperationAnswer]) throws -> (Payment, Booked) {
        var payment = Payment(id: id(1), amount: Yen(1000))
        var booked = Booked()
        booked.add(try payment.begin(operation: id(2), at: noon))
        for word in words {
            booked.add(payment.take(word, isQuestion: true, at: noon))
        }
        return (payment, booked)
    }

    @Test("The same words in any order and number end in the same state with the same bookings")
    func anyOrder() throws {
        var random = SplitMix64.seeded("any order")
        for _ in 0..<5000 {
            let words = Self.history(&random)
            let (straight, booked) = try Self.run(words)
            var mixed = words + words.filter { _ in random.flip() }
            mixed.append(.unknown(code: "lost"))
            mixed.append(.refused(.tooMany(code: "429")))
            mixed.shuffle(using: &random)
            let (payment, again) = try Self.run(mixed)
            #expect(payment.state == straight.state, "\(mixed)")
            #expect(again == booked, "\(mixed)")
            #expect(payment.refundAvailable == straight.refundAvailable)
        }
    }

    @Test("Whatever happens, a payment is charged once and gives back no more than it took")
    func neverTwice() throws {
        var random = SplitMix64.seeded("never twice")
        var ends: Set<PaymentState> = []
        for _ in 0..<5000 {
            var payment = Payment(id: Self.id(1), amount: Yen(1000))
            var booked = Booked()
            var creates: Set<PaymentID> = []
            var reserved = 0
            for step in 0..<40 {
                let before = payment
                let effects = Self.anything(&payment, Self.id(step + 10), &random)
                booked.add(effects)
                for effect in effects {
                    switch effect.action {
                    case .reserve: reserved += 1
                    case .release: reserved -= 1
                    case .sendCreate: creates.insert(payment.pending?.id ?? Self.id(0))
                    default: break
                    }
                }
                #expect(reserved == (payment.state.holdsReservation ? 1 : 0))
                if before.state.isFinal { #expect(payment.state == before.state) }
            }
            #expect(booked.taken <= 1 && booked.undone <= 1 && creates.count <= 1)
            #expect(booked.taken == 1 || booked.undone == 0 && booked.givenBack == .zero)
            #expect(booked.givenBack <= payment.captured ?? .zero)
            #expect(payment.refundAvailable >= .zero)
            ends.insert(payment.state)
        }
        #expect(ends.isSuperset(of: [.voided, .refunded, .failed, .cancelled, .expired, .errored]))
    }

    /// One request or answer out of all that there are; refusals change nothing.
    static func anything(
        _ payment: inout Payment, _ operation: PaymentID, _ random: inout SplitMix64
    ) -> [TillEffect] {
        let before = payment
        do {
            return try ask(&payment, operation, &random)
        } catch {
            #expect(payment == before, "a refusal leaves no trace")
            return []
        }
    }

    static func ask(
        _ payment: inout Payment, _ operation: PaymentID, _ random: inout SplitMix64
    ) throws -> [TillEffect] {
        let isQuestion = random.flip()
        switch Int.random(in: 0..<16, using: &random) {
        case 0, 1: return try payment.begin(operation: operation, at: noon)
        case 2: return try payment.capture(operation: operation, at: noon)
        case 3:
            let closers = Payment.Closer.allCases
            return try payment.close(
                by: closers[Int.random(in: 0..<3, using: &random)], operation: operation, at: noon)
        case 4: return try payment.void(operation: operation, terms: .payPay, at: noon)
        case 5, 6:
            return try payment.refund(
                Yen(Int.random(in: -1...1100, using: &random)), available: nil,
                terms: RefundTerms(autoRefundLimit: Yen(500)), operation: operation, at: noon)
        case 7: return try payment.decide(approve: random.flip(), at: noon)
        case 8: return try payment.accept()
        case 9: return payment.take(.unknown(code: "lost"), isQuestion: isQuestion, at: noon)
        case 10: return payment.take(.refused(.notSent), isQuestion: isQuestion, at: noon)
        case 11:
            let reasons = Decline.Reason.allCases
            let reason = reasons[Int.random(in: 0..<reasons.count, using: &random)]
            return payment.take(
                .declined(Decline(reason, code: "NO")), isQuestion: isQuestion, at: noon)
        case 12: return payment.notice("\(operation)")
        case 13:
            guard let refund = payment.refunds.first(where: { $0.value.state == .running }) else {
                return []
            }
            let standings = RefundWord.Standing.allCases
            let word = RefundWord(
                standings[Int.random(in: 0..<3, using: &random)], operation: refund.key,
                number: "R", amount: refund.value.amount)
            return payment.take(.refund(word), isQuestion: isQuestion, at: noon)
        default:
            let standings = PaymentWord.Standing.allCases
            let word = PaymentWord(
                standings[Int.random(in: 0..<standings.count, using: &random)],
                amount: Yen(Int.random(in: 0..<8, using: &random) == 0 ? 999 : 1000), at: noon)
            return payment.take(.done(word), isQuestion: isQuestion, at: noon)
        }
    }
}
