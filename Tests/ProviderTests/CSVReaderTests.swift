import Provider
import ProviderContract
import Testing

@Suite("CSV records")
struct CSVReaderTests {
    struct Record: Equatable {
        var line: Int
        var fields: [String]
        var isTorn = false
    }

    static func record(_ line: Int, _ fields: String...) -> Record {
        Record(line: line, fields: fields)
    }

    static func read(_ text: String, refill: Int = .max) throws(FileRejection) -> [Record] {
        let bytes = Array(text.utf8)
        var place = 0
        var source = ByteSource { (target) throws(FileRejection) -> Int in
            let count = min(target.count, bytes.count - place, refill)
            for index in 0..<count { target[index] = bytes[place + index] }
            place += count
            return count
        }
        var records: [Record] = []
        try source.forEachRecord { (record) throws(FileRejection) in
            let fields = (0..<record.count).map { record.text($0) }
            for index in 0..<record.count {
                let stored = String(decoding: bytes[record.place(of: index)], as: UTF8.self)
                #expect(stored.filter { $0 != "\"" } == fields[index].filter { $0 != "\"" })
            }
            records.append(Record(line: record.line, fields: fields, isTorn: record.isTorn))
        }
        return records
    }

    @Test(
        "Records are cut at line ends outside quotes, fields at commas outside quotes",
        arguments: [
            ("a,b\r\nc,d\r\n", [record(1, "a", "b"), record(2, "c", "d")]),
            ("a,b\nc,d", [record(1, "a", "b"), record(2, "c", "d")]),
            ("a\rb\r", [record(1, "a"), record(2, "b")]),
            ("\"a,b\",\"c\"\"d\"\n", [record(1, "a,b", "c\"d")]),
            ("\"a\r\nb\",c\nd,e", [record(1, "a\r\nb", "c"), record(3, "d", "e")]),
            ("a\n\nb\n", [record(1, "a"), record(2, ""), record(3, "b")]),
            (",\n", [record(1, "", "")]),
            ("a,\"\"\n", [record(1, "a", "")]),
            ("5\"x3,b\nc,d\n", [record(1, "5\"x3", "b"), record(2, "c", "d")]),
            ("\u{FEFF}\"a\"\n", [record(1, "a")]),
            ("a\n\u{1A}", [record(1, "a")]),
            ("", []),
        ] as [(String, [Record])])
    func cutsRecords(text: String, expected: [Record]) throws {
        #expect(try Self.read(text) == expected)
        for size in 1...5 { #expect(try Self.read(text, refill: size) == expected) }
    }

    @Test("A line torn inside quotes ends at its line end, and the next is read")
    func tornLineEnds() throws {
        let text = "a,\"b\nc,\"d\"\ne,\"f\"\n"
        let expected = [
            Record(line: 1, fields: ["a", "b"], isTorn: true),
            Self.record(2, "c", "d"), Self.record(3, "e", "f"),
        ]
        #expect(try Self.read(text) == expected)
        for size in 1...5 { #expect(try Self.read(text, refill: size) == expected) }
    }

    @Test("A quoted field of many lines without an end is torn, not the rest of the file")
    func longTornFieldEnds() throws {
        let filler = String(repeating: "x,y\n", count: 30_000)
        let records = try Self.read("a,\"b\n" + filler)
        #expect(records.count == 30_001)
        #expect(records.first?.isTorn == true)
        #expect(records.last == Record(line: 30_001, fields: ["x", "y"]))
    }

    @Test("A zero byte is told, and the line is not taken for text")
    func zeroByte() throws {
        var source = ByteSource(bytes: Array("a,b\nc,d\0\ne,f\n".utf8))
        var sound: [Bool] = []
        try source.forEachRecord { record in sound.append(record.isSound) }
        #expect(sound == [true, false, true])
    }

    @Test("Quotes open at the end of the file refuse it")
    func openQuotesRefuse() {
        let rejection = #expect(throws: FileRejection.self) { try Self.read("a,b\nc,\"d") }
        #expect(rejection?.finding.code == .truncated)
        #expect(rejection?.finding.line == 2)
    }

    @Test("A line longer than a megabyte refuses the file, with and without quotes")
    func longLineRefuses() {
        for start in ["", "\""] {
            let text = "a\n" + start + String(repeating: "x", count: ByteSource.longestLine + 1)
            let rejection = #expect(throws: FileRejection.self) { try Self.read(text) }
            #expect(rejection?.finding.code == .lineTooLong)
            #expect(rejection?.finding.line == 2)
        }
    }

    @Test("What is written as CSV is read again as it was")
    func readsWhatWasWritten() throws {
        let seed = SplitMix64.seedOfThisRun()
        print("CSV round trip: SUITO_SEED=\(seed)")
        var random = SplitMix64(seed: seed)
        let letters: [Character] = ["a", "7", ",", "\"", "\n", "\r\n", "税", " ", "ﾔ"]
        for round in 0..<500 {
            let rows = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                (0..<Int.random(in: 2...5, using: &random)).map { _ in
                    String(
                        (0..<Int.random(in: 0...4, using: &random)).compactMap { _ in
                            letters.randomElement(using: &random)
                        })
                }
            }
            let text = rows.map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
            }.joined(separator: "\r\n")
            let size = Int.random(in: 1...50, using: &random)
            let fields = try Self.read(text, refill: size).map(\.fields)
            #expect(fields == rows, "SUITO_SEED=\(seed), round \(round)")
        }
    }
}
