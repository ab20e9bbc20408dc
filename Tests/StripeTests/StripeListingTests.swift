import Money
import Provider
import Stripe
import Testing

@Suite("Stripe's lists")
struct StripeListingTests {
    let adapter = StripePayments(.init(key: "sk_test_himitsu", webhookSecrets: []))
    let occasion = RequestOccasion(at: Moment(seconds: 1_800_000_000), nonce: "n")

    private func reply(_ items: [String], hasMore: Bool = false) -> ProviderReply {
        let data = items.joined(separator: ",")
        let body = "{\"object\":\"list\",\"data\":[\(data)],\"has_more\":\(hasMore)}"
        return .answered(status: 200, body: Array(body.utf8))
    }

    private static func entry(_ category: String, _ amount: Int, fee: Int, net: Int) -> String {
        """
        {"object":"balance_transaction","id":"txn_\(amount)","currency":"jpy","amount":\(amount),\
        "fee":\(fee),"net":\(net),"created":1800000000,"reporting_category":"\(category)",\
        "source":{"id":"ch_1","payment_intent":"pi_1","metadata":{"payment_id":"p1"},\
        "payment_method_details":{"card":{"brand":"jcb"}}}}
        """
    }

    @Test("A movement of the balance is the line that the report has for it")
    func lines() throws {
        let answer = adapter.readBalance(
            reply([
                Self.entry("charge", 600, fee: 22, net: 578),
                Self.entry("payout", -578, fee: 0, net: -578),
                Self.entry("refund", -100, fee: 0, net: -100),
                Self.entry("dispute", -600, fee: 1_300, net: -1_900),
            ]))
        guard case .page(let page) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(page.next == nil)
        #expect(page.items.map(\.kind) == [.sale, .giveBack, .adjustment])
        #expect(page.items.map(\.amount) == [Yen(600), Yen(100), Yen(-1_900)])
        #expect(page.items.map(\.fee) == [Yen(22), .zero, Yen(1_300)])
        #expect(page.items.map(\.row) == [1, 3, 4])
        #expect(page.items[0].providerRefs == ["pi_1", "ch_1"])
        #expect(page.items[1].providerRefs == ["ch_1", "pi_1"])
        #expect(page.items.allSatisfy { $0.merchantRef == "p1" && $0.brand == "jcb" })
    }

    @Test(
        "One movement that is not clear makes the page none",
        arguments: [
            entry("charge", 600, fee: 22, net: 579), entry("charge", -600, fee: 0, net: -600),
            entry("refund", 100, fee: 0, net: 100), entry("of-another-time", 600, fee: 0, net: 600),
            entry("charge", 600, fee: 22, net: 578).replacing("jpy", with: "usd"),
            entry("charge", 600, fee: 22, net: 578).replacing("\"created\"", with: "\"made\""),
            entry("charge", 600, fee: 22, net: 578).replacing("600", with: "600.5"), "null", "{}",
        ])
    func noLine(_ item: String) {
        let good = Self.entry("charge", 300, fee: 11, net: 289)
        #expect(adapter.readBalance(reply([good, item])) == .unknown(code: "answer-incomplete"))
    }

