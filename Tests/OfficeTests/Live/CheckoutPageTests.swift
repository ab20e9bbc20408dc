import Foundation
import Money
import Office
import Provider
import Reconciliation
import Synchronization
import Testing
import Till

@Suite("Pages, keys, links and answers") struct CheckoutPageTests {
    private static func once(
        _ key: String, _ digest: UInt8
    ) -> Idempotency<CreatedPayment> {
        Idempotency(key: key, digest: Array(repeating: digest, count: 32)) { created in
            StoredAnswer(
                status: 201, body: Array("\(created.payment.id) \(created.token.text)".utf8))
        }
    }

    @Test("The same request is done once and answered the same; another under its key is refused")
    func idempotent() async throws {
        let live = try LiveDesk()
        let order = LiveDesk.order()
        let first = try await live.checkout.create(order, by: "juminka", once: Self.once("k", 1))
        guard case .done(let created) = first else { throw LiveDesk.Unexpected() }
        let again = try await live.another().create(order, by: "juminka", once: Self.once("k", 1))
        guard case .before(let answer) = again else { throw LiveDesk.Unexpected() }
        let words = String(decoding: answer.body, as: UTF8.self).split(separator: " ")
        #expect(answer.status == 201 && words.first.map(String.init) == "\(created.payment.id)")
        #expect(try live.desk.count("payment") == 1)
        // The token in it is a fresh one, and opens the page.
        let token = try #require(words.last.map(String.init))
        #expect(token != created.token.text && token != PageToken.placeholder.text)
        #expect(try await live.checkout.enter(token).payment.id == created.payment.id)
        let other = try await refusal {
            _ = try await live.checkout.create(order, by: "juminka", once: Self.once("k", 2))
        }
        #expect(other == .idempotencyReused)
        // Another service's key is another key.
        let foreign = try await live.checkout.create(order, by: "zeimu", once: Self.once("k", 2))
        guard case .done = foreign else { throw LiveDesk.Unexpected() }
    }

