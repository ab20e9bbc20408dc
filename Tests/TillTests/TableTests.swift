import Testing
import Till

@Suite("The transition table")
struct TableTests {
    static func reached(from start: PaymentState) -> Set<PaymentState> {
        var found: Set<PaymentState> = [start]
        var open = [start]
        while let state = open.popLast() {
            for row in TransitionTable.rows where row.from == state {
                if found.insert(row.to).inserted { open.append(row.to) }
            }
        }
        return found
    }

    @Test("Every state is reached from the first, and every event and action is used")
    func reached() {
        #expect(Self.reached(from: .created) == Set(PaymentState.allCases))
        #expect(Set(TransitionTable.rows.map(\.event)) == Set(TillEvent.allCases))
        #expect(
            Set(TransitionTable.rows.flatMap(\.actions))
                == Set(TillAction.allCases).subtracting(TillAction.ofDisputes))
    }

    @Test("No way leads out of a final state, and from every other one leads to an end")
    func ends() {
        for state in PaymentState.allCases {
            let ways = TransitionTable.rows.filter { $0.from == state }
            #expect(ways.isEmpty == state.isFinal, "\(state)")
            // Captured is where most payments stay for good; the others must get on.
            let reached = Self.reached(from: state)
            #expect(state.isFinal || reached.contains(where: \.isFinal), "\(state)")
        }
    }

    @Test("From one state by one event there is one way")
    func unique() {
        let keys = TransitionTable.rows.map { "\($0.from) \($0.event)" }
        #expect(Set(keys).count == keys.count)
    }

    @Test("While an operation is not settled nothing but a closing is begun")
    func oneOperation() {
        let requests: [TillEvent] = [.begin, .capture, .void, .refund, .refundToApprove, .approve]
        for row in TransitionTable.rows where row.from.isAwaitingProvider {
            #expect(!requests.contains(row.event), "\(row)")
            #expect(row.event != .close || row.from == .opening)
        }
    }

    @Test("A time-out changes no state and is asked about again")
    func unanswered() {
        for state in PaymentState.allCases where state.isAwaitingProvider {
            let row = TransitionTable.transition(state, .unanswered)
            #expect(row?.to == state && row?.actions == [.ask], "\(state)")
            #expect(state.shown != .failed && state.shown != .error, "\(state)")
        }
    }

    @Test("Money is booked exactly where a payment comes to hold it, and unbooked where it leaves")
    func postings() {
        let takes: Set<TillAction> = [.postCapture, .postUnidentified]
        let gives: Set<TillAction> = [.postVoid, .postRefund]
        for row in TransitionTable.rows {
            let taken = row.actions.filter { takes.contains($0) }.count
            let given = row.actions.filter { gives.contains($0) }.count
            #expect((taken == 1) == (!row.from.holdsMoney && row.to.holdsMoney), "\(row)")
            if row.from.holdsMoney && !row.to.holdsMoney { #expect(given == 1, "\(row)") }
            if given > 0 { #expect(row.from.holdsMoney, "\(row)") }
        }
    }

    @Test("The bill is reserved once, and let go where a payment holds it no more")
    func reservations() {
        for row in TransitionTable.rows {
            let takes = !row.from.holdsReservation && row.to.holdsReservation
            let leaves = row.from.holdsReservation && !row.to.holdsReservation
            #expect(row.actions.contains(.reserve) == takes, "\(row)")
            #expect(row.actions.contains(.release) == leaves, "\(row)")
        }
    }

    @Test("The public states are those of the interface, and only ends are finished")
    func shown() {
        #expect(Set(PaymentState.allCases.map(\.shown)) == Set(PublicState.allCases))
        for state in PaymentState.allCases where state.isFinal {
            #expect(state.shown.isFinished, "\(state)")
        }
        #expect(PaymentState.differs.shown == .submitted)
        #expect(PaymentState.captured.shown == .success)
    }

    @Test("The graph names every state and every way once")
    func graph() {
        let lines = StateGraph.dot().split(separator: "\n")
        #expect(lines.filter { $0.contains("->") }.count == TransitionTable.rows.count)
        for state in PaymentState.allCases {
            #expect(lines.filter { $0.hasPrefix("    \"\(state.rawValue)\" [") }.count == 1)
        }
        #expect(lines.filter { $0.contains("peripheries=2") }.count == 6)
    }
}
