import Foundation
import Ledger
import Money
import Office
import Provider
import Store
import Testing

@Suite("Bank movements for an accounting system") struct BankMovementTests {
    /// What the sample city's account holds before its first file.
    private static let opening: Int64 = 68_444_995

    private let live: LiveDesk
    private let movements: BankMovements

    init() throws {
        live = try LiveDesk(limit: 100_000)
        movements = BankMovements(live.checkout)
    }

    private func order(_ amount: Int64, _ reference: String = "00000001") throws
        -> BankMovementOrder
    {
        BankMovementOrder(
            account: "main", day: try Desk.day("2026-04-30"), reference: reference,
            amount: Yen(amount))
    }

    private func take(
        _ order: BankMovementOrder, by service: String = "accounting"
    ) async throws -> ToldMovement {
        guard case .done(let movement) = try await movements.take(order, by: service) else {
            throw LiveDesk.Unexpected()
        }
        return movement
    }

    private func refusal(
        _ body: () async throws -> Void
    ) async throws -> BankMovementRefusal? {
        do {
            try await body()
            return nil
        } catch let refusal as BankMovementRefusal {
            #expect(!refusal.sentence.ja.isEmpty && !refusal.sentence.en.isEmpty)
            return refusal
        }
    }

    /// PayPay's word on payments of a day, and its payout of the first half of April.
    private func report(_ payments: [PaymentID], net: Int64) throws {
        let rows = payments.enumerated().map { place, id in
            """
            0595727784422742645\(place),480000000001999016,汐見市,480000000001000001,汐見市,,\
            取引完了,2026/04/01 12:00:0\(place),600,,PayPay(残高),"[]",2026/05/01 23:59:59,\(id),\
            オンライン決済

            """
        }
        try live.desk.take(
            "history.csv",
            """
            取引番号,加盟店ID,屋号,店舗ID,店舗名,端末番号/PosID,取引ステータス,取引日時,取引金額,\
            レシート番号,支払い方法,支払い詳細,取引確定期限,加盟店決済ID,サービスタイプ

            """ + rows.joined())
        let gross = 600 * payments.count
        try live.desk.take(
            "payouts.csv",
            """
            支払番号,加盟店ID,締日,対象開始日,対象終了日,売上件数,売上金額,取消件数,取消金額,手数料,\
            消費税,差引支払額,支払日
            PPO-1,480000000001999016,2026/04/15,2026/04/01,2026/04/15,\(payments.count),\(gross),0,\
            0,\(gross * 16 / 1000),\(gross * 16 / 10_000),\(net),2026/04/30

            """)
    }

    /// The bank's file in its own encoding, in which a kana's mark is a character of its own.
    private func bank(_ lines: [Int64]) throws {
        let payer = "ﾍﾟｲﾍﾟｲ(ｶ"
        let file = BankFile(
            "2026-04-30", opening: BankMovementTests.opening,
            lines.map { BankFile.Line(amount: $0, payer: payer) })
        let text = file.text.replacing(payer + "  ", with: payer)
        let bytes = try #require(text.data(using: .shiftJIS))
        let path = try live.desk.input("bank.dat", Array(bytes))
        let report = try #require(live.desk.take([path]).first)
        #expect(report.status == .accepted, "\(report)")
    }

    @Test("A movement is awaited, then unmatched, then has its payout, revenue and payments")
    func life() async throws {
        let payments = [try await live.paid(), try await live.paid()]
        live.wait(40 * 24 * 3600)
        let first = try await take(order(1_180))
        #expect(first.isNew && first.state == .awaited && first.collections.isEmpty)
        try bank([1_180])
        let seen = try await take(order(1_180))
        #expect(!seen.isNew && seen.id == first.id && seen.state == .unmatched)
        try report(payments.map(\.id), net: 1_180)
        try live.desk.reconcile("2026-04-30")
        let found = try await movements.find(first.id, of: "accounting")
        #expect(found.state == .matched && found.payments == 2)
        let collection = try #require(found.collections.first)
        #expect(collection.provider == "paypay-online" && collection.payout == "PPO-1")
        #expect(collection.banked == Yen(1_180) && collection.net == Yen(1_180))
        #expect(collection.gross == Yen(1_200) && collection.fee == Yen(19))
        #expect(collection.feeTax == Yen(1) && collection.refunds == .zero)
        #expect(collection.lines.map(\.account.code) == ["revenue/2026/14-02-01-01"])
        #expect(collection.lines.map(\.amount) == [Yen(1_200)])
        let page = try await movements.payments(
            in: first.id, of: "accounting", page: 1, size: 1)
        #expect(page.total == 2 && page.pages == 2)
        #expect(page.items.map(\.id) == [payments.map(\.id).min()])
        #expect(page.items.first?.amount == Yen(600))
        #expect(page.items.first?.service == "juminka" && page.items.first?.payout == "PPO-1")
        #expect(try await live.find(payments[0].id).settled == Desk.day("2026-04-30"))
        // Nothing was posted because of it.
        try live.desk.reconcile("2026-04-30")
        let report = try AuditBooks(live.desk.books).run { _, _ in }
        #expect(report.isSound, "\(report.damages)")
    }

