import Money
import Office
import Provider
import Synchronization
import Testing
import Till

@Suite("What the checkout refuses") struct CheckoutRefusalTests {
    /// A wording of an order that is refused.
    struct Wrong: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var refusal: CheckoutRefusal
        var change: @Sendable (inout PaymentOrder) -> Void

        init(
            _ fact: String, _ refusal: CheckoutRefusal,
            _ change: @escaping @Sendable (inout PaymentOrder) -> Void
        ) {
            testDescription = fact
            self.refusal = refusal
            self.change = change
        }
    }

    static let fee = PaymentOrder.Item.fee(id: "juminhyo", quantity: 1)
    static let card = "4242 4242 4242 4242"

    static let orders = [
        Wrong("no items", .itemsMissing) { $0.items = [] },
        Wrong("a hundred and one items", .itemsTooMany) {
            $0.items = Array(repeating: fee, count: 101)
        },
        Wrong("a quantity of nothing", .quantityInvalid) {
            $0.items = [.fee(id: "juminhyo", quantity: 0)]
        },
        Wrong("a fee that is not there", .feeUnknown) {
            $0.items = [.fee(id: "gone", quantity: 1)]
        },
        Wrong("a plain amount that poses as a fee", .feeUnknown) {
            $0.items = [.fee(id: "@general/1", quantity: 1)]
        },
        Wrong("a fee of the counter", .feeNotOnline) {
            $0.items = [.fee(id: "inkan", quantity: 1)]
        },
        Wrong("a bill that is not there", .billUnknown) { $0.items = [.bill(id: "W9")] },
        Wrong("a bill twice", .billTwice) { $0.items = [.bill(id: "W1"), .bill(id: "W1")] },
        Wrong("a fund that is not there", .fundUnknown) {
            $0.items = [.plain(amount: Yen(1), fund: "gone", subject: "1")]
        },
        Wrong("a subject that is a path", .subjectMalformed) {
            $0.items = [.plain(amount: Yen(1), fund: "general", subject: "1/2")]
        },
        Wrong("money that is not the city's", .fundUnknown) {
            $0.items = [.plain(amount: Yen(1), fund: "outside", subject: "1")]
        },
        Wrong("an office that is not there", .officeUnknown) { $0.office = "gone" },
        Wrong("an amount of nothing", .amountInvalid) {
            $0.items = [.plain(amount: .zero, fund: "general", subject: "1")]
        },
        Wrong("a sum beyond all yen", .amountInvalid) {
            $0.items = [.plain(amount: Yen.largest, fund: "general", subject: "1"), fee]
        },
        Wrong("another sum than the items'", .amountDiffers) { $0.amount = Yen(301) },
        Wrong("a reference that is too long", .textTooLong) {
            $0.reference = String(repeating: "x", count: 256)
        },
        Wrong("no description", .textMalformed) { $0.description = "" },
        Wrong("a control character", .textMalformed) { $0.reference = "a\u{7}" },
        Wrong("a card number", .cardNumber) { $0.description = card },
        Wrong("a card number in metadata", .cardNumber) {
            $0.metadata = [.init("note", .number(4_242_424_242_424_242))]
        },
        Wrong("a return address without a scheme", .returnURLMalformed) {
            $0.returnURL = "city.example"
        },
        Wrong("a return address with a name in it", .returnURLMalformed) {
            $0.returnURL = "https://a@city.example/"
        },
        Wrong("an e-mail address of nobody", .emailMalformed) { $0.email = "@city" },
        Wrong("sixteen metadata", .metadataTooMany) {
            $0.metadata = (0..<16).map { .init("k\($0)", .truth(true)) }
        },
        Wrong("the same metadata twice", .metadataMalformed) {
            $0.metadata = [.init("k", .number(1)), .init("k", .number(2))]
        },
        Wrong("a provider that is not there", .providerUnknown) { $0.provider = "gone" },
        Wrong("a provider of the counter", .providerUnable) { $0.provider = "jcn" },
        Wrong("more than a provider takes", .amountAboveLimit) {
            $0.items = [.plain(amount: Yen(1_000_001), fund: "general", subject: "1")]
        },
        Wrong("a revenue that no provider may take", .notDesignated) {
            $0.items = [.bill(id: "T1")]
        },
    ]

    @Test("An order that does not hold makes no payment", arguments: orders)
    func order(_ wrong: Wrong) async throws {
        let live = try LiveDesk()
        let rows =
            BillRowsFile.row("W1", kind: "water", amount: 500, key: "0000000000001001")
            + BillRowsFile.row("T1", amount: 500, key: "0000000000001002")
        try live.desk.take("bills.csv", BillRowsFile.header + rows)
        var order = LiveDesk.order([Self.fee])
        wrong.change(&order)
        let made = order
        #expect(try await refusal { _ = try await live.create(made) } == wrong.refusal)
        #expect(try live.desk.count("payment") == 0)
    }

    @Test(
        "A text that is not taken is told with its field",
        arguments: ["reference", "description", "metadata", "service", "person"])
    func fields(_ field: String) async throws {
        let live = try LiveDesk()
        var order = LiveDesk.order()
        switch field {
        case "reference": order.reference = Self.card
        case "description": order.description = Self.card
        case "metadata": order.metadata = [.init("note", .text(Self.card))]
        default: break
        }
        let made = order
        do {
            switch field {
            case "service":
                let keys = APIKeys(live.desk.books, surroundings: live.surroundings)
                _ = try await keys.create(service: Self.card, scopes: [])
            case "person":
                _ = try await live.checkout.decideRefund(
                    of: PaymentID(bits: 1), approve: true, by: Self.card)
            default: _ = try await live.create(made)
            }
            Issue.record("a card number was taken")
        } catch let refusal as FieldRefusal {
            #expect(refusal.refusal == .cardNumber && refusal.field == field)
        }
    }

    /// An item that is refused, and the field that is told.
    static let wrongItems: [(PaymentOrder.Item, String)] = [
        (.fee(id: "gone", quantity: 1), "fee"), (.fee(id: "inkan", quantity: 1), "fee"),
        (.fee(id: "juminhyo", quantity: 0), "quantity"), (.bill(id: "W9"), "bill"),
        (.plain(amount: Yen(1), fund: "gone", subject: "1"), "fund"),
        (.plain(amount: Yen(1), fund: "outside", subject: "1"), "fund"),
        (.plain(amount: Yen(1), fund: "general", subject: "1/2"), "subject"),
        (.plain(amount: .zero, fund: "general", subject: "1"), "amount"),
    ]

    @Test("What is wrong with an item is told with its place", arguments: wrongItems)
    func itemFields(_ item: PaymentOrder.Item, _ field: String) async throws {
        let live = try LiveDesk()
        func told(_ items: [PaymentOrder.Item]) async throws -> String? {
            do {
                _ = try await live.create(LiveDesk.order(items))
                return nil
            } catch let refusal as FieldRefusal {
                return refusal.field
            }
        }
        #expect(try await told([Self.fee, item]) == "items[1].\(field)")
        let isPlain = if case .plain = item { true } else { false }
        #expect(try await told([item]) == (isPlain ? field : "items[0].\(field)"))
    }

    @Test("A link whose end is past is not made", arguments: [-1, 0, 1])
    func pastLink(_ seconds: Int64) async throws {
        let live = try LiveDesk()
        let said = try await refusal {
            _ = try await PaymentLinks(live.checkout).make(
                LiveDesk.order(), isSingle: true,
                expires: Moment(seconds: live.now.seconds + seconds), by: "juminka")
        }
        #expect(said == (seconds > 0 ? nil : .expiryPast))
        #expect(try live.desk.count("payment_link") == (seconds > 0 ? 1 : 0))
    }

    @Test("A bill that was paid by slip, or on which nothing is claimed, is not open")
    func billNotOpen() async throws {
        let live = try LiveDesk()
        try live.bills(["W1": 500])
        let change = "W1,1,cancel,500,45,2026-04-01,error,D1\n"
        try live.desk.take("changes.csv", BillRowsFile.changesHeader + change)
        let order = LiveDesk.order([.bill(id: "W1")])
        #expect(try await refusal { _ = try await live.create(order) } == .billNotOpen)
    }

    @Test("Refunds are refused as their rules say")
    func refunds() async throws {
        let live = try LiveDesk()
        let open = try await live.open()
        func refused(
            _ amount: Int, _ available: Int?, _ id: PaymentID
        ) async throws -> CheckoutRefusal? {
            try await refusal {
                _ = try await live.checkout.refund(
                    Yen(amount), available: available.map { Yen($0) }, of: id, by: "juminka",
                    reason: "")
            }
        }
        #expect(try await refused(1, nil, open.id) == .notCaptured)
        let paid = try await live.paid()
        #expect(try await refused(0, 600, paid.id) == .amountNotPositive)
        #expect(try await refused(1, 599, paid.id) == .availableDiffers)
        #expect(try await refused(601, nil, paid.id) == .moreThanAvailable)
        #expect(try await refused(1, nil, PaymentID(bits: 1)) == .paymentUnknown)
        let foreign = try await refusal {
            _ = try await live.checkout.refund(
                Yen(1), available: nil, of: paid.id, by: "zeimu", reason: "")
        }
        #expect(foreign == .paymentUnknown)
        #expect(try await refused(200, 600, paid.id) == nil)
        #expect(
            try await refusal { _ = try await live.checkout.void(paid.id, by: "sato") }
                == .partlyRefunded)
    }

    @Test("In parts no more goes back without a second person than at once")
    func limitInParts() async throws {
        let live = try LiveDesk(limit: 500)
        let paid = try await live.paid()
        func refund(_ amount: Int64) async throws -> Payment.RefundEntry.State {
            let answer = try await live.checkout.refund(
                Yen(amount), available: nil, of: paid.id, by: "juminka", reason: "誤り")
            guard case .done(let refund) = answer else { throw LiveDesk.Unexpected() }
            return refund.state
        }
        #expect(try await refund(400) == .finished)
        #expect(try await live.checkout.waiting().isEmpty)
        #expect(try await refund(200) == .waiting)
        let waiting = try await live.checkout.waiting()
        #expect(waiting.map(\.id) == [paid.id] && waiting[0].refund?.amount == Yen(200))
        #expect(waiting[0].refund?.person == "juminka" && waiting[0].state == .approving)
    }

    @Test("A word at a desk without a line to providers is carried out by the service")
    func desk() async throws {
        let live = try LiveDesk(limit: 500)
        let paid = try await live.paid()
        _ = try await live.checkout.refund(
            paid.amount, available: nil, of: paid.id, by: "juminka", reason: "誤り")
        let desk = Checkout(
            live.desk.books, gateway: DeskGateway([:]), surroundings: live.surroundings)
        let decided = try await desk.decideRefund(of: paid.id, approve: true, by: "suzuki")
        #expect(decided.state == .refunding)
        try await live.sweep()
        try await live.sweep()
        #expect(try await live.find(paid.id).state == .refunded)
        try live.prove()
    }

    @Test("Another amount than was asked for waits for a person, who takes it")
    func otherAmount() async throws {
        let live = try LiveDesk()
        let payment = try await live.open()
        live.provider.pay(payment.id, Yen(601), at: live.now)
        _ = try await live.checkout.ask(about: payment.id)
        let waiting = try await live.checkout.waiting()
        #expect(waiting.map(\.state) == [.differs] && waiting[0].captured == Yen(601))
        let taken = try await live.checkout.accept(payment.id, by: "suzuki")
        #expect(taken.state == .captured && taken.refundAvailable == Yen(601))
        #expect(try await live.checkout.waiting().isEmpty)
        try live.prove()
    }

    @Test("A refund above the city's limit waits for a second person")
    func approval() async throws {
        let live = try LiveDesk(limit: 500)
        let paid = try await live.paid()
        func ask() async throws -> RefundDetails {
            let answer = try await live.checkout.refund(
                Yen(600), available: Yen(600), of: paid.id, by: "juminka", reason: "wrong form")
            guard case .done(let refund) = answer else { throw LiveDesk.Unexpected() }
            return refund
        }
        let refund = try await ask()
        #expect(refund.state == .waiting && refund.reasons == [.aboveLimit])
        #expect(live.provider.count { if case .refund = $0 { true } else { false } } == 0)
        #expect(
            try await refusal {
                _ = try await live.checkout.decideRefund(
                    of: paid.id, approve: true, by: "juminka")
            } == .samePerson)
        let rejected = try await live.checkout.decideRefund(
            of: paid.id, approve: false, by: "suzuki")
        #expect(rejected.state == .captured && rejected.refundAvailable == Yen(600))
        #expect(
            try await refusal {
                _ = try await live.checkout.decideRefund(of: paid.id, approve: true, by: "suzuki")
            } == .notNow)
        _ = try await ask()
        let after = try await live.checkout.decideRefund(
            of: paid.id, approve: true, by: "suzuki")
        #expect(after.state == .refunded && after.shown == .success && after.refunded == Yen(600))
        #expect(after.refunds.map(\.state) == [.rejected, .finished])
        try live.prove()
    }

    @Test("A refund of another day waits too, however small it is")
    func anotherDay() async throws {
        let live = try LiveDesk(limit: 500)
        let paid = try await live.paid()
        live.wait(24 * 3600)
        let answer = try await live.checkout.refund(
            Yen(1), available: nil, of: paid.id, by: "juminka", reason: "")
        guard case .done(let refund) = answer else { throw LiveDesk.Unexpected() }
        #expect(refund.state == .waiting && refund.reasons == [.anotherDay])
        _ = try await live.checkout.decideRefund(of: paid.id, approve: true, by: "suzuki")
        try live.prove(through: "2026-04-02")
    }

    @Test("Parts are given back of the line that is just as large, else in proportion")
    func parts() async throws {
        let live = try LiveDesk(limit: 100_000)
        let order = LiveDesk.order([
            .fee(id: "juminhyo", quantity: 1),
            .plain(amount: Yen(700), fund: "water", subject: "1-1-3-02"),
        ])
        let paid = try await live.paid(order)
        func give(_ amount: Int) async throws {
            _ = try await live.checkout.refund(
                Yen(amount), available: nil, of: paid.id, by: "juminka", reason: "")
        }
        try await give(300)
        #expect(try live.desk.balances()["general revenue/2026/14-02-01-01"] == nil)
        #expect(try live.desk.balances()["water revenue/2026/1-1-3-02"] == 700)
        try await give(350)
        try await give(350)
        #expect(try await live.find(paid.id).state == .refunded)
        #expect(try live.desk.balances()["water revenue/2026/1-1-3-02"] == nil)
        try live.prove()
    }

    @Test("What is over, or not where it can be done, is refused")
    func states() async throws {
        let live = try LiveDesk()
        let payment = try await live.create()
        #expect(
            try await refusal {
                _ = try await live.checkout.capture(payment.id, of: nil)
            } == .notNow)
        _ = try await live.checkout.cancel(payment.id, of: "juminka")
        #expect(try await live.find(payment.id).state == .cancelled)
        #expect(
            try await refusal {
                _ = try await live.checkout.cancel(payment.id, of: "juminka")
            } == .finished)
        #expect(
            try await refusal {
                _ = try await live.checkout.find(payment.id, of: "zeimu")
            } == .paymentUnknown)
        #expect(
            try await refusal {
                _ = try await live.checkout.begin(payment.id, with: "gone")
            } == .providerUnknown)
        #expect(
            try await refusal {
                try await live.checkout.take(noticeFrom: "jcn", headers: [], body: [])
            } == .providerUnknown)
        let unable = try LiveDesk(provider: ScriptedProvider(able: [.create, .close]))
        #expect(
            try await refusal { _ = try await unable.create(LiveDesk.order(later: true)) }
                == .providerUnable)
    }

    @Test("Every refusal has a code of its own, and fields are those of the interface")
    func codes() {
        let all = CheckoutRefusal.allCases
        #expect(Set(all.map(\.rawValue)).count == all.count)
        for refusal in all {
            #expect(refusal.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
            #expect(!refusal.sentence.ja.isEmpty && refusal.sentence.en.hasSuffix("."))
        }
        #expect(CheckoutRefusal.availableDiffers.field == "refund_amount_available")
        #expect(CheckoutRefusal.refundUnknown.field == nil)
    }
}