    @Test("The same request many times at once makes one payment")
    func racing() async throws {
        let live = try LiveDesk()
        let checkouts = (0..<8).map { _ in live.another() }
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for checkout in checkouts {
                group.addTask {
                    let answer = try await checkout.create(
                        LiveDesk.order(), by: "juminka", once: Self.once("k", 1))
                    switch answer {
                    case .done(let created): return "\(created.payment.id)"
                    case .before(let answer):
                        let text = String(decoding: answer.body, as: UTF8.self)
                        return String(text.prefix { $0 != " " })
                    }
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try live.desk.count("payment") == 1)
    }

    @Test("A refund that is asked for twice under one key is given once")
    func refundOnce() async throws {
        let live = try LiveDesk(limit: 100_000)
        let paid = try await live.paid()
        let once = Idempotency<RefundDetails>(key: "r", digest: Array(repeating: 1, count: 32)) {
            StoredAnswer(status: 202, body: Array("\($0.id) \($0.state.rawValue)".utf8))
        }
        var bodies: [[UInt8]] = []
        for _ in 0..<3 {
            let answer = try await live.checkout.refund(
                Yen(200), available: Yen(600), of: paid.id, by: "juminka", reason: "", once: once)
            if case .before(let kept) = answer { bodies.append(kept.body) }
        }
        #expect(bodies.count == 2 && Set(bodies).count == 1)
        #expect(live.provider.account(paid.id)?.back == Yen(200))
        try live.prove()
    }

    @Test("A token opens the page once; its session as often as wanted, until it is too old")
    func tokens() async throws {
        let live = try LiveDesk()
        guard
            case .done(let created) = try await live.checkout.create(
                LiveDesk.order(), by: "juminka")
        else { throw LiveDesk.Unexpected() }
        let visit = try await live.checkout.enter(created.token.text)
        #expect(visit.payment.id == created.payment.id)
        #expect(
            try await refusal { _ = try await live.checkout.enter(created.token.text) }
                == .tokenUnknown)
        #expect(
            try await refusal { _ = try await live.checkout.enter(visit.session.text) }
                == .tokenUnknown)
        for _ in 0..<2 {
            #expect(
                try await live.checkout.visit(visit.session.text).id == created.payment.id)
        }
        let fresh = try await live.checkout.token(for: created.payment.id)
        #expect(try await live.checkout.enter(fresh.text).payment.id == created.payment.id)
        let stale = try await live.checkout.token(for: created.payment.id)
        live.wait(Checkout.payWithinSeconds)
        #expect(
            try await refusal { _ = try await live.checkout.enter(stale.text) } == .tokenUnknown)
        live.wait(24 * 3600)
        #expect(
            try await refusal { _ = try await live.checkout.visit(visit.session.text) }
                == .tokenUnknown)
        // The books hold no token, but their digests.
        for (_, data) in try live.desk.everyByte() {
            #expect(data.range(of: Data(fresh.text.utf8)) == nil)
        }
        try await Sweeper(live.checkout, holder: "a").forget()
        #expect(try live.desk.count("page_token") == 0)
    }

    @Test("The citizen chooses among the providers that can take the payment")
    func choices() async throws {
        let live = try LiveDesk()
        let payment = try await live.create()
        #expect(
            try await live.checkout.choices(for: payment.id).map(\.provider)
                == ["paypay-online", "stripe"])
        let one = try await live.create(LiveDesk.order(provider: "stripe"))
        #expect(try await live.checkout.choices(for: one.id).map(\.method) == ["card"])
        let large = PaymentOrder.Item.plain(amount: Yen(600_000), fund: "general", subject: "1")
        let only = try await live.create(LiveDesk.order([large]))
        #expect(try await live.checkout.choices(for: only.id).map(\.provider) == ["stripe"])
        #expect(
            try await refusal {
                _ = try await live.checkout.begin(only.id, with: "paypay-online")
            } == .amountAboveLimit)
        _ = try await live.checkout.begin(payment.id, with: "stripe")
        #expect(try await live.checkout.choices(for: payment.id).isEmpty)
    }

    @Test("A key opens what it may, two are live at a time, and a revoked one opens nothing")
    func keys() async throws {
        let live = try LiveDesk()
        let keys = APIKeys(live.desk.books, surroundings: live.surroundings)
        let (first, secret) = try await keys.create(service: "juminka", scopes: [.readPayments])
        #expect(try await keys.authenticate(secret)?.id == first.id)
        #expect(try await keys.authenticate(secret)?.scopes == [.readPayments])
        #expect(try await keys.authenticate(secret + "x") == nil)
        #expect(try await keys.authenticate("") == nil)
        let (second, _) = try await keys.create(service: "juminka", scopes: [])
        #expect(
            try await refusal { _ = try await keys.create(service: "juminka", scopes: []) }
                == .keysTooMany)
        try await keys.revoke(first.id)
        #expect(try await keys.authenticate(secret) == nil)
        _ = try await keys.create(service: "juminka", scopes: [])
        #expect(try await refusal { try await keys.revoke("gone") } == .keyUnknown)
        let all = try await keys.list()
        #expect(all.count == 3 && all.filter { $0.revoked == nil }.count == 2)
        #expect(all.contains { $0.id == second.id })
        for (_, data) in try live.desk.everyByte() {
            #expect(data.range(of: Data(secret.utf8)) == nil)
        }
        try live.prove()
    }

    @Test("A link after an official's review is paid once; an open one by everybody")
    func links() async throws {
        let live = try LiveDesk()
        let links = PaymentLinks(live.checkout)
        guard
            case .done(let single) = try await links.make(
                LiveDesk.order(), isSingle: true, by: "juminka")
        else { throw LiveDesk.Unexpected() }
        let one = try await links.open(single.id).payment
        let two = try await links.open(single.id).payment
        #expect(one.order.items == single.order.items && one.id != two.id)
        _ = try await live.checkout.begin(one.id, with: "paypay-online")
        #expect(
            try await refusal {
                _ = try await live.checkout.begin(two.id, with: "paypay-online")
            } == .alreadyReserved)
        live.provider.pay(one.id, at: live.now)
        _ = try await live.checkout.ask(about: one.id)
        #expect(try await links.find(single.id, of: "juminka").isPaid)
        #expect(try await refusal { _ = try await links.open(single.id) } == .linkEnded)
        guard
            case .done(let many) = try await links.make(
                LiveDesk.order(), isSingle: false,
                expires: Moment(seconds: live.now.seconds + 100), by: "juminka")
        else { throw LiveDesk.Unexpected() }
        for _ in 0..<2 {
            let payment = try await links.open(many.id).payment
            #expect(
                try await live.checkout.begin(payment.id, with: "stripe").state == .open)
        }
        live.wait(100)
        #expect(try await refusal { _ = try await links.open(many.id) } == .linkEnded)
        #expect(try await links.disable(single.id, of: "juminka").disabled != nil)
        #expect(
            try await refusal { _ = try await links.disable(many.id, of: "zeimu") }
                == .linkUnknown)
        #expect(try await links.list(of: "juminka").count == 2)
        try live.prove()
    }

    @Test("Payments are found by what is asked, page by page, the newest first")
    func search() async throws {
        let live = try LiveDesk()
        var ids: [PaymentID] = []
        for number in 0..<7 {
            var order = LiveDesk.order()
            order.reference = "R-\(number % 2)"
            order.email = number == 3 ? "a@city.example" : nil
            order.metadata = [.init("n", .number(Int64(number)))]
            ids.append(try await live.create(order).id)
            live.wait(1)
        }
        var search = PaymentSearch(page: 1, size: 3)
        let first = try await live.checkout.search(search, of: "juminka")
        #expect(first.payments.map(\.id) == [ids[6], ids[5], ids[4]])
        #expect(first.total == 7 && first.pages == 3)
        search.page = 3
        let last = try await live.checkout.search(search, of: "juminka")
        #expect(last.payments.map(\.id) == [ids[0]])
        #expect(try await live.checkout.search(search, of: "zeimu").total == 0)
        var some = PaymentSearch()
        some.reference = "R-1"
        #expect(try await live.checkout.search(some, of: nil).total == 3)
        some.email = "a@city.example"
        let found = try await live.checkout.search(some, of: nil)
        #expect(found.payments.map(\.id) == [ids[3]])
        #expect(found.payments[0].order.metadata == [.init("n", .number(3))])
        var states = PaymentSearch()
        states.states = [.started]
        #expect(try await live.checkout.search(states, of: nil).total == 0)
        states.states = [.created]
        states.createdFrom = Moment(seconds: live.now.seconds - 2)
        #expect(try await live.checkout.search(states, of: nil).total == 2)
        for page in [PaymentSearch(page: 0), PaymentSearch(page: 1, size: 501)] {
            #expect(
                try await refusal { _ = try await live.checkout.search(page, of: nil) }
                    == .pageInvalid)
        }
    }
}
