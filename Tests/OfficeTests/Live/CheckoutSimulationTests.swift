import Money
import Office
import Provider
import Synchronization
import TestSupport
import Testing
import Till

@Suite("A day of live payments with faults") struct CheckoutSimulationTests {
    /// Steps of one day; some take several requests.
    static let steps = 1_500

    private static let faults: [ScriptedProvider.Fault] = [
        .lost, .notArrived, .late, .tooMany, .notSent, .hangsBefore, .hangsAfter,
    ]

    /// What goes on in one day.
    private final class DayOfFaults {
        let live: LiveDesk
        var random: SplitMix64
        var payments: [PaymentID] = []
        var bills: [String] = []
        var running: [(task: Task<Void, any Error>, ended: ScriptFlag)] = []
        var notices = 0
        /// How long the oldest request may have been under way.
        var waited: Int64 = 0

        init(_ turn: Int) throws {
            live = try LiveDesk(limit: 400)
            random = SplitMix64(turn: turn)
            bills = (0..<12).map { "W\($0)" }
            try live.bills(
                Dictionary(uniqueKeysWithValues: bills.map { ($0, 1_000 + 37 * bills.count) }))
        }

        func pick() -> PaymentID? { payments.randomElement(using: &random) }

        /// A third of the requests meets a fault.
        func arm() {
            let fault =
                Int.random(in: 0..<3, using: &random) == 0
                ? CheckoutSimulationTests.faults.randomElement(using: &random) ?? .none : .none
            live.provider.state.withLock { state in
                if state.script.count < 2 { state.script.append(fault) }
            }
        }

        /// Does something that may never come back; goes on once it has, or hangs.
        func run(_ body: @escaping @Sendable (Checkout) async throws -> Void) async {
            let checkout = live.checkout
            let hung = live.provider.state.withLock { $0.hung }
            let ended = ScriptFlag()
            let task = Task {
                defer { ended.raise() }
                do {
                    try await body(checkout)
                } catch is CheckoutRefusal {
                    // The payment stands where this cannot be done.
                }
            }
            running.append((task, ended))
            while !ended.isRaised, live.provider.state.withLock({ $0.hung }) == hung {
                await Task.yield()
            }
        }

        func step() async throws {
            arm()
            switch Int.random(in: 0..<16, using: &random) {
            case 0, 1: try await make()
            case 2, 3, 4:
                let provider = random.flip() ? "paypay-online" : "stripe"
                guard let id = pick() else { return }
                await run { _ = try await $0.begin(id, with: provider) }
            case 5, 6, 7:
                // What came late, behind the end, nobody was shown.
                guard let id = pick(), try await !live.find(id).state.isFinal else { return }
                let isOdd = Int.random(in: 0..<20, using: &random) == 0
                live.provider.pay(id, isOdd ? Yen(7) : nil, at: live.now)
            case 8:
                guard let id = pick() else { return }
                if random.flip() {
                    await run { _ = try await $0.cancel(id, of: "juminka") }
                } else {
                    await run { _ = try await $0.cancelByPayer(id) }
                }
            case 9:
                guard let id = pick() else { return }
                await run { _ = try await $0.capture(id, of: "juminka") }
            case 10:
                guard let id = pick() else { return }
                let amount = Yen(Int.random(in: 1...700, using: &random))
                await run {
                    _ = try await $0.refund(
                        amount, available: nil, of: id, by: "juminka", reason: "")
                }
            case 11:
                guard let id = pick() else { return }
                let approve = random.flip()
                await run { _ = try await $0.decideRefund(of: id, approve: approve, by: "sato") }
            case 12: try await notify()
            case 13:
                await wait(Int64.random(in: 1...240, using: &random))
                await run { _ = try await Sweeper($0, holder: "a").turn() }
            case 14:
                guard let id = pick() else { return }
                if random.flip() {
                    await run { _ = try await $0.void(id, by: "sato") }
                } else {
                    await run { _ = try await $0.ask(about: id) }
                }
            default:
                if Int.random(in: 0..<4, using: &random) == 0 { live.restart() }
                if Int.random(in: 0..<8, using: &random) == 0 { live.provider.release() }
                if Int.random(in: 0..<4, using: &random) == 0 { live.provider.arrive() }
            }
        }

        /// No request is under way for longer than its limit, which is below the 100 seconds after
        /// which another instance asks: until then it has arrived, or it never does.
        private func wait(_ seconds: Int64) async {
            waited += seconds
            if waited > 90 {
                live.provider.arrive()
                while !running.allSatisfy(\.ended.isRaised) {
                    live.provider.release()
                    await Task.yield()
                }
                waited = 0
            }
            live.wait(seconds)
        }

        private func make() async throws {
            var item = PaymentOrder.Item.fee(id: "juminhyo", quantity: 2)
            if random.flip(), let bill = bills.randomElement(using: &random) {
                item = .bill(id: bill)
            }
            let later = Int.random(in: 0..<4, using: &random) == 0
            do {
                payments.append(try await live.create(LiveDesk.order([item], later: later)).id)
            } catch let refusal as FieldRefusal where refusal.refusal == .billNotOpen {
                // It is paid.
            }
        }

        private func notify() async throws {
            guard let id = pick() else { return }
            if random.flip() { notices += 1 }
            let name = "n\(notices)"
            live.provider.notice(name, of: id)
            let provider = try await live.find(id).provider ?? "stripe"
            await run {
                try await $0.take(noticeFrom: provider, headers: [], body: Array(name.utf8))
            }
        }

        /// The faults end, and all that hangs comes back.
        func settle() async throws {
            live.provider.state.withLock {
                $0.script = []
                $0.chance = nil
            }
            live.provider.release()
            live.provider.arrive()
            for (task, _) in running { _ = try await task.value }
            for _ in 0..<60 {
                live.wait(1_200)
                live.provider.release()
                while try await live.sweep().isFull {}
            }
        }
    }

    @Test(
        "Whatever goes wrong, every payment ends, no yen is charged twice, and the books prove it",
        arguments: 0..<3)
    func day(_ turn: Int) async throws {
        let day = try DayOfFaults(turn)
        for _ in 0..<Self.steps { try await day.step() }
        try await day.settle()
        var held: [String: PaymentID] = [:]
        for id in day.payments {
            let payment = try await day.live.find(id)
            #expect(!payment.state.isAwaitingProvider, "\(id) \(payment.state)")
            #expect(
                payment.state.isFinal || payment.state.holdsMoney || payment.state == .reserved,
                "\(id) \(payment.state)")
            let account = day.live.provider.account(id)
            let isVoided = account?.standing == .voided
            #expect(payment.captured ?? .zero == account?.taken ?? .zero, "\(id)")
            #expect((payment.state == .voided) == isVoided, "\(id)")
            #expect(payment.refunded == account?.back ?? .zero, "\(id)")
            #expect(payment.refunds.allSatisfy { $0.state != .running })
            // Nobody can pay what we have ended.
            if payment.state.isFinal { #expect(account?.standing != .open, "\(id)") }
            guard payment.state.holdsMoney else { continue }
            for case .bill(let bill) in payment.order.items {
                #expect(held.updateValue(id, forKey: bill) == nil, "\(bill) is charged twice")
            }
        }
        #expect(day.payments.count > 50)
        #expect(day.live.provider.state.withLock { $0.carried.count } > 300)
        try day.live.prove(through: "2026-04-04")
    }
}
