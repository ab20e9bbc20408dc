import Crypto
import Database
import Office
import Provider
import TestSupport
import Testing
import Till

@Suite("Payments that were just written, and where they lie") struct RecentPaymentTests {
    @Test("What another instance did to a payment is seen at once, by reading and by ordering")
    func others() async throws {
        let live = try LiveDesk()
        let other = live.another()
        let opened = try await live.open()
        live.provider.pay(opened.id, at: live.now)
        #expect(try await other.ask(about: opened.id).state == .captured)
        #expect(try await live.find(opened.id).state == .captured)
        let second = try await live.open()
        _ = try await other.cancel(second.id, of: "juminka")
        let known = try await live.find(second.id)
        #expect(known.state == (try await other.find(second.id)).state)
        #expect(known.version > second.version)
        let refused = try await refusal {
            _ = try await live.checkout.begin(second.id, with: "paypay-online")
        }
        #expect(refused != nil)
        try live.prove()
    }

    @Test("More payments than are kept are all found as the books have them")
    func many() async throws {
        let live = try LiveDesk()
        var ids: [PaymentID] = []
        for _ in 0..<220 { ids.append(try await live.create().id) }
        for place in stride(from: 0, to: ids.count, by: 10) {
            let cancelled = try await live.checkout.cancel(ids[place], of: "juminka")
            guard case .done(let payment) = cancelled else { throw LiveDesk.Unexpected() }
            #expect(try await live.find(ids[place]) == payment)
            #expect(try await live.another().find(ids[place]) == payment)
        }
    }

    @Test("Ids that are made in one second go up, and all differ")
    func order() async throws {
        let live = try LiveDesk()
        var ids: [PaymentID] = []
        for _ in 0..<64 { ids.append(try await live.create().id) }
        #expect(Set(ids).count == ids.count)
        let (early, late) = (ids.prefix(16).max(), ids.suffix(16).min())
        #expect(try #require(early) < #require(late))
    }

    @Test("A token and a session that the books know by their digests alone open the page")
    func formerTokens() async throws {
        let live = try LiveDesk()
        guard
            case .done(let created) = try await live.checkout.create(
                LiveDesk.order(), by: "juminka")
        else { throw LiveDesk.Unexpected() }
        try Self.rename(created.token, live)
        let visit = try await live.checkout.enter(created.token.text)
        #expect(visit.payment.id == created.payment.id)
        let again = try await refusal { _ = try await live.checkout.enter(created.token.text) }
        #expect(again == .tokenUnknown)
        try Self.rename(visit.session, live)
        let seen = try await live.checkout.visit(visit.session.text)
        #expect(seen.id == created.payment.id)
    }

    @Test("What is no token opens nothing", arguments: ["", "x", "~~~~~~~~", "AAAAAAAAAAAA"])
    func noToken(_ text: String) async throws {
        let live = try LiveDesk()
        _ = try await live.create()
        #expect(
            try await refusal { _ = try await live.checkout.enter(text) } == .tokenUnknown)
        #expect(
            try await refusal { _ = try await live.checkout.visit(text) } == .tokenUnknown)
    }

    /// As a program knew the newest token that knew no places.
    private static func rename(_ token: PageToken, _ live: LiveDesk) throws {
        let digest = Array(SHA256.hash(data: Array(token.text.utf8)))
        try live.desk.books.database.write { connection in
            let newest = try connection.statement(
                "SELECT digest FROM page_token ORDER BY session DESC LIMIT 1")
            #expect(try newest.step())
            let known = newest.blob(0)
            newest.reset()
            let row = try connection.statement(
                "UPDATE page_token SET digest = ?1 WHERE digest = ?2")
            row.bind(1, digest)
            row.bind(2, known)
            try row.run()
            #expect(row.changes == 1)
        }
    }
}
