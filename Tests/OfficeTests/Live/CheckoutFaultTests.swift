import Database
import Money
import Office
import Provider
import Store
import Synchronization
import Testing
import Till

@Suite("Live payments when things go wrong") struct CheckoutFaultTests {
    /// Begins without waiting for an end that does not come.
    private func beginHanging(
        _ live: LiveDesk, _ id: PaymentID, _ fault: ScriptedProvider.Fault
    ) async -> Task<Void, any Error> {
        live.provider.script(fault)
        let checkout = live.checkout
        let task = Task { _ = try await checkout.begin(id, with: "paypay-online") }
        await live.provider.untilHanging()
        return task
    }

    @Test(
        "Killed while a request is under way, the payment is unknown, is asked about and goes on",
        arguments: [ScriptedProvider.Fault.hangsBefore, .hangsAfter])
    func killed(_ fault: ScriptedProvider.Fault) async throws {
        let live = try LiveDesk()
        let payment = try await live.create()
        let lost = await beginHanging(live, payment.id, fault)
        live.restart()
        // What was meant is in the books before the request left.
        #expect(try await live.find(payment.id).state == .opening)
        #expect(try await live.find(payment.id).shown == .submitted)
        #expect(try await live.sweep().looked == 0)
        live.wait(101)
        #expect(try await live.sweep().looked == 1)
        #expect(try await live.find(payment.id).state == .open)
        live.provider.pay(payment.id, at: live.now)
        #expect(try await live.checkout.ask(about: payment.id).state == .captured)
        // The answer of the dead comes after all, and changes nothing.
        live.provider.release()
        try await lost.value
        #expect(try await live.find(payment.id).state == .captured)
        let creates = live.provider.state.withLock { $0.carried }.filter {
            if case .create = $0.deed { true } else { false }
        }
        #expect(Set(creates.map(\.id)).count == 1)
        try live.prove()
    }

    @Test("An answer that is lost is asked for with growing intervals")
    func growing() async throws {
        let live = try LiveDesk()
        let payment = try await live.create()
        live.provider.script(.notArrived)
        live.provider.state.withLock { $0.chance = { _ in .notArrived } }
        _ = try await live.checkout.begin(payment.id, with: "paypay-online")
        var asked: [Int64] = []
        let start = live.now.seconds
        for _ in 0..<900 {
            live.wait(1)
            if try await live.sweep().looked == 1 { asked.append(live.now.seconds - start) }
        }
        #expect(asked.first == 5 && asked.count > 5)
        let gaps = zip(asked.dropFirst(), asked).map { $0 - $1 }
        #expect(zip(gaps.dropFirst(), gaps).allSatisfy { $0 >= $1 } && gaps.last ?? 0 > 100)
        // Nothing was heard, so nothing was written down but when to ask again.
        #expect(try await live.checkout.history(payment.id).count == 3)
        live.provider.state.withLock { $0.chance = nil }
        live.wait(3600)
        try await live.sweep()
        #expect(try await live.find(payment.id).state.isFinal == false)
        try live.prove()
    }

