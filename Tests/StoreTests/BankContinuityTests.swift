import City
import Database
import Money
import Provider
import Store
import TestSupport
import Testing

/// Each rule of level 5 as a row: statements in the order in which they come, and what each
/// becomes.
@Suite("A bank's statements continue each other") struct BankContinuityTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// `from to opening lines…`, without the opening balance of the city file.
        var statements: [String]
        /// `accepted 1`, `duplicate 1`, `held`, `rejected`.
        var outcomes: [String]
        /// Days whose lines count in the end.
        var counted: [String]
    }

    static let rows = [
        Row(
            testDescription: "The first opens with the city file's balance",
            statements: ["04-01 04-01 0 10"], outcomes: ["accepted 1"], counted: ["04-01"]),
        Row(
            testDescription: "The first day of business with another balance is refused",
            statements: ["04-01 04-01 1 10"], outcomes: ["rejected"], counted: []),
        Row(
            testDescription: "A later one with another balance may have a predecessor",
            statements: ["04-02 04-02 1 10"], outcomes: ["held"], counted: []),
        Row(
            testDescription: "One from before the books began is refused",
            statements: ["03-31 03-31 0 10"], outcomes: ["rejected"], counted: []),
        Row(
            testDescription: "A weekend is no gap",
            statements: ["04-01 04-03 0 10", "04-06 04-06 11 1"],
            outcomes: ["accepted 1", "rejected"], counted: ["04-01"]),
        Row(
            testDescription: "A bank holiday is no gap",
            statements: ["04-01 04-28 0 10", "04-30 04-30 11 1"],
            outcomes: ["accepted 1", "rejected"], counted: ["04-01"]),
        Row(
            testDescription: "The day after is taken in",
            statements: ["04-01 04-01 0 10", "04-02 04-02 10 -3 4"],
            outcomes: ["accepted 1", "accepted 2"], counted: ["04-01", "04-02", "04-02"]),
        Row(
            testDescription: "Two that wait are released one after the other",
            statements: ["04-03 04-03 12 1", "04-02 04-02 10 2", "04-01 04-01 0 10"],
            outcomes: ["held", "held", "accepted 1"], counted: ["04-01", "04-02", "04-03"]),
        Row(
            testDescription: "One that waits and does not continue what comes is refused then",
            statements: ["04-02 04-02 11 1", "04-01 04-01 0 10"],
            outcomes: ["held", "accepted 1"], counted: ["04-01"]),
        Row(
            testDescription: "After it was refused, the right one of its days is taken in",
            statements: ["04-02 04-02 11 1", "04-01 04-01 0 10", "04-02 04-02 10 1"],
            outcomes: ["held", "accepted 1", "accepted 1"], counted: ["04-01", "04-02"]),
        Row(
            testDescription: "The same statement again is a duplicate",
            statements: ["04-01 04-01 0 10 -5", "04-01 04-01 0 10 -5"],
            outcomes: ["accepted 2", "duplicate 2"], counted: ["04-01", "04-01"]),
        Row(
            testDescription: "The same statement again while it waits is a duplicate",
            statements: ["04-02 04-02 11 1", "04-02 04-02 11 1"],
            outcomes: ["held", "duplicate 1"], counted: []),
        Row(
            testDescription: "The same sum in other lines contradicts",
            statements: ["04-01 04-01 0 10", "04-01 04-01 0 4 6"],
            outcomes: ["accepted 1", "rejected"], counted: ["04-01"]),
        Row(
            testDescription: "Days that overlap contradict",
            statements: ["04-01 04-02 0 10", "04-02 04-03 10 1"],
            outcomes: ["accepted 1", "rejected"], counted: ["04-01"]),
        Row(
            testDescription: "One in a gap of equal balances must close it",
            statements: [
                "04-01 04-01 0", "04-03 04-03 0 1", "04-02 04-02 0 7", "04-02 04-02 0 7 -7",
            ],
            outcomes: ["accepted 0", "accepted 1", "rejected", "accepted 2"],
            counted: ["04-02", "04-02", "04-03"]),
        Row(
            testDescription: "One in a gap of equal balances may be followed by another",
            statements: ["04-03 04-03 0 7", "04-01 04-01 0 5", "04-02 04-02 5 -5"],
            outcomes: ["accepted 1", "held", "accepted 1"],
            counted: ["04-01", "04-02", "04-03"]),
        Row(
            testDescription: "Two that wait join what stands on both sides",
            statements: ["04-02 04-02 5 -5", "04-03 04-03 0 7", "04-01 04-01 0 5"],
            outcomes: ["held", "accepted 1", "accepted 1"],
            counted: ["04-01", "04-02", "04-03"]),
        Row(
            testDescription: "Of two ways over days that cancel out, the one with all of them",
            statements: [
                "04-06 04-06 5 -5", "04-03 04-03 0 5", "04-02 04-02 5 -5", "04-07 04-07 0 1",
                "04-01 04-01 0 5",
            ],
            outcomes: ["held", "accepted 1", "held", "accepted 1", "accepted 1"],
            counted: ["04-01", "04-02", "04-03", "04-06", "04-07"]),
        Row(
            testDescription: "One that waits is refused when what comes after it is there",
            statements: ["04-02 04-02 3 9", "04-06 04-06 0 1", "04-03 04-03 0 4 -4"],
            outcomes: ["held", "accepted 1", "accepted 2"],
            counted: ["04-03", "04-03", "04-06"]),
        Row(
            testDescription: "One that waits for days that come in another cut is refused",
            statements: ["04-02 04-03 9 1", "04-01 04-02 0 10", "04-03 04-03 10 1"],
            outcomes: ["held", "accepted 1", "accepted 1"], counted: ["04-01", "04-03"]),
    ]

    private func statement(
        _ text: String, _ account: City.BankAccount
    ) throws -> BankStatement {
        let words = text.split(separator: " ")
        let base = account.opening.values.reduce(Yen.zero, +)
        let opening = base + Yen(try #require(Int64(words[2])))
        let first = try day("2026-\(words[0])")
        let lines = try words.dropFirst(3).enumerated().map { place, word in
            BankLine(
                row: place + 2, reference: "\(place + 1)", day: first,
                amount: Yen(try #require(Int64(word))), transaction: 11, payer: "X", text: "",
                edi: "")
        }
        return BankStatement(
            row: 1, bank: account.bank, branch: account.branch, type: 1, number: account.number,
            from: first, to: try day("2026-\(words[1])"), opening: opening,
            closing: lines.reduce(opening) { $0 + $1.amount }, lines: lines)
    }

    private func word(_ outcome: BankContinuity.Outcome) -> String {
        switch outcome {
        case .accepted(let lines, _): "accepted \(lines)"
        case .duplicate(let lines): "duplicate \(lines)"
        case .held: "held"
        case .rejected: "rejected"
        }
    }

    @Test("Statements become what the rule says", arguments: rows)
    func rule(_ row: Row) throws {
        let folder = try StoreFolder()
        let city = try SampleCity.city
        let account = try #require(city.bankAccounts.first)
        var outcomes: [String] = []
        for (place, text) in row.statements.enumerated() {
            let statement = try statement(text, account)
            let outcome = try folder.database.write {
                try BankContinuity($0, city: city).take(
                    statement, account: account, file: Int64(place + 1))
            }
            if case .rejected(let finding) = outcome {
                #expect(finding.code == .bankContinuity && finding.line == 1)
            }
            outcomes.append(word(outcome))
        }
        #expect(outcomes == row.outcomes)
        let counted = try folder.database.read { connection in
            let lines = try connection.statement(
                """
                SELECT l.day FROM bank_line l JOIN bank_statement s ON s.number = l.statement
                WHERE s.status = 'accepted' ORDER BY l.day
                """)
            var days: [String] = []
            while try lines.step() {
                days.append("\(BookDay(number: Int32(lines.int64(0))))")
            }
            return days
        }
        #expect(counted == row.counted.map { "2026-\($0)" })
    }

    @Test("True statements are all taken in, whatever order they come in")
    func anyOrder() throws {
        var random = SplitMix64()
        let city = try SampleCity.city
        let account = try #require(city.bankAccounts.first)
        for _ in 0..<40 {
            let folder = try StoreFolder()
            let truth = try month(account, city.calendar.banks, &random)
            for place in truth.indices.shuffled(using: &random) {
                let outcome = try folder.database.write {
                    try BankContinuity($0, city: city).take(
                        truth[place], account: account, file: Int64(place + 1))
                }
                if case .rejected(let finding) = outcome {
                    Issue.record("\(truth[place].from) is refused: \(finding.text.en)")
                }
            }
            let standings = try folder.database.read { connection in
                try truth.indices.map { place in
                    try BankContinuity.standing(of: Int64(place + 1), connection)
                }
            }
            #expect(standings.allSatisfy { $0.waiting.isEmpty })
            #expect(standings.map(\.acceptedLines) == truth.map(\.lines.count))
        }
    }

    /// Statements of some weeks; the balance returns to the same few values again and again.
    private func month(
        _ account: City.BankAccount, _ banks: BankCalendar, _ random: inout SplitMix64
    ) throws -> [BankStatement] {
        var statements: [BankStatement] = []
        var opening = account.opening.values.reduce(Yen.zero, +)
        let base = opening
        var day = try day("2026-04-01")
        for _ in 0..<Int.random(in: 2...16, using: &random) {
            let from = day
            let to = from.adding(Int.random(in: 0...2, using: &random))
            let closing = base + Yen(Int64.random(in: 0...2, using: &random) * 5)
            let amounts = closing == opening ? [] : [closing - opening]
            let lines = amounts.map {
                BankLine(
                    row: 2, reference: "1", day: from, amount: $0, transaction: 11, payer: "X",
                    text: "", edi: "")
            }
            statements.append(
                BankStatement(
                    row: 1, bank: account.bank, branch: account.branch, type: 1,
                    number: account.number, from: from, to: to, opening: opening,
                    closing: closing, lines: lines))
            opening = closing
            day = banks.next(onOrAfter: to.adding(Int.random(in: 1...2, using: &random)))
        }
        return statements
    }
}
