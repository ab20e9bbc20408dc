import Money
import Office
import Provider
import Store
import Synchronization
import Testing

@Suite("News for services") final class WebhookTests: WebhookDesk {
    // MARK: - What is brought

    @Test("Each public state and each refund is told once, as the payment stood then")
    func told() async throws {
        let (id, secret) = try await add()
        let payment = try await live.paid()
        _ = try await live.checkout.refund(
            Yen(200), available: Yen(600), of: payment.id, by: "juminka", reason: "")
        let first = try await turn()
        #expect(first.waiting == 4 && first.lanes == [id] && first.failing.isEmpty)
        let news = try receiver.come.map(WebhookTests.json)
        #expect(
            news.map { $0["event_type"]?.text } == [
                "payment_submitted", "payment_started", "payment_success", "payment_refunded",
            ])
        // Not as it stands now.
        #expect(
            news.map { $0["resource"]?["status"]?.text } == [
                "submitted", "started", "success", "success",
            ])
        let versions = news.compactMap { $0["resource_version"]?.integer }
        #expect(versions == versions.sorted() && Set(versions).count == 4)
        for (parcel, piece) in zip(receiver.come, news) {
            let name = try WebhookTests.header("Suito-Message-Id", parcel)
            #expect(piece["webhook_message_id"]?.text == name)
            #expect(piece["resource_id"]?.text == payment.id.description)
            let (found, wanted) = try WebhookTests.codes(parcel, [secret])
            #expect(found == wanted)
        }
        live.wait(3_600)
        #expect(try await turn().waiting == 0)
        #expect(receiver.come.count == 4)
        let standing = try await webhooks.find(id).standing
        #expect(standing.delivered == 4 && standing.waiting == 0 && !standing.isFailing)
        try live.prove()
    }

    @Test("An e-mail address is not in the news, nor in their log")
    func email() async throws {
        _ = try await add()
        var order = LiveDesk.order()
        order.email = "citizen@example.jp"
        _ = try await live.open(order)
        try await turn()
        #expect(receiver.come.count == 2)
        for parcel in receiver.come {
            #expect(!String(decoding: parcel.body, as: UTF8.self).contains("citizen"))
        }
    }

    @Test("Only the service's own addresses that are live and want it are told")
    func subscribed() async throws {
        let (success, _) = try await add("success", of: "juminka", .succeeded, .refunded)
        let (ended, _) = try await add("ended")
        _ = try await add("other", of: "zeimuka")
        try await webhooks.disable(ended)
        try await webhooks.disable(ended)
        _ = try await live.paid()
        try await turn()
        #expect(receiver.come.map(\.url) == ["https://success.example/hook"])
        #expect(try await webhooks.log(success).map(\.delivery.kind) == ["payment_success"])
        #expect(try await webhooks.log(ended).isEmpty)
        #expect(try await webhooks.list(of: "juminka").count == 2)
        #expect(try await webhooks.list().count == 3)
        #expect(try await webhooks.find(success).events == [.succeeded, .refunded])
    }

    @Test("A refused event tells nobody, and an event that stands has its news after a restart")
    func withTheEvent() async throws {
        let (id, _) = try await add()
        let payment = try await live.open()
        let count = try await webhooks.log(id).count
        let refused = try await OfficeTests.refusal {
            _ = try await live.checkout.capture(payment.id, of: "juminka")
        }
        #expect(refused == .notNow)
        #expect(try await webhooks.log(id).count == count)
        live.provider.pay(payment.id, at: live.now)
        _ = try await live.checkout.ask(about: payment.id)
        live.restart()
        try await turn("b")
        #expect(receiver.come.count == count + 1)
    }

    // MARK: - What fails

    @Test("What fails is tried again by the plan, and then given up; by hand it goes once more")
    func plan() async throws {
        let (id, _) = try await add("one", of: "juminka", .succeeded)
        receiver.answer("https://one.example/hook", 500)
        _ = try await live.paid()
        let start = live.now.seconds
        var tries: [Int64] = []
        for gap in [0, 59, 1, 299, 1, 3_599, 1, 86_399, 1, 172_799, 1, 864_000] as [Int64] {
            live.wait(gap)
            let before = receiver.come.count
            try await turn()
            if receiver.come.count > before { tries.append(live.now.seconds - start) }
        }
        #expect(tries == [0, 60, 360, 3_960, 90_360, 263_160])
        let row = try #require(try await webhooks.log(id).first)
        #expect(row.delivery.state == .failed && row.delivery.due == nil)
        #expect(row.attempts.count == 6)
        #expect(row.attempts.allSatisfy { $0.status == 500 && $0.outcome == "refused" })
        // Of an answer the first bytes are kept, and no card number.
        let head = String(decoding: row.attempts[0].head, as: UTF8.self)
        #expect(head.hasPrefix("said 500 ") && !head.contains("4111111111111111"))
        #expect(try await webhooks.find(id).standing.failed == 1)
        receiver.answer("https://one.example/hook", 204)
        try await webhooks.redeliver(row.delivery.number)
        #expect(
            try await refusal { try await webhooks.redeliver(row.delivery.number) }
                == .deliveryWaits)
        try await turn()
        // The same bytes under the same id, with a fresh signature.
        #expect(Set(receiver.come.map(\.body)).count == 1)
        #expect(
            Set(try receiver.come.map { try WebhookTests.header("Suito-Message-Id", $0) })
                .count == 1)
        #expect(
            Set(try receiver.come.map { try WebhookTests.header("Suito-Signature", $0) })
                .count == 7)
        #expect(try await webhooks.log(id, .delivered).count == 1)
        #expect(try await webhooks.log(id, .failed).isEmpty)
    }

    @Test(
        "Only 2xx is delivered",
        arguments: [
            (200, "delivered"), (299, "delivered"), (301, "redirected"), (404, "refused"),
            (199, "refused"), (0, "timed-out"),
        ])
    func outcomes(_ status: Int, _ outcome: String) async throws {
        let (id, _) = try await add("one", of: "juminka", .succeeded)
        receiver.answer("https://one.example/hook", status)
        _ = try await live.paid()
        try await turn()
        let row = try #require(try await webhooks.log(id).first)
        #expect(row.attempts.map(\.outcome) == [outcome])
        #expect(row.delivery.state == (outcome == "delivered" ? .delivered : .waiting))
        let turn = try await courier().turn()
        #expect(turn.failing == (outcome == "delivered" ? [] : [id]))
        #expect(try await webhooks.find(id).standing.isFailing == (outcome != "delivered"))
    }

    @Test("A receiver that hangs holds no other, and what fails holds nothing behind it")
    func lanes() async throws {
        let (slow, _) = try await add("slow")
        let (quick, _) = try await add("quick")
        receiver.hang("https://slow.example/hook")
        _ = try await live.paid()
        let courier = courier()
        let turn = try await courier.turn()
        #expect(Set(turn.lanes) == [slow, quick])
        let hanging = Task { await courier.bring(slow, isStopping: { false }) }
        let report = await courier.bring(quick, isStopping: { false })
        #expect(report.delivered == 3 && report.failed == 0)
        while receiver.state.withLock({ $0.hanging.isEmpty }) { await Task.yield() }
        receiver.answer("https://slow.example/hook", 0)
        receiver.release()
        let failed = await hanging.value
        #expect(failed.failed == 3 && failed.delivered == 0 && failed.givenUp == 0)
    }

    @Test("Told to stop, it ends the try under way and leaves the rest due")
    func stopping() async throws {
        let (id, _) = try await add()
        _ = try await live.paid()
        let receiver = receiver
        let courier = courier()
        #expect(try await courier.turn().lanes == [id])
        let report = await courier.bring(id, isStopping: { !receiver.come.isEmpty })
        #expect(report.delivered == 1)
        try await courier.stop()
        // Another one goes on at once.
        #expect(try await turn("b").waiting == 2)
        #expect(receiver.come.count == 3)
    }

    @Test("Broken off because the program stops, a try is none, and the news stay due")
    func brokenOff() async throws {
        let (id, _) = try await add("one", of: "juminka", .succeeded)
        receiver.hang("https://one.example/hook")
        receiver.answer("https://one.example/hook", 0)
        _ = try await live.paid()
        let courier = courier()
        _ = try await courier.turn()
        let task = Task { await courier.bring(id, isStopping: { false }) }
        while receiver.state.withLock({ $0.hanging.isEmpty }) { await Task.yield() }
        task.cancel()
        receiver.release()
        #expect(await task.value.failed == 0)
        let row = try #require(try await webhooks.log(id).first)
        #expect(row.attempts.isEmpty && row.delivery.due == live.now)
        receiver.answer("https://one.example/hook", 200)
        try await turn()
        #expect(try await webhooks.log(id, .delivered).count == 1)
    }

    @Test("One instance brings them at a time; another takes over when its lease has run out")
    func lease() async throws {
        _ = try await add()
        _ = try await live.paid()
        #expect(try await courier("a").turn().isElsewhere == false)
        #expect(try await turn("b").isElsewhere)
        #expect(receiver.come.isEmpty)
        live.wait(29)
        #expect(try await turn("b").isElsewhere)
        live.wait(1)
        #expect(try await turn("b").isElsewhere == false)
        #expect(try await turn("a").isElsewhere)
        #expect(receiver.come.count == 3)
        // As long as it comes back, it keeps it.
        for _ in 0..<10 {
            live.wait(9)
            #expect(try await turn("b").isElsewhere == false)
            #expect(try await turn("a").isElsewhere)
        }
    }

    @Test("Whose lease ran out in the middle of a try notes nothing about what another has done")
    func overtaken() async throws {
        let (id, _) = try await add("one", of: "juminka", .succeeded)
        receiver.hang("https://one.example/hook")
        _ = try await live.paid()
        let slow = courier("a")
        _ = try await slow.turn()
        let late = Task { await slow.bring(id, isStopping: { false }) }
        while receiver.state.withLock({ $0.hanging.isEmpty }) { await Task.yield() }
        receiver.state.withLock { $0.hangs = [] }
        live.wait(60)
        try await turn("b")
        receiver.release()
        let report = await late.value
        #expect(report.delivered == 0 && report.failed == 0 && !report.isTroubled)
        let row = try #require(try await webhooks.log(id).first)
        #expect(row.attempts.count == 1 && row.delivery.tries == 1)
    }
}
