import Database
import Money
import Reconciliation
import Store
import Testing

@Suite("Exceptions and decisions as they live") struct ExceptionLogTests {
    private func exception(_ amount: Int, suggestion: String? = nil) throws -> OpenException {
        OpenException(
            key: OpenException.Key(
                code: .billUnknown, provider: "dsk", reference: "0001", occurrence: 0),
            amount: Yen(amount), day: try day("2026-04-03"), suggestion: suggestion)
    }

    private func record(
        _ folder: StoreFolder, _ found: [OpenException], decided: Set<String> = [],
        through: String
    ) throws {
        let last = try day(through)
        try folder.database.write {
            try ExceptionLog($0).record(
                found.map { ("e1", $0) }, decided: decided, through: last)
        }
    }

    private func events(_ folder: StoreFolder) throws -> [String] {
        try folder.database.read { connection in
            let rows = try connection.statement(
                "SELECT event, through, amount FROM exception_event ORDER BY number")
            var result: [String] = []
            while try rows.step() {
                let last = BookDay(number: Int32(rows.int64(1)))
                result.append("\(rows.text(0)) \(last) \(rows.int64(2))")
            }
            return result
        }
    }

    private func row(_ folder: StoreFolder) throws -> ExceptionLog.Row {
        try #require(folder.database.read { try ExceptionLog($0).row("e1") })
    }

    @Test("An exception opens, changes, closes by evidence, and opens again under its number")
    func life() throws {
        let folder = try StoreFolder()
        try record(folder, [exception(100)], through: "2026-04-05")
        try record(folder, [exception(100)], through: "2026-04-06")
        #expect(try row(folder).opened == day("2026-04-05"))
        try record(folder, [exception(120)], through: "2026-04-07")
        #expect(try row(folder).exception.amount == Yen(120))
        try record(folder, [], through: "2026-04-08")
        #expect(try row(folder).closed == day("2026-04-08"))
        #expect(try row(folder).closedBy == "evidence")
        #expect(try folder.database.read { try ExceptionLog($0).rows(all: false) }.isEmpty)
        try record(folder, [], through: "2026-04-09")
        try record(folder, [exception(90)], through: "2026-04-10")
        #expect(try row(folder).closed == nil && row(folder).closedBy == nil)
        try record(folder, [], decided: ["e1"], through: "2026-04-11")
        #expect(try row(folder).closedBy == "decision")
        #expect(
            try events(folder) == [
                "opened 2026-04-05 100", "changed 2026-04-07 120",
                "closed by evidence 2026-04-08 120", "reopened 2026-04-10 90",
                "closed by decision 2026-04-11 90",
            ])
    }

    @Test("A suggestion that comes or goes is no event")
    func suggestion() throws {
        let folder = try StoreFolder()
        try record(folder, [exception(100)], through: "2026-04-05")
        try record(folder, [exception(100, suggestion: "W1")], through: "2026-04-06")
        #expect(try row(folder).exception.suggestion == "W1")
        #expect(try events(folder) == ["opened 2026-04-05 100"])
    }

    @Test("The last run is the one that looked furthest")
    func runs() throws {
        let folder = try StoreFolder()
        #expect(try folder.database.read { try ExceptionLog($0).lastRun() } == nil)
        for text in ["2026-04-05", "2026-04-30", "2026-04-10"] {
            let last = try day(text)
            try folder.database.write {
                let log = ExceptionLog($0)
                try log.noteRun(
                    through: last, at: Moment(seconds: 0), seen: log.seen(through: last))
            }
        }
        #expect(try folder.database.read { try ExceptionLog($0).lastRun() } == day("2026-04-30"))
    }

    @Test(
        "A decision holds once nothing more is needed, on the day of its last vote",
        arguments: [false, true])
    func decisions(_ movesMoney: Bool) throws {
        let folder = try StoreFolder()
        try record(folder, [exception(100)], through: "2026-04-05")
        let (first, second) = (try day("2026-04-06"), try day("2026-04-08"))
        let number = try folder.database.write {
            try DecisionLog($0).propose(
                exception: "e1", resolution: .book, target: "W1", amount: Yen(100),
                reason: "found", movesMoney: movesMoney, by: "sato", at: Moment(seconds: 5),
                day: first)
        }
        func holding() throws -> [Decision] {
            try folder.database.read { try DecisionLog($0).approved() }
        }
        let decision = Decision(
            number: number, exception: "e1", key: try exception(100).key, resolution: .book,
            target: "W1", amount: Yen(100), day: movesMoney ? second : first,
            exceptionDay: try exception(100).day)
        #expect(try holding() == (movesMoney ? [] : [decision]))
        if movesMoney {
            try folder.database.write {
                try DecisionLog($0).approve(
                    number, by: "suzuki", at: Moment(seconds: 9), day: second)
            }
        }
        #expect(try holding() == [decision])
        let latest = try #require(folder.database.read { try DecisionLog($0).latest(for: "e1") })
        #expect(latest.proposedBy == "sato" && latest.reason == "found")
        #expect(latest.approvedBy == (movesMoney ? "suzuki" : nil))
        #expect(try folder.database.read { try DecisionLog($0).all() } == [latest])
    }

    @Test("Nobody votes twice on one decision in one part")
    func oneVote() throws {
        let folder = try StoreFolder()
        let today = try day("2026-04-06")
        let number = try folder.database.write {
            try DecisionLog($0).propose(
                exception: "e1", resolution: .refund, target: nil, amount: Yen(1), reason: "",
                movesMoney: true, by: "sato", at: Moment(seconds: 5), day: today)
        }
        try folder.database.write {
            try DecisionLog($0).approve(number, by: "suzuki", at: Moment(seconds: 6), day: today)
        }
        #expect(throws: DatabaseTrouble.self) {
            try folder.database.write {
                try DecisionLog($0).approve(
                    number, by: "tanaka", at: Moment(seconds: 7), day: today)
            }
        }
        #expect(
            try folder.database.read { try DecisionLog($0).latest(for: "e1") }?.approvedBy
                == "suzuki")
    }
}
