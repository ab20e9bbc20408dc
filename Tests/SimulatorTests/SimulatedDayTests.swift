import CityRecords
import Database
import Foundation
import Money
import Office
import PayPay
import PaymentAgents
import Provider
import Reconciliation
import Simulators
import Store
import Stripe
import Testing

/// A day at the simulators, as our journal and the providers' files tell it.
@Suite("A simulated day")
struct SimulatedDayTests {
    static let day = BookDay(number: 20_545)
    static let merchant = "480000000001999016"

    /// What our journal says of the day.
    private struct Journal {
        var text = ""

        mutating func add(
            _ id: PaymentID, _ event: String, at: Moment, _ provider: String, amount: Int64,
            _ reference: String?, of original: PaymentID? = nil
        ) {
            let isCode = provider == "paypay-online"
            let number = reference.map { "\"\($0)\"" } ?? "null"
            let word =
                ["voided": "void_of", "disputed": "dispute_of", "reinstated": "reinstates"][event]
                ?? "refund_of"
            let link = original.map { ",\"\(word)\":\"\($0)\"" }
            text += """
                {"id":"\(id)","at":"\(at)","event":"\(event)","channel":"online",\
                "office":"shimin","terminal":null,"operator":null,"provider":"\(provider)",\
                "method":"\(isCode ? "qr" : "card")","brand":"\(isCode ? "PayPay" : "visa")",\
                "amount":\(amount),"lines":[{"fee":"juminhyo","quantity":\(amount / 300),\
                "unit":300,"amount":\(amount)}],"provider_ref":\(number),\
                "merchant_ref":"\(original ?? id)","slip":null,"approval":null\(link ?? "")}

                """
        }
    }

    private static func at(_ hour: Int, _ minute: Int) -> Moment {
        Moment(day: day, secondOfDay: hour * 3_600 + minute * 60)
    }

    /// Ids whose first 48 bits are a time.
    private static func id(_ number: Int) -> PaymentID {
        PaymentID(bits: UInt128(1_775_090_000_000) << 80 | UInt128(number))
    }

    private func run<Played: Simulator, Adapter: LiveProvider>(
        _ bench: inout Bench<Played>, _ adapter: Adapter, _ operation: ProviderOperation,
        at: Moment
    ) throws -> OperationAnswer {
        let occasion = RequestOccasion(at: at, nonce: "\(operation.id)\(at.seconds)")
        let request = try #require(adapter.request(for: operation, occasion))
        return adapter.read(bench.answer(request, at: at), to: operation)
    }

