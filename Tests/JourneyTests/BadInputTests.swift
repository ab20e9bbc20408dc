import Foundation
import TestSupport
import Testing

@Suite("Input that is wrong")
struct BadInputTests {
    /// What an import said of one file.
    private struct Verdict {
        var answer: Answer
        var file: JSONValue

        var findings: [JSONValue] { file["findings"].rows }

        func names(_ codes: Set<String>, line: Int) -> Bool {
            findings.contains {
                $0["line"].int == line && codes.contains($0["code"].text ?? "")
            }
        }
    }

    private func take(_ bytes: [UInt8], into books: TestBooks) throws -> Verdict {
        let file = try books.folder.write(UUID().uuidString, bytes)
        let answer = try books.run("import", "--json", file)
        let row = try #require(answer.json()["files"].rows.first, "\(answer.ending)")
        return Verdict(answer: answer, file: row)
    }

    /// A row that is wrong is a finding with its line, or the whole file is rejected for it.
    private func check(
        _ sample: SampleFile, _ bytes: [UInt8], _ codes: Set<String>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let right = try sample.bytes()
        try #require(!bytes.isEmpty && bytes != right, sourceLocation: sourceLocation)
        let books = try TestBooks()
        if sample.kind == "bill-changes" {
            try books.take([Shiomi.path("bills/bills-2026-04-01.csv")])
        }
        let verdict = try take(bytes, into: books)
        #expect(verdict.file["kind"] == .string(sample.kind), sourceLocation: sourceLocation)
        #expect(
            verdict.names(codes, line: sample.firstLine),
            "\(verdict.file.shown)", sourceLocation: sourceLocation)
        let isRejected = verdict.file["status"] == .string("rejected")
        #expect(
            verdict.answer.status == (isRejected ? 3 : 0), "\(verdict.answer.ending)",
            sourceLocation: sourceLocation)
        if isRejected {
            #expect(verdict.file["accepted"] == .int(0), sourceLocation: sourceLocation)
        }
        // What was wrong in it does not stand in the way of the right file.
        let next = try take(right, into: books)
        #expect(next.answer.status == 0, "\(next.answer.ending)", sourceLocation: sourceLocation)
        #expect(next.file["findings"] == .array([]), sourceLocation: sourceLocation)
        try books.audit(sourceLocation: sourceLocation)
    }

    @Test("The 30th of February is found on its line", arguments: SampleFile.all)
    func impossibleDay(sample: SampleFile) throws {
        try check(sample, sample.withImpossibleDay(), ["date-invalid"])
    }

    @Test(
        "An amount over the range is found on its line",
        arguments: SampleFile.all.filter { $0.kind != "zengin-03" },
        ["99999999999999999999", "9223372036854775808", "9007199254740993000"])
    func hugeAmount(sample: SampleFile, amount: String) throws {
        try check(sample, sample.withAmount { _ in amount }, ["amount-too-large"])
    }

    @Test(
        "A negative amount where none can be is found on its line",
        arguments: SampleFile.all.filter { $0.kind != "zengin-03" && $0.kind != "stripe-payouts" })
    func negativeAmount(sample: SampleFile) throws {
        try check(
            sample, sample.withAmount { "-" + $0.filter { $0 != "," } },
            ["amount-negative", "amount-invalid"])
    }

    @Test("A bank line with another amount refuses the file: its totals do not prove")
    func bankAmount() throws {
        let sample = try #require(SampleFile.all.first { $0.kind == "zengin-03" })
        let books = try TestBooks()
        let verdict = try take(sample.withAmount { _ in "000000008601" }, into: books)
        #expect(verdict.answer.status == 3, "\(verdict.answer.ending)")
        #expect(verdict.findings.contains { $0["code"] == .string("bank-continuity") })
        #expect(try take(sample.bytes(), into: books).answer.status == 0)
    }

    @Test("UTF-16 is refused whole, with and without a byte order mark", arguments: SampleFile.all)
    func utf16(sample: SampleFile) throws {
        let books = try TestBooks()
        let units = try Array(String(decoding: sample.utf8(), as: UTF8.self).utf16)
        let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        for bytes in [[0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little, big] {
            let verdict = try take(bytes, into: books)
            #expect(verdict.answer.status == 3, "\(verdict.answer.ending)")
            #expect(verdict.findings.map { $0["code"] } == [.string("unsupported-encoding")])
        }
    }

    @Test("An empty file is refused, also where its kind is said", arguments: SampleFile.all)
    func empty(sample: SampleFile) throws {
        let books = try TestBooks()
        let file = try books.folder.write("empty", [])
        for arguments in [
            ["import", "--json", file], ["import", "--json", "--as", sample.kind, file],
        ] {
            let answer = try books.run(arguments)
            #expect(answer.status == 3, "\(answer.ending)")
            let finding = try answer.json()["files"].rows.first?["findings"].rows.first
            #expect(finding?["code"] == .string("empty-file"))
        }
    }

    @Test("A header alone brings nothing in", arguments: SampleFile.all)
    func headerAlone(sample: SampleFile) throws {
        guard let bytes = try sample.headerAlone() else { return }
        let books = try TestBooks()
        let verdict = try take(bytes, into: books)
        #expect(verdict.answer.status == 0 || verdict.answer.status == 3)
        #expect(verdict.file["kind"] == .string(sample.kind), "\(verdict.file.shown)")
        #expect(verdict.file["rows"] == .int(0), "\(verdict.file.shown)")
        #expect(verdict.file["accepted"] == .int(0), "\(verdict.file.shown)")
        #expect(try take(sample.bytes(), into: books).answer.status == 0)
    }

    @Test(
        "A file cut off anywhere is taken as far as it proves, or refused; never a crash",
        arguments: SampleFile.all)
    func cutOff(sample: SampleFile) throws {
        var random = SplitMix64()
        let books = try TestBooks()
        let whole = try sample.bytes()
        var files: [String] = []
        for _ in 1...24 {
            let length = Int.random(in: 1..<whole.count, using: &random)
            files.append(try books.folder.write("cut-\(length)", whole[..<length]))
        }
        let answer = try books.run(["import", "--json"] + files)
        let said = try answer.json()["files"].rows
        #expect(said.count == files.count)
        let rejected = said.filter { $0["status"] == .string("rejected") }
        #expect(answer.status == (rejected.isEmpty ? 0 : 3), "\(answer.ending)")
        #expect(rejected.allSatisfy { $0["accepted"] == .int(0) && !$0["findings"].rows.isEmpty })
        if sample.kind == "zengin-03" {
            // Only the blanks and the line end behind the last item may be missing.
            let early = zip(files, said).filter { file, _ in
                Int(file.split(separator: "-").last ?? "") ?? 0 < whole.count - 2
            }
            #expect(early.allSatisfy { $0.1["status"] == .string("rejected") })
        }
        try books.audit()
        try books.reconcile(Shiomi.monthEnd)
        try books.audit()
    }

    @Test(
        "A file that is said to be of another kind is refused or has findings; never a crash",
        arguments: SampleFile.all)
    func wrongKind(sample: SampleFile) throws {
        let books = try TestBooks()
        let others = SampleFile.all.filter { $0.kind != sample.kind }
        let files = try others.map { try books.folder.write($0.kind, $0.bytes()) }
        let answer = try books.run(["import", "--json", "--as", sample.kind] + files)
        #expect(answer.status == 0 || answer.status == 3, "\(answer.ending)")
        let said = try answer.json()["files"].rows
        #expect(said.count == others.count)
        #expect(said.filter { $0["accepted"] != .int(0) }.map(\.shown) == [])
    }

    @Test(
        "Bytes turned over anywhere are refused or found; never a crash",
        arguments: SampleFile.all)
    func turnedBytes(sample: SampleFile) throws {
        var random = SplitMix64()
        let books = try TestBooks()
        var files: [String] = []
        for number in 1...24 {
            var bytes = try sample.bytes()
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                bytes[place] = UInt8(truncatingIfNeeded: random.next())
            }
            files.append(try books.folder.write("turned-\(number)", bytes))
        }
        let answer = try books.run(["import", "--json"] + files)
        #expect(answer.status == 0 || answer.status == 3, "\(answer.ending)")
        #expect(try answer.json()["files"].rows.count == files.count)
        try books.reconcile(Shiomi.monthEnd)
        try books.audit()
    }

    @Test(
        "100 MB in one line are refused, and never held in memory",
        arguments: ["sales", "bills", "paypay-history", "cat-dailylog"])
    func longLine(kind: String) throws {
        let sample = try #require(SampleFile.all.first { $0.kind == kind })
        let books = try TestBooks()
        let start =
            try sample.headerAlone() ?? Array(sample.bytes().prefix { $0 != 0x0A }.dropLast())
        let path = try books.folder.write("long", start)
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        let megabyte = Data(repeating: 0x61, count: 1_000_000)
        for _ in 1...100 { try file.write(contentsOf: megabyte) }
        try file.close()
        // All the memory that it may have is three quarters of what the line would need.
        let answer = try books.start(["import", "--json", path], mostData: 75_000).answer()
        #expect(answer.status == 3, "\(answer.ending)")
        let finding = try answer.json()["files"].rows.first?["findings"].rows.first
        #expect(finding?["code"] == .string("line-too-long"))
        #expect(try take(sample.bytes(), into: books).answer.status == 0)
    }
}
