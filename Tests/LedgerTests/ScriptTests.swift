import Foundation
import Ledger
import Testing

/// Runs every `Scripts/*.ledger` against the model of the books.
struct ScriptTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Scripts")

    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? [])
        .filter { $0.hasSuffix(".ledger") }
        .map { String($0.dropLast(7)) }
        .sorted()

    private static func run(_ name: String) throws -> LedgerScript {
        let file = folder.appending(path: name + ".ledger")
        var script = try LedgerScript(String(contentsOf: file, encoding: .utf8))
        try script.run()
        return script
    }

    @Test("The books answer as the script says", arguments: names)
    func answers(_ name: String) throws {
        let script = try ScriptTests.run(name)
        #expect(script.differences.map(\.description) == [])
        #expect(!script.answers.isEmpty)
    }

    /// A change of several vouchers is the store's, not the model's.
    static let refusals = VoucherRefusal.allCases.filter { $0 != .changeRefused }

    @Test("Every refusal of a voucher has a script", arguments: refusals)
    func refusalHasScript(_ refusal: VoucherRefusal) throws {
        let script = try ScriptTests.run(refusal.rawValue)
        #expect(script.answers.contains("refused \(refusal.rawValue)"))
    }

    @Test("Every refusal to close has a script", arguments: CloseRefusal.allCases)
    func closeRefusalHasScript(_ refusal: CloseRefusal) throws {
        let script = try ScriptTests.run(refusal.rawValue)
        #expect(script.answers.contains("refused \(refusal.rawValue)"))
    }

    @Test("A script that expects something else is told so, with its line")
    func differenceIsTold() throws {
        var script = try LedgerScript("begins 2026-04-01\n\nclose 2026-04-02\n    = closed\n")
        try script.run()
        #expect(
            script.differences.map(\.description) == [
                "line 4: expected “closed”, found “refused earlier-day-open”"
            ])
    }

    @Test(
        "A line that cannot be read is told with its number",
        arguments: ["close 2026-02-30", "2026-04-01 lend x", "balance general = 3", "state a"])
    func mistakeIsTold(_ line: String) throws {
        var script = try LedgerScript("begins 2026-04-01\n\(line)\n    = closed\n")
        let mistake = #expect(throws: LedgerScript.Mistake.self) { try script.run() }
        #expect(mistake?.line == 2)
    }
}