    /// Opens, pays and asks; the provider's numbers.
    private func pay<Played: Simulator, Adapter: LiveProvider>(
        _ bench: inout Bench<Played>, _ adapter: Adapter, _ id: PaymentID, _ amount: Int64,
        at: Moment
    ) throws -> PaymentWord {
        let new = NewPayment(amount: Yen(amount), description: "住民票の写し, \"正\"")
        var operation = ProviderOperation(id: id, payment: id, deed: .create(new))
        operation.handle = try #require(
            try run(&bench, adapter, operation, at: at).word?.handle)
        bench.steer("pay", ["payment": .text("\(id)")], at: at)
        operation.deed = .ask
        return try #require(
            try run(&bench, adapter, operation, at: Moment(seconds: at.seconds + 1)).word)
    }

    private func payPayDay(_ journal: inout Journal) throws -> Bench<PayPaySimulator> {
        var bench = Bench(
            PayPaySimulator(
                .init(key: "k", secret: "s", merchant: Self.merchant, shop: "汐見市オンライン申請"),
                seed: 3))
        let adapter = PayPayPayments(.init(key: "k", secret: "s", merchant: Self.merchant))
        for number in 1...5 {
            let (id, at) = (Self.id(number), Self.at(9, number))
            let word = try pay(&bench, adapter, id, 300 * Int64(number), at: at)
            journal.add(
                id, "captured", at: at, "paypay-online", amount: 300 * Int64(number),
                word.handle.payment)
            if number == 2 {
                let operation = ProviderOperation(
                    id: Self.id(102), payment: id, handle: word.handle,
                    deed: .refund(Yen(300), reason: "x"))
                let later = Self.at(15, 0)
                let refund = try #require(
                    try run(&bench, adapter, operation, at: later).refundWord)
                journal.add(
                    Self.id(102), "refunded", at: later, "paypay-online", amount: 300,
                    refund.number, of: id)
            }
        }
        // Declined: nothing for the journal, a row for the file.
        let failed = ProviderOperation(
            id: Self.id(6), payment: Self.id(6),
            deed: .create(NewPayment(amount: Yen(300), description: "x")))
        _ = try run(&bench, adapter, failed, at: Self.at(10, 0))
        bench.steer(
            "pay", ["payment": .text("\(Self.id(6))"), "outcome": "fail"], at: Self.at(10, 1))
        return bench
    }

    private func stripeDay(_ journal: inout Journal) throws -> Bench<StripeSimulator> {
        var bench = Bench(
            StripeSimulator(.init(key: "k", webhookSecrets: ["w"]), seed: 4))
        let adapter = StripePayments(.init(key: "k", webhookSecrets: ["w"]))
        for number in 11...14 {
            let (id, at) = (Self.id(number), Self.at(11, number))
            let word = try pay(&bench, adapter, id, 600, at: at)
            journal.add(id, "captured", at: at, "stripe", amount: 600, word.handle.payment)
            if number == 12 {
                let operation = ProviderOperation(
                    id: Self.id(112), payment: id, handle: word.handle,
                    deed: .refund(Yen(300), reason: "x"))
                let later = Self.at(16, 0)
                let refund = try #require(
                    try run(&bench, adapter, operation, at: later).refundWord)
                journal.add(
                    Self.id(112), "refunded", at: later, "stripe", amount: 300, refund.number,
                    of: id)
            }
        }
        // One is disputed for good, one comes back.
        for number in 15...16 {
            let (id, at) = (Self.id(number), Self.at(11, number))
            let word = try pay(&bench, adapter, id, 600, at: at)
            journal.add(id, "captured", at: at, "stripe", amount: 600, word.handle.payment)
            bench.steer("dispute", ["payment": .text("\(id)")], at: Self.at(17, 0))
            if number == 16 {
                bench.steer(
                    "decide", ["payment": .text("\(id)"), "outcome": "won"], at: Self.at(18, 0))
            }
            let operation = ProviderOperation(
                id: Self.id(200 + number), payment: id, handle: word.handle, deed: .askDisputes)
            let answer = try run(&bench, adapter, operation, at: Self.at(19, 0))
            guard case .disputes(let disputes) = answer, disputes.count == 1 else {
                Issue.record("\(answer)")
                continue
            }
            #expect(disputes[0].standing == (number == 16 ? .won : .open))
            for movement in disputes[0].movements {
                let isBack = movement.amount > .zero
                journal.add(
                    Self.id((isBack ? 220 : 210) + number), isBack ? "reinstated" : "disputed",
                    at: movement.at, "stripe", amount: movement.amount.magnitude.value,
                    disputes[0].number, of: isBack ? Self.id(210 + number) : id)
            }
        }
        return bench
    }

    /// The sample city, whose agreement names what a dispute costs.
    private static func city() throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/shiomi/city.yaml")
        let agreed = "        report_within: 14\n"
        return try String(contentsOf: file, encoding: .utf8).replacing(
            agreed, with: agreed + "        dispute_fee: { yen: 1300, on_win: returned }\n")
    }

    @Test("Its files come in whole, and every yen of it finds its other side")
    func reconciles() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var journal = Journal()
        let payPay = try payPayDay(&journal)
        var stripe = try stripeDay(&journal)
        // Closes on Sunday, pays on Friday.
        let friday = Moment(day: Self.day.adding(8), secondOfDay: 0)
        let sunday = Moment(day: Self.day.adding(4), secondOfDay: -1)
        stripe.steer(
            "payout",
            ["through": .integer(sunday.seconds), "arrival": .integer(friday.seconds)],
            at: sunday)
        let first = try #require(BookDay("2026-04-01"))
        let files: [(String, [UInt8])] = [
            ("sales.jsonl", Array(journal.text.utf8)),
            ("history.csv", payPay.provider.played.history(of: Self.day)),
            (
                "payouts.csv",
                payPay.provider.played.payoutStatement(
                    from: first, to: first.adding(14), pays: first.adding(29))
            ), ("itemized.csv", stripe.provider.played.itemized(arriving: friday.day)),
        ]
        for (name, bytes) in files {
            try Data(bytes).write(to: folder.appending(path: name))
        }
        let books = try Books.initialise(
            folder.appending(path: "books").path(),
            cityFile: Self.city(), at: Self.at(0, 0))
        defer { try? books.database.close() }
        let adapters: [any FileAdapter.Type] = [
            SalesJournal.self, PayPayHistory.self, PaymentAgentPayouts.self, StripePayouts.self,
        ]
        let reports = try ImportFiles(books, adapters: adapters).run(
            files.map { folder.appending(path: $0.0).path() }, as: nil, dryRun: false, at: sunday
        ) { _ in }
        #expect(reports.map(\.status) == [.accepted, .accepted, .accepted, .accepted])

        let result = try ReconcileBooks(books).run(through: Self.day, at: sunday) { _ in }.report
        #expect(result.sales.count == 16)
        #expect(result.sales.matched == 16)
        #expect(result.sales.amount == Yen(4_500 - 300 + 2_400 - 300 + 600))
        let open = result.exceptions.map { "\($0)" }
        #expect(open.isEmpty, "\(open.joined(separator: "\n"))")
        #expect(try AuditBooks(books).run { _, _ in }.isSound)
    }
}