    @Test("The next page begins behind the last item")
    func pages() throws {
        let items = [Self.entry("charge", 600, fee: 22, net: 578)]
        guard case .page(let page) = adapter.readBalance(reply(items, hasMore: true)) else {
            Issue.record("no page")
            return
        }
        #expect(page.next == "txn_600")
        let request = adapter.listBalance(payout: "po_1", after: page.next, occasion)
        #expect(
            request.path == "/v1/balance_transactions?payout=po_1&limit=100"
                + "&starting_after=txn_600&expand%5B%5D=data.source")
        #expect(
            adapter.readBalance(reply([], hasMore: true)) == .unknown(code: "answer-incomplete"))
    }

    private static func payout(_ status: String, _ more: String = "") -> String {
        """
        {"object":"payout","id":"po_1","currency":"jpy","amount":578,"arrival_date":1775746800,\
        "automatic":true,"status":"\(status)"\(more)}
        """
    }

    @Test(
        "A payout stands as Stripe says",
        arguments: [
            ("pending", PayoutWord.Standing.underway), ("in_transit", .underway),
            ("paid", .paid), ("failed", .failed), ("canceled", .cancelled),
        ])
    func payouts(_ status: String, _ standing: PayoutWord.Standing) throws {
        let day = try #require(BookDay("2026-04-10"))
        let word = PayoutWord("po_1", standing, amount: Yen(578), arrives: day, isItemized: true)
        #expect(adapter.readPayouts(reply([Self.payout(status)])) == .page(ProviderPage([word])))
        let waiting = Self.payout(status, ",\"reconciliation_status\":\"in_progress\"")
        guard case .page(let page) = adapter.readPayouts(reply([waiting])) else {
            Issue.record("no page")
            return
        }
        #expect(page.items.map(\.isItemized) == [false])
        #expect(
            adapter.readPayouts(reply([Self.payout("lost")])) == .unknown(code: "answer-incomplete")
        )
    }

    @Test(
        "A dispute stands as Stripe says",
        arguments: [
            ("warning_needs_response", DisputeWord.Standing.inquiry), ("warning_closed", .inquiry),
            ("needs_response", .open), ("under_review", .underReview), ("won", .won),
            ("lost", .lost),
        ])
    func disputes(_ status: String, _ standing: DisputeWord.Standing) {
        func dispute(_ status: String) -> String {
            """
            {"object":"dispute","id":"du_1","currency":"jpy","amount":600,"created":1800000000,\
            "reason":"fraudulent","payment_intent":"pi_1","status":"\(status)",\
            "evidence_details":{"due_by":1800600000}}
            """
        }
        let word = DisputeWord(
            "du_1", standing, handle: ProviderHandle(payment: "pi_1"), amount: Yen(600),
            reason: "fraudulent", at: Moment(seconds: 1_800_000_000),
            due: Moment(seconds: 1_800_600_000))
        #expect(adapter.readDisputes(reply([dispute(status)])) == .page(ProviderPage([word])))
        #expect(
            adapter.readDisputes(reply([dispute("odd")])) == .unknown(code: "answer-incomplete"))
    }

    private static func dispute(_ movements: String, _ payment: String = "pi_1") -> String {
        """
        {"object":"dispute","id":"du_1","currency":"jpy","amount":600,"created":1800000000,\
        "reason":"fraudulent","payment_intent":"\(payment)","status":"won",\
        "balance_transactions":[\(movements)]}
        """
    }

    private static func movement(
        _ id: String, _ amount: Int, _ fee: Int, net: Int, at: Int
    ) -> String {
        """
        {"object":"balance_transaction","id":"\(id)","currency":"jpy","amount":\(amount),\
        "fee":\(fee),"net":\(net),"created":\(at)}
        """
    }

    @Test("The disputes of a payment are told with what each has moved, in its order")
    func disputesOfPayment() throws {
        let operation = ProviderOperation(
            id: PaymentID(bits: 1), payment: PaymentID(bits: 2),
            handle: ProviderHandle(payment: "pi_1"), deed: .askDisputes)
        let request = try #require(adapter.request(for: operation, occasion))
        #expect(request.path == "/v1/disputes?payment_intent=pi_1&limit=100")
        let back = Self.movement("txn_2", 600, -1_300, net: 1_900, at: 1_800_100_000)
        let taken = Self.movement("txn_1", -600, 1_300, net: -1_900, at: 1_800_000_000)
        let answer = adapter.read(reply([Self.dispute("\(back),\(taken)")]), to: operation)
        guard case .disputes(let words) = answer, words.count == 1 else {
            Issue.record("\(answer)")
            return
        }
        #expect(words[0].movements.map(\.number) == ["txn_1", "txn_2"])
        #expect(words[0].movements.map(\.amount) == [Yen(-600), Yen(600)])
        #expect(words[0].movements.map(\.fee) == [Yen(1_300), Yen(-1_300)])
        #expect(adapter.read(reply([]), to: operation) == .disputes([]))
        // Not all of them, another payment's, or figures that do not add up are no word.
        for (items, hasMore) in [
            ([Self.dispute(taken)], true), ([Self.dispute(taken, "pi_2")], false),
            ([Self.dispute(Self.movement("t", -600, 1_300, net: -600, at: 1))], false),
            ([Self.dispute("null")], false),
        ] {
            let answer = adapter.read(reply(items, hasMore: hasMore), to: operation)
            guard case .unknown = answer else {
                Issue.record("\(answer)")
                continue
            }
        }
        var without = operation
        without.handle = nil
        #expect(adapter.request(for: without, occasion) == nil)
    }

    @Test(
        "A report is underway, ready or failed, and anything else unknown",
        arguments: [
            ("pending", "null", ReportAnswer.underway(number: "frr_1")),
            ("succeeded", "{\"id\":\"file_1\"}", .ready(number: "frr_1", file: "file_1")),
            ("failed", "null", .failed(number: "frr_1")),
            ("succeeded", "null", .unknown(code: "answer-incomplete")),
            ("strange", "null", .unknown(code: "answer-incomplete")),
        ])
    func reports(_ status: String, _ result: String, _ expected: ReportAnswer) {
        let body = """
            {"object":"reporting.report_run","id":"frr_1","status":"\(status)","result":\(result)}
            """
        #expect(adapter.readReport(.answered(status: 200, body: Array(body.utf8))) == expected)
        #expect(adapter.readReport(.lost) == .unknown(code: "lost"))
        #expect(adapter.readReport(.notSent) == .refused(.notSent))
        #expect(
            adapter.readReport(.answered(status: 500, body: Array(body.utf8)))
                == .unknown(code: "http-500"))
    }

    @Test("A report is ordered once under its id, and lies where files do")
    func ordering() throws {
        let order = ReportOrder(
            id: PaymentID(bits: 42), from: Moment(seconds: 1), until: Moment(seconds: 2))
        let request = adapter.order(order, occasion)
        #expect(request.header("Idempotency-Key") == "\(PaymentID(bits: 42))")
        let body = String(decoding: try #require(request.body), as: UTF8.self)
        #expect(body.contains("payout_reconciliation.itemized.5"))
        #expect(body.contains("parameters%5Btimezone%5D=Asia%2FTokyo"))
        #expect(adapter.reportAddress == "https://files.stripe.com")
        #expect(adapter.pickUp("file_1", occasion).path == "/v1/files/file_1/contents")
        #expect(adapter.askReport("frr_1", occasion).path == "/v1/reporting/report_runs/frr_1")
    }
}
