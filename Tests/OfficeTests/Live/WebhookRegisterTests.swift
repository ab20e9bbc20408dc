import Database
import Money
import Office
import Provider
import Store
import Testing

@Suite("Where services' news are brought") final class WebhookRegisterTests: WebhookDesk {
    @Test("While two secrets live, news are signed with both")
    func secrets() async throws {
        let (id, old) = try await add("one", of: "juminka", .started)
        #expect(try await refusal { try await webhooks.retire(id) } == .secretIsLast)
        let new = try await webhooks.rotate(id)
        #expect(old != new && new.hasPrefix("whsec_"))
        #expect(try await refusal { _ = try await webhooks.rotate(id) } == .secretsTooMany)
        #expect(try await webhooks.find(id).secrets == 2)
        _ = try await live.open()
        try await turn()
        let both = try WebhookTests.codes(try #require(receiver.come.last), [old, new])
        #expect(both.found == both.wanted)
        try await webhooks.retire(id)
        _ = try await live.open()
        try await turn()
        let one = try WebhookTests.codes(try #require(receiver.come.last), [new])
        #expect(one.found == one.wanted)
        #expect(try await webhooks.rotate(id) != old)
    }

    @Test(
        "Addresses that nobody could call are refused",
        arguments: [
            "", "https://", "http://a.example/", "ftp://a.example/", "https://u@a.example/",
            "https://a.example/ b", "https://:443/", "https://a.example/#x", "https://a.example/\"",
            "https://" + String(repeating: "a", count: 2_000),
        ])
    func malformed(_ url: String) async throws {
        let said = try await refusal {
            _ = try await webhooks.add(url, of: "juminka", events: [])
        }
        #expect(said == .urlMalformed)
        #expect(try await webhooks.list().isEmpty)
    }

    @Test("The other refusals of the register, and plain HTTP where it is allowed")
    func refusals() async throws {
        #expect(try await refusal { _ = try await webhooks.find("wh_x") } == .unknown)
        #expect(try await refusal { try await webhooks.disable("wh_x") } == .unknown)
        #expect(try await refusal { _ = try await webhooks.log("wh_x") } == .unknown)
        #expect(try await refusal { try await webhooks.redeliver(1) } == .deliveryUnknown)
        let nobody = try await refusal {
            _ = try await webhooks.add("https://a.example", of: "\u{7}", events: [])
        }
        #expect(nobody == .serviceMalformed)
        let plain = try await webhooks.add(
            "http://a.example", of: "juminka", events: [], allowsHTTP: true)
        for _ in 1..<Webhooks.most { _ = try await add() }
        #expect(try await refusal { _ = try await add() } == .tooMany)
        _ = try await live.open()
        try await webhooks.disable(plain.webhook.id)
        #expect(try await refusal { _ = try await webhooks.rotate(plain.webhook.id) } == .disabled)
        // What waited for it is given up, and not brought by hand.
        let row = try #require(try await webhooks.log(plain.webhook.id).first)
        #expect(row.delivery.state == .failed)
        #expect(
            try await refusal { try await webhooks.redeliver(row.delivery.number) } == .disabled)
        _ = try await add()
    }

    @Test("What was brought is forgotten after three months; what waits is not")
    func forgotten() async throws {
        let (id, _) = try await add("one", of: "juminka", .succeeded)
        let (bad, _) = try await add("bad", of: "juminka", .succeeded)
        _ = try await live.paid()
        try await turn()
        try await webhooks.disable(bad)
        let sweeper = Sweeper(live.checkout, holder: "a")
        live.wait(92 * 24 * 3_600)
        try await sweeper.forget()
        #expect(try await webhooks.log(id).count == 1)
        _ = try await live.open()
        live.wait(1)
        try await sweeper.forget()
        #expect(try await webhooks.log(id).isEmpty)
        let left = try live.desk.books.database.read { connection in
            let row = try connection.statement("SELECT count(*) FROM webhook_answer")
            defer { row.reset() }
            _ = try row.step()
            return row.int64(0)
        }
        #expect(left == 0)
    }
}
