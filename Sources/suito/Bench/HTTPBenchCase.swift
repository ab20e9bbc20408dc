import Settlement

/// One measurement with what it took.
struct HTTPBenchRound {
    var figures: HTTPFigures
    /// Of the program that is measured, all its threads together.
    var serverMicroseconds: Int64
    /// Of the simulated provider.
    var providerMicroseconds: Int64

    /// Both as one, where the second goes on with what the first began.
    func followed(by next: HTTPBenchRound) -> HTTPBenchRound {
        HTTPBenchRound(
            figures: HTTPFigures(
                visits: next.figures.visits,
                nanoseconds: figures.nanoseconds + next.figures.nanoseconds,
                answers: zip(figures.answers, next.figures.answers).map { $0 + $1 }),
            serverMicroseconds: serverMicroseconds + next.serverMicroseconds,
            providerMicroseconds: providerMicroseconds + next.providerMicroseconds)
    }
}

/// A case of the bench over HTTP in its rounds.
struct HTTPBenchCase<Visit: HTTPVisit> {
    let name: String
    private var rounds: [HTTPBenchRound] = []

    init(_ name: String) { self.name = name }

    mutating func add(_ round: HTTPBenchRound) { rounds.append(round) }

    /// The round of the middle.
    private var median: HTTPBenchRound? {
        let sorted = rounds.sorted { $0.figures.perSecond < $1.figures.perSecond }
        return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }

    var perSecond: Int64 { median?.figures.perSecond ?? 0 }

    /// - Parameter bare: requests per second of the bare route, nil for itself.
    func write(_ json: inout JSONText, bare: Int64?) {
        guard let median else { return }
        let visits = Int64(max(1, median.figures.visits))
        json.object { json in
            json.member("case", name)
            json.member("count", median.figures.visits)
            json.member("per_second", perSecond)
            json.key("rounds_per_second")
            json.array(rounds) { $0.value($1.figures.perSecond) }
            if let bare {
                json.member("ratio_to_bare_route_per_mille", perSecond * 1000 / max(1, bare))
            }
            json.key("answer_us")
            times(&json, median.figures.answers.joined().sorted())
            if Visit.stages.count > 1 {
                json.key("answer_us_by_request")
                json.object { json in
                    for (stage, answers) in zip(Visit.stages, median.figures.answers)
                    where !answers.isEmpty {
                        json.key(stage)
                        times(&json, answers.sorted())
                    }
                }
            }
            json.member("service_cpu_us_each", median.serverMicroseconds / visits)
            if median.providerMicroseconds > 0 {
                json.member("simulator_cpu_us_each", median.providerMicroseconds / visits)
            }
        }
    }

    private func times(_ json: inout JSONText, _ answers: [Int64]) {
        json.object { json in
            for (name, perMille) in [("p50", 500), ("p99", 990), ("max", 1000)] {
                json.member(name, LedgerFigures.microseconds(answers, perMille: perMille))
            }
        }
    }

    /// One line for a person.
    var line: String {
        guard let median else { return "\(name): nothing" }
        let answers = median.figures.answers.joined().sorted()
        let visits = Int64(max(1, median.figures.visits))
        return [
            "\(name): \(perSecond)/s",
            "p50 \(LedgerFigures.microseconds(answers, perMille: 500)) us",
            "p99 \(LedgerFigures.microseconds(answers, perMille: 990)) us",
            "service \(median.serverMicroseconds / visits) us of processor each",
        ].joined(separator: ", ")
    }
}
