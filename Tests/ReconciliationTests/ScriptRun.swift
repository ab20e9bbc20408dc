import Money
import Provider
import Reconciliation

/// Holds what comes of a script against what it expects.
///
/// ```
/// through DATE
///     none                                      no exception at all
///     CODE PROVIDER|- REFERENCE YEN DAY         all of them stand here, and no other
///     balance FUND ACCOUNT YEN                  posted, positive on its normal side
///     reserved FUND ACCOUNT YEN                 pending
///     sales|lines|bank COUNT YEN MATCHED
///     bills ASSESSED COLLECTED PROVISIONAL OVERPAID OUTSTANDING
///     payout NUMBER announced|banked|differs [BANK REFERENCE]
///     suggests REFERENCE CANDIDATE
///     ambiguous COUNT
/// ```
struct ScriptRun {
    let script: Script
    let world: World
    private let names: [String: String]

    init(_ script: Script) throws {
        self.script = script
        (world, names) = try ScriptWorld.read(script)
    }

    /// Everything that is not as the script expects, with its line.
    func differences() throws -> [String] {
        var all: [String] = []
        for expectation in script.expectations {
            guard let day = BookDay(expectation.through) else {
                throw Script.Mistake(line: 0, text: "no day: \(expectation.through)")
            }
            let outcome = world.reconcile(through: day)
            var exceptions: [String] = []
            for row in expectation.rows {
                if row.words[0] == "none" { continue }
                if ExceptionCode(rawValue: row.words[0]) != nil {
                    exceptions.append(row.words.joined(separator: " "))
                    continue
                }
                let found = try answer(row, outcome)
                if found != row.words {
                    all.append(
                        "line \(row.line): expected “\(row.words.joined(separator: " "))”, "
                            + "found “\(found.joined(separator: " "))”")
                }
            }
            let found = outcome.report.exceptions.map(spelled)
            all += missing(exceptions, from: found).map {
                "through \(day): expected “\($0)”, and it did not come"
            }
            all += missing(found, from: exceptions).map {
                "through \(day): “\($0)” came, and nobody expected it"
            }
        }
        return all
    }

    /// Codes that the script expects anywhere.
    var codes: Set<ExceptionCode> {
        Set(
            script.expectations.flatMap(\.rows).compactMap {
                ExceptionCode(rawValue: $0.words[0])
            })
    }

    private func missing(_ wanted: [String], from found: [String]) -> [String] {
        var rest = found
        return wanted.filter { line in
            guard let place = rest.firstIndex(of: line) else { return true }
            rest.remove(at: place)
            return false
        }
    }

    private func named(_ reference: String) -> String { names[reference] ?? reference }

    private func spelled(_ exception: OpenException) -> String {
        "\(exception.code.rawValue) \(exception.provider ?? "-") \(named(exception.reference)) "
            + "\(exception.amount) \(exception.day)"
    }

    /// The row as the outcome says it.
    private func answer(_ row: Script.Row, _ outcome: Outcome) throws -> [String] {
        let report = outcome.report
        func side(_ side: MatchReport.Side) -> [String] {
            [row.words[0], "\(side.count)", "\(side.amount)", "\(side.matched)"]
        }
        switch row.words[0] {
        case "balance":
            let (fund, code) = (try row.word(1), try row.word(2))
            return ["balance", fund, code, "\(outcome.balance(fund, code))"]
        case "reserved":
            let (fund, code) = (try row.word(1), try row.word(2))
            return ["reserved", fund, code, "\(outcome.reserved(fund, code))"]
        case "sales": return side(report.sales)
        case "lines": return side(report.providerLines)
        case "bank": return side(report.bankLines)
        case "bills":
            let bills = report.bills
            return ["bills"]
                + [
                    bills.assessed, bills.collected, bills.provisional, bills.overpaid,
                    bills.outstanding,
                ].map(\.description)
        case "payout":
            let number = try row.word(1)
            guard let payout = report.payouts.first(where: { $0.number == number }) else {
                return ["payout", number, "is not there"]
            }
            let reference = payout.bankReference.map { [$0] } ?? []
            return ["payout", number, payout.status.rawValue] + reference
        case "suggests":
            let reference = try row.word(1)
            let exception = report.exceptions.first { named($0.reference) == reference }
            return ["suggests", reference]
                + (exception?.suggestion?.split(separator: " ").map { named(String($0)) } ?? [])
        case "ambiguous": return ["ambiguous", "\(report.ambiguous)"]
        default: throw Script.Mistake(line: row.line, text: "no such row: \(row.words[0])")
        }
    }
}
