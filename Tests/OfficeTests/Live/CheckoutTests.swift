import Database
import Foundation
import LedgerStore
import Money
import Office
import Provider
import Reconciliation
import Store
import Synchronization
import Testing
import Till

@Suite("Live payments") struct CheckoutTests {
    @Test("A payment that is paid stands in the books as a sale from a file would")
    func captured() async throws {
        let live = try LiveDesk()
        let payment = try await live.paid()
        #expect(payment.shown == .success && payment.refundAvailable == Yen(600))
        #expect(try live.desk.count("sale") == 1)
        // At once, and the same as reconciliation derives: it finds nothing to do.
        let balances = try live.desk.balances()
        #expect(balances["general asset/clearing/paypay-online"] == 600)
        #expect(balances["general revenue/2026/14-02-01-01"] == 600)
        let vouchers = try live.desk.vouchers().map(\.cause)
        #expect(vouchers == ["capture/\(payment.id)"])
        let run = try live.desk.reconcile("2026-04-01")
        #expect(run.undone == 0)
        #expect(try live.desk.vouchers().filter { $0.cause.contains("\(payment.id)") }.count == 1)
        try live.prove()
        let steps = try await live.checkout.history(payment.id).map(\.event)
        #expect(steps == ["create", "begin", "answer", "answer"])
    }

    @Test("A plain amount goes to its fund and subject")
    func plain() async throws {
        let live = try LiveDesk()
        let item = PaymentOrder.Item.plain(
            amount: Yen(4_321), fund: "general", subject: "15-01-02")
        let payment = try await live.paid(LiveDesk.order([item]))
        #expect(payment.lines.map(\.item) == [item])
        #expect(try live.desk.balances()["general revenue/2026/15-01-02"] == 4_321)
        try live.prove()
    }

