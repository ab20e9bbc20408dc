import TestSupport
import Testing

@Suite("Two processes on the same books")
struct NeighbourTests {
    @Test("Two imports of the same month at once take it in once")
    func imports() throws {
        let books = try TestBooks()
        let command = ["import", "--json"] + Shiomi.month
        let running = [try books.start(command), try books.start(command)]
        var accepted: [String: Int] = [:]
        for program in running {
            let answer = try program.answer()
            #expect(answer.status == 0, "\(answer.ending)")
            for file in try answer.json()["files"].rows where file["accepted"].int ?? 0 > 0 {
                accepted[file["digest"].text ?? "", default: 0] += 1
            }
        }
        #expect(!accepted.isEmpty)
        #expect(accepted.values.allSatisfy { $0 == 1 })
        #expect(try books.differences(from: .ofMonth()) == [])
        try books.audit()
    }

    @Test("Two imports of halves of the month at once take all of it in")
    func halves() throws {
        var random = SplitMix64()
        let books = try TestBooks()
        let files = try Shiomi.monthFiles().shuffled(using: &random).map(Shiomi.path)
        let half = files.count / 2
        let running = [
            try books.start(["import", "--json"] + files[..<half]),
            try books.start(["import", "--json"] + files[half...]),
        ]
        for program in running {
            let answer = try program.answer()
            #expect(answer.status == 0, "\(answer.ending)")
        }
        #expect(try books.differences(from: .ofMonth()) == [])
        try books.audit()
    }

    @Test("An import beside a reconciliation harms nothing")
    func importBesideReconciliation() throws {
        let books = try TestBooks.withMonth()
        let running = [
            try books.start(["reconcile", "--through", Shiomi.monthEnd, "--json"]),
            try books.start(["import", "--json"] + Shiomi.late),
        ]
        for program in running {
            let answer = try program.answer()
            #expect(answer.status == 0, "\(answer.ending)")
        }
        try books.audit()
        #expect(try books.differences(from: .ofLate()) == [])
        try books.audit()
    }

    @Test("Two reconciliations at once say the same and post once")
    func reconciliations() throws {
        let books = try TestBooks.withMonth()
        let command = ["reconcile", "--through", Shiomi.monthEnd, "--json"]
        let running = [try books.start(command), try books.start(command)]
        let answers = try running.map { try $0.answer() }
        for answer in answers { #expect(answer.status == 0, "\(answer.ending)") }
        #expect(answers[0].out == answers[1].out)
        #expect(try Truth.ofMonth().differences(from: answers[0].json()) == [])
        let vouchers = try books.audit()
        #expect(try books.reconcile(Shiomi.monthEnd) == answers[0].out)
        #expect(try books.audit() == vouchers)
    }

    @Test("Of two that make books at once, one makes them and the other is refused")
    func inits() throws {
        let folder = try TemporaryFolder()
        let command = ["init", Shiomi.cityFile, "--data", folder.path + "/books"]
        let running = [
            try RunningProgram(command, in: folder), try RunningProgram(command, in: folder),
        ]
        let answers = try running.map { try $0.answer() }
        #expect(
            answers.compactMap(\.status).sorted() == [0, 1],
            "\(answers.map(\.ending).joined(separator: "\n"))")
        let audit = try RunningProgram(
            ["audit", "--json", "--data", folder.path + "/books"], in: folder
        ).answer()
        #expect(audit.status == 0, "\(audit.ending)")
    }
}
