import Foundation
import Testing

/// The sample month, closed and sealed through the command line with a demo key.
struct SealedMonth: Sendable {
    static let first = "2026-03-31"
    static let days = "2026-03-31..2026-04-30"

    /// Made once; each test works on copies.
    static let whole = Result { try SealedMonth() }

    /// Books reconciled through the month, with nothing closed; they seal with ``keys``.
    let open: TestBooks
    /// The same, closed.
    let books: TestBooks

    var keys: String { open.folder.path + "/keys" }
    var ca: String { keys + "/ca.pem" }
    var out: String { books.folder.path + "/out" }

    private init() throws {
        open = try .withMonth()
        try open.reconcile(Shiomi.monthEnd)
        try SealedMonth.demoKeys(open.folder.path + "/keys", for: open)
        books = try TestBooks(copyOf: open)
        let answer = try SealedMonth.close(
            SealedMonth.days, books, to: books.folder.path + "/out")
        try #require(answer.status == 0, "\(answer.ending)")
    }

    static func demoKeys(_ folder: String, for books: TestBooks) throws {
        let answer = try books.run("keys", "demo", "--out", folder)
        try #require(answer.status == 0, "\(answer.ending)")
    }

    /// Runs `suito close`, carrying what is open.
    static func close(_ days: String, _ books: TestBooks, to folder: String) throws -> Answer {
        try books.run(["close", days] + closing(to: folder))
    }

    static func closing(to folder: String) -> [String] {
        ["--out", folder, "--by", "sato", "--carry", "asked the provider"]
    }

    /// Copies of some days' packages in a new folder.
    func packages(_ days: [String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for day in days {
            try FileManager.default.copyItem(
                atPath: out + "/" + day, toPath: folder.path + "/" + day)
        }
        return folder
    }

    /// What `suito verify` says, as `DAY CODE FILE`; days that hold are `DAY holds`.
    static func verdicts(
        _ folder: String, ca: String, _ more: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [String] {
        let place = try TemporaryFolder()
        let answer = try RunningProgram(
            ["verify", folder, "--ca", ca, "--json"] + more, in: place
        ).answer()
        let report = try answer.json()
        let isSound = report["holds"] == .bool(true)
        #expect(
            answer.status == (isSound ? 0 : 1), "\(answer.ending)", sourceLocation: sourceLocation)
        var verdicts: [String] = []
        for package in report["packages"].rows {
            let path = package["path"].text ?? ""
            let name = (path as NSString).lastPathComponent
            let findings = package["findings"].rows
            #expect(
                (package["holds"] == .bool(true)) == findings.isEmpty,
                sourceLocation: sourceLocation)
            if findings.isEmpty { verdicts.append("\(name) holds") }
            for finding in findings {
                #expect(finding["text"].text?.isEmpty == false, sourceLocation: sourceLocation)
                let file = finding["file"].text.map { " " + $0 } ?? ""
                verdicts.append("\(name) \(finding["code"].text ?? "")\(file)")
            }
        }
        return verdicts
    }
}