    @Test(
        "A refund whose answer is lost is not given twice",
        arguments: [
            ScriptedProvider.Fault.lost, .notArrived, .hangsAfter, .hangsBefore,
        ])
    func refundLost(_ fault: ScriptedProvider.Fault) async throws {
        let live = try LiveDesk(limit: 100_000)
        let payment = try await live.paid()
        live.provider.script(fault)
        let checkout = live.checkout
        let task = Task {
            _ = try await checkout.refund(
                Yen(200), available: Yen(600), of: payment.id, by: "juminka", reason: "")
        }
        if fault == .hangsAfter || fault == .hangsBefore {
            await live.provider.untilHanging()
        } else {
            try await task.value
        }
        #expect(
            try await refusal {
                _ = try await live.checkout.refund(
                    Yen(100), available: nil, of: payment.id, by: "juminka", reason: "")
            } == .operationPending)
        live.restart()
        live.wait(101)
        try await live.sweep()
        live.provider.release()
        try await task.value
        let after = try await live.find(payment.id)
        #expect(after.state == .captured && after.refunded == Yen(200))
        #expect(live.provider.account(payment.id)?.back == Yen(200))
        #expect(after.refunds.map(\.state) == [.finished])
        try live.prove()
    }

    @Test("A no that changes nothing is kept as evidence, but not for ever")
    func refusals() async throws {
        let live = try LiveDesk()
        let opened = try await live.open()
        live.provider.script(.notArrived)
        _ = try await live.checkout.cancel(opened.id, of: "juminka")
        let before = try live.exchanges(of: opened.id)
        live.provider.script(.none, .tooMany)
        live.wait(101)
        try await live.sweep()
        #expect(try await live.find(opened.id).state == .closing)
        #expect(try live.exchanges(of: opened.id) == before + 1)
        live.provider.state.withLock { state in
            state.chance = { if case .close = $0.deed { .tooMany } else { .none } }
        }
        for _ in 0..<60 {
            live.wait(7_200)
            try await live.sweep()
        }
        #expect(try live.exchanges(of: opened.id) == 32)
        live.provider.state.withLock { $0.chance = nil }
        live.wait(7_200)
        try await live.sweep()
        #expect(try await live.find(opened.id).state == .cancelled)
        try live.prove()
    }

    @Test("A notice may come before the answer, twice, and about nothing")
    func notices() async throws {
        let live = try LiveDesk()
        let payment = try await live.create()
        let hanging = await beginHanging(live, payment.id, .hangsAfter)
        live.provider.pay(payment.id, at: live.now)
        live.provider.notice("n1", of: payment.id)
        // The request is under way: it answers first.
        try await notify(live, "n1")
        #expect(try await live.find(payment.id).state == .opening)
        live.provider.release()
        try await hanging.value
        live.provider.notice("n2", of: payment.id)
        try await notify(live, "n2")
        #expect(try await live.find(payment.id).state == .captured)
        let version = try await live.find(payment.id).version
        try await notify(live, "n2")
        try await notify(live, "n1")
        #expect(try await live.find(payment.id).version == version)
        live.provider.notice("n3", of: PaymentID(bits: 1))
        try await notify(live, "n3")
        #expect(try await refusal { try await notify(live, "forged") } == .noticeRefused)
        #expect(try live.desk.count("sale") == 1)
        try live.prove()
    }

    private func notify(_ live: LiveDesk, _ name: String) async throws {
        try await live.checkout.take(
            noticeFrom: "paypay-online", headers: [], body: Array(name.utf8))
    }

    @Test("Who does not pay within ninety minutes cannot pay any more")
    func expired() async throws {
        let live = try LiveDesk()
        let untouched = try await live.create()
        let open = try await live.open()
        live.wait(Checkout.payWithinSeconds - 1)
        try await live.sweep()
        #expect(try await live.find(open.id).state == .open)
        live.wait(1)
        #expect(try await live.sweep().expired == 2)
        let closed = try await live.find(open.id)
        #expect(closed.state == .expired && closed.shown == .failed)
        #expect(live.provider.account(open.id)?.standing == .cancelled)
        #expect(try await live.find(untouched.id).state == .expired)
        #expect(
            try await refusal {
                _ = try await live.checkout.begin(untouched.id, with: "stripe")
            } == .finished)
        try live.prove()
    }

    @Test("Who paid in the last moment has paid, although nobody had heard of it")
    func paidAtLast() async throws {
        let live = try LiveDesk()
        let open = try await live.open()
        live.provider.pay(open.id, at: live.now)
        live.wait(Checkout.payWithinSeconds)
        try await live.sweep()
        live.wait(10)
        try await live.sweep()
        #expect(try await live.find(open.id).state == .captured)
        try live.prove()
    }

    @Test("A payment is cancelled while it is unknown: it is closed once it is known")
    func cancelledUnknown() async throws {
        let live = try LiveDesk()
        let payment = try await live.create()
        live.provider.script(.lost)
        _ = try await live.checkout.begin(payment.id, with: "paypay-online")
        _ = try await live.checkout.cancel(payment.id, of: "juminka")
        #expect(try await live.find(payment.id).state == .closing)
        try await live.sweep()
        #expect(try await live.find(payment.id).state == .cancelled)
        #expect(live.provider.account(payment.id)?.standing == .cancelled)
        try live.prove()
    }

    @Test("Too many requests at a time: what was not taken on is sent again later")
    func tooMany() async throws {
        let live = try LiveDesk()
        let payment = try await live.open()
        live.provider.script(.tooMany)
        _ = try await live.checkout.cancel(payment.id, of: "juminka")
        #expect(try await live.find(payment.id).state == .closing)
        live.wait(60)
        try await live.sweep()
        #expect(try await live.find(payment.id).state == .cancelled)
        let refused = try await live.create()
        live.provider.script(.tooMany)
        #expect(
            try await live.checkout.begin(refused.id, with: "stripe").shown == .error)
    }

    @Test("A clock of the provider's that runs ahead or behind moves no money to another day")
    func skewed() async throws {
        let live = try LiveDesk()
        for seconds in [-40 * 24 * 3600, 40 * 24 * 3600] as [Int64] {
            let payment = try await live.open()
            live.provider.pay(
                payment.id, at: Moment(seconds: live.now.seconds + seconds))
            let paid = try await live.checkout.ask(about: payment.id)
            #expect(paid.capturedAt == live.now)
        }
        try live.prove()
    }

    @Test("One instance sweeps at a time, and another takes over when its lease has run out")
    func leases() async throws {
        let live = try LiveDesk()
        #expect(try await live.sweep("a").isElsewhere == false)
        #expect(try await live.sweep("b").isElsewhere)
        live.wait(29)
        #expect(try await live.sweep("b").isElsewhere)
        #expect(try await live.sweep("a").isElsewhere == false)
        live.wait(30)
        #expect(try await live.sweep("b").isElsewhere == false)
        #expect(try await live.sweep("a").isElsewhere)
        try await Sweeper(live.checkout, holder: "b").stop()
        #expect(try await live.sweep("a").isElsewhere == false)
    }

    @Test("A turn that takes longer than the lease keeps it as long as it goes on")
    func longTurn() async throws {
        let live = try LiveDesk()
        _ = try await live.open()
        live.wait(20)
        live.provider.script(.hangsBefore)
        let turn = Task { [checkout = live.checkout] in
            try await Sweeper(checkout, holder: "a").turn()
        }
        await live.provider.untilHanging()
        for _ in 0..<3 {
            live.wait(25)
            // Within a second or so it says again that it sweeps.
            let until = Moment(seconds: live.now.seconds + 29)
            for _ in 0..<100 {
                let isKept = try live.desk.books.database.read {
                    try Leases($0).isHeld("sweeper", by: "a", until: until)
                }
                if isKept { break }
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(try await live.sweep("b").isElsewhere)
        }
        live.provider.release()
        #expect(try await turn.value.looked == 1)
        live.wait(30)
        #expect(try await live.sweep("b").isElsewhere == false)
    }

    @Test("Who has lost the lease in the middle of a turn looks at no other payment")
    func lostLease() async throws {
        let live = try LiveDesk()
        for _ in 0..<3 { _ = try await live.open() }
        live.wait(20)
        live.provider.script(.hangsBefore)
        let turn = Task { [checkout = live.checkout] in
            try await Sweeper(checkout, holder: "a").turn(together: 1)
        }
        await live.provider.untilHanging()
        // As a clock that is far ahead would see it.
        let later = Moment(seconds: live.now.seconds + 1_000)
        let other = InstanceTurn(live.desk.books, "sweeper", holder: "b")
        #expect(try other.take(until: Moment(seconds: later.seconds + 30), at: later))
        live.provider.release()
        let report = try await turn.value
        #expect(report.looked == 1 && report.isElsewhere)
    }

    @Test("A turn of the sweeper looks at so many and no more, the longest overdue first")
    func bounded() async throws {
        let live = try LiveDesk()
        for _ in 0..<5 {
            _ = try await live.open()
            live.wait(1)
        }
        live.wait(100)
        let sweeper = Sweeper(live.checkout, holder: "a")
        let first = try await sweeper.turn(most: 3, together: 2)
        #expect(first.looked == 3 && first.isFull)
        let rest = try await sweeper.turn(most: 3, together: 2)
        #expect(rest.looked == 2 && !rest.isFull)
    }
}
