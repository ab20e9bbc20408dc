public import Money
import Provider

/// A simulator behind a bad line: what its answers and notices come to on their way.
public struct FaultyProvider<Played: Simulator>: Sendable {
    /// How one request ends on the wire.
    public struct Delivery: Sendable, Hashable {
        /// Nil: the connection ends without an answer.
        public var answer: SimulatedAnswer?
        public var delayMilliseconds: Int
        /// Notices that arrive before the answer does, and those behind it.
        public var before: [SimulatedNotice]
        public var after: [SimulatedNotice]
    }

    public var played: Played
    public var plan: FaultPlan
    private var random: SimulatorRandom
    /// How far the clock was moved.
    private var advance: Int64 = 0

    /// - Parameter seed: of the chance by which faults happen.
    public init(_ played: Played, plan: FaultPlan = FaultPlan(), seed: UInt64) {
        self.played = played
        self.plan = plan
        random = SimulatorRandom(seed: seed ^ 0xFA17)
    }

    /// Takes a request, be it the provider's interface or `/_simulator/…`, which has no faults.
    public mutating func take(_ request: SimulatedRequest, at now: Moment) -> Delivery {
        let now = Moment(seconds: now.seconds + advance)
        let start = "/_simulator/"
        guard request.path.hasPrefix(start) else { return carry(request, at: now) }
        let step = String(request.path.dropFirst(start.count))
        let wishes = request.body.isEmpty ? .object([]) : JSONValue(request.body)
        guard let wishes else { return plain(.wishUnclear("the body is no JSON")) }
        switch step {
        case "faults": return plain(faults(request.method, wishes))
        case "clock": return plain(clock(wishes, now))
        default:
            let faults = draw(request)
            return deliver(
                played.steer(step, wishes, query: request.query, at: now, mood: mood(faults)),
                faults.intersection([.noticeTwice]))
        }
    }

    private mutating func carry(_ request: SimulatedRequest, at now: Moment) -> Delivery {
        let faults = draw(request)
        let time = Moment(
            seconds: now.seconds + (faults.contains(.clockSkew) ? plan.skewSeconds : 0))
        if faults.contains(.serverErrorBefore) { return plain(SimulatedTurn(.trouble(500))) }
        var turn = played.answer(request, at: time, mood: mood(faults))
        if faults.contains(.twice) {
            var again = mood(faults)
            again.repeats = true
            let second = played.answer(request, at: time, mood: again)
            turn = SimulatedTurn(second.answer, notices: turn.notices + second.notices)
        }
        if faults.contains(.serverErrorAfter) { turn.answer = .trouble(502) }
        return deliver(turn, faults)
    }

    private func mood(_ faults: Set<SimulatedFault>) -> SimulatorMood {
        SimulatorMood(
            declines: faults.contains(.declined), mistakesAmount: faults.contains(.wrongAmount))
    }

    private func deliver(_ turn: SimulatedTurn, _ faults: Set<SimulatedFault>) -> Delivery {
        let notices = turn.notices + (faults.contains(.noticeTwice) ? turn.notices : [])
        let isEarly = faults.contains(.noticeBeforeAnswer)
        return Delivery(
            answer: faults.contains(.answerLost) ? nil : turn.answer,
            delayMilliseconds: faults.contains(.answerLate) ? plan.lateMilliseconds : 0,
            before: isEarly ? notices : [], after: isEarly ? [] : notices)
    }

    private func plain(_ turn: SimulatedTurn) -> Delivery { deliver(turn, []) }

    /// The faults of this request; those that happen only so often are used up.
    private mutating func draw(_ request: SimulatedRequest) -> Set<SimulatedFault> {
        var faults: Set<SimulatedFault> = []
        for place in plan.rules.indices where plan.rules[place].holds(for: request) {
            guard random.happens(plan.rules[place].partsPerMillion) else { continue }
            faults.insert(plan.rules[place].fault)
            if let times = plan.rules[place].times { plan.rules[place].times = times - 1 }
        }
        return faults
    }
}

// MARK: - Steering

extension FaultyProvider {
    /// `GET` shows the plan, `POST` adds a rule or sets a figure, `DELETE` clears it.
    private mutating func faults(_ method: String, _ wishes: JSONValue) -> SimulatedTurn {
        switch method {
        case "GET": return .steered(200, planned)
        case "DELETE":
            plan.rules = []
            return .steered(200, planned)
        case "POST": break
        default: return .steered(405, ["error": "GET, POST or DELETE"])
        }
        if let late = wishes["late_ms"]?.integer {
            guard (0...600_000).contains(late) else { return .wishUnclear("late_ms") }
            plan.lateMilliseconds = Int(late)
        }
        if let skew = wishes["skew_seconds"]?.integer {
            guard (-86_400...86_400).contains(skew) else { return .wishUnclear("skew_seconds") }
            plan.skewSeconds = skew
        }
        guard let word = wishes["fault"] else { return .steered(200, planned) }
        let ppm = wishes["ppm"]?.integer ?? 1_000_000
        guard let fault = word.text.flatMap({ SimulatedFault(rawValue: $0) }),
            (0...1_000_000).contains(ppm)
        else {
            let all = SimulatedFault.allCases.map(\.rawValue).joined(separator: ", ")
            return .wishUnclear("fault is one of \(all); ppm is 0 to 1000000")
        }
        plan.rules.append(
            FaultRule(
                fault, partsPerMillion: Int(ppm),
                times: wishes["times"]?.integer.map { Int(clamping: $0) },
                method: wishes["method"]?.text, path: wishes["path"]?.text))
        return .steered(200, planned)
    }

    private var planned: JSONValue {
        [
            "late_ms": .integer(Int64(plan.lateMilliseconds)),
            "skew_seconds": .integer(plan.skewSeconds),
            "rules": .list(
                plan.rules.map { rule in
                    [
                        "fault": .text(rule.fault.rawValue),
                        "ppm": .integer(Int64(rule.partsPerMillion)),
                        "times": .integer(orNull: rule.times.map { Int64($0) }),
                        "method": .text(orNull: rule.method), "path": .text(orNull: rule.path),
                    ]
                }),
        ]
    }

    /// `{"advance": seconds}` moves the clock on; without it, it is only read.
    private mutating func clock(_ wishes: JSONValue, _ now: Moment) -> SimulatedTurn {
        let step = wishes["advance"]?.integer ?? 0
        guard (0...31_536_000).contains(step) else { return .wishUnclear("advance") }
        advance += step
        return .steered(200, ["now": .integer(now.seconds + step)])
    }
}

extension SimulatedAnswer {
    /// A gateway's own page.
    fileprivate static func trouble(_ status: Int) -> SimulatedAnswer {
        .page("<html><body><h1>\(status)</h1></body></html>", status: status)
    }
}