    @Test("Another amount than the bank's differs; a line that no payout brought is unmatched")
    func differs() async throws {
        live.wait(40 * 24 * 3600)
        try bank([500, 700])
        #expect(try await take(order(501)).state == .differs)
        #expect(try await take(order(700, "00000002")).state == .unmatched)
        #expect(try await take(order(700, "00000003")).state == .awaited)
        try live.desk.reconcile("2026-04-30")
        var search = BankMovementSearch()
        #expect(try await movements.search(search, of: "accounting").total == 3)
        for (state, count) in [
            (ToldMovement.State.awaited, 1), (.differs, 1), (.unmatched, 1), (.matched, 0),
        ] {
            search.state = state
            let found = try await movements.search(search, of: "accounting")
            #expect(found.total == count && found.items.allSatisfy { $0.state == state })
        }
        search.state = nil
        search.from = try Desk.day("2026-05-01")
        #expect(try await movements.search(search, of: "accounting").total == 0)
        search.from = try Desk.day("2026-04-30")
        search.to = search.from
        search.account = "main"
        search.size = 2
        search.page = 2
        let last = try await movements.search(search, of: "accounting")
        #expect(last.total == 3 && last.pages == 2 && last.items.count == 1)
        search.account = "other"
        #expect(try await movements.search(search, of: "accounting").total == 0)
        #expect(try await movements.search(BankMovementSearch(), of: "nobody").total == 0)
    }

    @Test("Told twice it is one, with another amount it is refused, and each service has its own")
    func once() async throws {
        live.wait(40 * 24 * 3600)
        let first = try await take(order(900))
        #expect(try await take(order(900)).id == first.id)
        #expect(try await refusal { _ = try await take(order(901)) } == .differs)
        #expect(try await take(order(901), by: "other").isNew)
        #expect(try await refusal { _ = try await movements.find(first.id, of: "x") } == .unknown)
        let pages = try await refusal {
            _ = try await movements.payments(in: first.id, of: "x", page: 1, size: 1)
        }
        #expect(pages == .unknown)
        let key = Idempotency<ToldMovement>(key: "k", digest: Array(repeating: 1, count: 32)) {
            StoredAnswer(status: $0.isNew ? 201 : 200, body: Array("\($0.id)".utf8))
        }
        let other = try order(77, "00000009")
        _ = try await movements.take(other, by: "accounting", once: key)
        guard
            case .before(let answer) = try await movements.take(
                other, by: "accounting", once: key)
        else { throw LiveDesk.Unexpected() }
        #expect(answer.status == 201)
    }

    @Test(
        "What cannot be a movement is refused",
        arguments: [
            ("other", "2026-04-30", "1", 1, BankMovementRefusal.accountUnknown),
            ("main", "2026-03-30", "1", 1, .dayInvalid),
            ("main", "2026-05-12", "1", 1, .dayInvalid),
            ("main", "2026-04-30", "", 1, .referenceMalformed),
            ("main", "2026-04-30", "a b", 1, .referenceMalformed),
            ("main", "2026-04-30", "4111111111111111", 1, .referenceMalformed),
            ("main", "2026-04-30", "1", 0, .amountInvalid),
        ])
    func refused(
        _ account: String, _ day: String, _ reference: String, _ amount: Int64,
        _ wanted: BankMovementRefusal
    ) async throws {
        live.wait(40 * 24 * 3600)
        let order = BankMovementOrder(
            account: account, day: try Desk.day(day), reference: reference, amount: Yen(amount))
        #expect(try await refusal { _ = try await take(order) } == wanted)
        #expect(wanted.field != nil)
        var search = BankMovementSearch()
        search.size = 501
        let pages = try await refusal { _ = try await movements.search(search, of: "accounting") }
        #expect(pages == .pageInvalid)
    }
}