    @Test("A bill that is paid online is collected, and cannot be ordered again")
    func bill() async throws {
        let live = try LiveDesk()
        try live.bills(["W1": 5_437])
        let order = LiveDesk.order([.bill(id: "W1")])
        let payment = try await live.paid(order)
        #expect(payment.amount == Yen(5_437))
        #expect(
            try await refusal { _ = try await live.create(order) } == .billNotOpen)
        try live.prove()
        #expect(try live.desk.balances()["water asset/bill/2026/water"] == nil)
    }

    @Test("Two payments of one bill: the second to begin is refused until the first has ended")
    func billTwice() async throws {
        let live = try LiveDesk()
        try live.bills(["W1": 5_437])
        let order = LiveDesk.order([.bill(id: "W1")])
        let first = try await live.create(order)
        let second = try await live.create(order)
        _ = try await live.checkout.begin(first.id, with: "paypay-online")
        let other = live.another()
        #expect(
            try await refusal { _ = try await other.begin(second.id, with: "stripe") }
                == .alreadyReserved)
        #expect(live.provider.account(second.id) == nil)
        _ = try await live.checkout.cancelByPayer(first.id)
        #expect(try await live.find(first.id).state == .cancelled)
        #expect(try await other.begin(second.id, with: "stripe").state == .open)
        try live.prove()
    }

    @Test("Two instances begin one payment: one request leaves")
    func beginTwice() async throws {
        let live = try LiveDesk()
        let payment = try await live.create()
        let (one, two) = (live.checkout, live.another())
        async let first = begun(one, payment.id)
        async let second = begun(two, payment.id)
        let outcomes = try await [first, second]
        #expect(outcomes.filter { $0 == nil }.count == 1)
        #expect(outcomes.allSatisfy { [nil, .operationPending, .notNow].contains($0) })
        let creates = live.provider.count { if case .create = $0 { true } else { false } }
        #expect(creates == 1)
    }

    private func begun(_ checkout: Checkout, _ id: PaymentID) async throws -> CheckoutRefusal? {
        try await refusal { _ = try await checkout.begin(id, with: "paypay-online") }
    }

    @Test("Another amount than ours is booked as unidentified, and nobody is told it is done")
    func differs() async throws {
        let live = try LiveDesk()
        let payment = try await live.open()
        live.provider.pay(payment.id, Yen(590), at: live.now)
        let paid = try await live.checkout.ask(about: payment.id)
        #expect(paid.state == .differs && paid.shown == .submitted && paid.captured == Yen(590))
        #expect(try live.desk.balances()["outside liability/unidentified"] == 590)
        try live.prove()
        let open = try live.desk.exceptions().map(\.row.exception)
        #expect(open.contains { $0.key.reference == "\(payment.id)" })
    }

    @Test("Money is reserved, and captured when the service says so")
    func capturedLater() async throws {
        let live = try LiveDesk()
        let payment = try await live.open(LiveDesk.order(later: true))
        live.provider.pay(payment.id, at: live.now)
        let reserved = try await live.checkout.ask(about: payment.id)
        #expect(reserved.shown == .capturable && reserved.canCapture && reserved.canCancel)
        #expect(try live.desk.count("sale") == 0)
        _ = try await live.checkout.capture(payment.id, of: "juminka")
        let captured = try await live.find(payment.id)
        #expect(captured.state == .captured && captured.captured == Yen(600))
        #expect(
            try await refusal { _ = try await live.checkout.capture(payment.id, of: "juminka") }
                == .notNow)
        try live.prove()
    }

    @Test("A void on its day takes the sale back")
    func voided() async throws {
        let live = try LiveDesk()
        let payment = try await live.paid()
        _ = try await live.checkout.void(payment.id, by: "sato")
        live.wait(10)
        try await live.sweep()
        let after = try await live.find(payment.id)
        #expect(after.state == .voided && after.refundAvailable == .zero)
        #expect(try live.desk.balances()["general asset/clearing/paypay-online"] == nil)
        try live.prove()
        let late = try await live.paid()
        live.wait(2 * 24 * 3600)
        #expect(
            try await refusal { _ = try await live.checkout.void(late.id, by: "sato") }
                == .voidTooLate)
    }

    @Test("Payments that come in while a month is reconciled stay as they are")
    func laterDays() async throws {
        let live = try LiveDesk()
        let first = try await live.paid()
        live.wait(24 * 3600)
        let second = try await live.paid()
        // The day before is looked through: what was paid since is none of its business.
        let run = try live.desk.reconcile("2026-04-01")
        #expect(run.undone == 0)
        let causes = try live.desk.vouchers().map(\.cause)
        #expect(causes.contains("capture/\(first.id)") && causes.contains("capture/\(second.id)"))
        #expect(!causes.contains { $0.hasPrefix("undo/") })
        #expect(try AuditBooks(live.desk.books).run { _, _ in }.isSound)
        try live.prove(through: "2026-04-02")
    }

    @Test("The provider's report finds the payments and refunds that were live")
    func reconciled() async throws {
        let live = try LiveDesk(limit: 100_000)
        let kept = try await live.paid()
        let given = try await live.paid(LiveDesk.order([.fee(id: "koseki", quantity: 1)]))
        let refund = try await live.checkout.refund(
            Yen(450), available: Yen(450), of: given.id, by: "juminka", reason: "")
        guard case .done(let done) = refund else { throw LiveDesk.Unexpected() }
        #expect(done.state == .finished)
        let rows = [
            Self.row("1", "取引完了", 600, kept.id), Self.row("2", "取引完了", 450, given.id),
            Self.row("3", "返金完了", -450, given.id),
        ]
        let report = try live.desk.take(
            "history.csv", Self.header + rows.joined(), as: .payPayHistory)
        #expect(report.accepted == 3)
        let run = try live.desk.reconcile("2026-04-05")
        #expect(run.report.sales.count == 3 && run.report.sales.matched == 3)
        #expect(run.report.exceptions.isEmpty)
        try live.prove(through: "2026-04-05")
    }

    private static let header = """
        取引番号,加盟店ID,屋号,店舗ID,店舗名,端末番号/PosID,取引ステータス,取引日時,取引金額,レシート番号,支払い方法,支払い詳細,取引確定期限,加盟店決済ID,サービスタイプ

        """

    private static func row(
        _ number: String, _ status: String, _ amount: Int, _ payment: PaymentID
    ) -> String {
        """
        0595727784422742645\(number),480000000001999016,汐見市,480000000001000001,汐見市,,\(status),\
        2026/04/01 12:00:01,\(amount),,PayPay(残高),,2026/05/01 23:59:59,\(payment),オンライン決済

        """
    }
}
