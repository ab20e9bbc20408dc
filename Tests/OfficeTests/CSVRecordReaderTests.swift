import Foundation
import Office
import Settlement
import TestSupport
import Testing

@Suite("Tables are read as they are written")
struct CSVRecordReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The records of a table, or the line on which it is none.
    private func read(_ bytes: [UInt8]) throws -> (rows: [[String]], broken: Int?) {
        let path = folder.path("table.csv")
        try Data(bytes).write(to: URL(filePath: path))
        var reader = try CSVRecordReader(path: path)
        var rows: [[String]] = []
        do {
            while try reader.next() {
                rows.append(reader.record.fields.indices.map { reader.record.text($0) })
            }
        } catch let broken as CSVRecordReader.Broken {
            return (rows, broken.line)
        }
        return (rows, nil)
    }

    @Test("Whatever is written is read again")
    func roundTrip() throws {
        var random = SplitMix64.seeded("tables")
        let pieces = ["a", "0", "\"", "\"\"", ",", "\n", "\r", "\r\n", " ", "市民", "が", "👨‍👩‍👧", "\t"]
        var rows: [[String]] = []
        for _ in 0..<3_000 {
            rows.append(
                (0..<Int.random(in: 1...6, using: &random)).map { _ in
                    (0..<Int.random(in: 0...9, using: &random)).map { _ in
                        pieces.randomElement(using: &random) ?? ""
                    }.joined()
                })
        }
        // Fields that are longer than a block of the reader.
        rows.append([
            String(repeating: "あ\"\n", count: 90_000), String(repeating: "x", count: 300_000),
        ])
        rows.append(["last"])
        var bytes: [UInt8] = []
        for row in rows { CSVText.append(row, to: &bytes) }
        let result = try read(bytes)
        #expect(result.broken == nil)
        #expect(
            result.rows.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } })
    }

    static let broken: [(String, Int)] = [
        ("a", 1), ("a,b\nc", 2), ("a\r\n", 1), ("a\rb\n", 1), ("a\"b\n", 1), ("\"a\n", 1),
        ("\"a\"b\n", 1), ("\"a,b\" ,c\n", 1), ("x\n\"a\n\nb\",\"", 2), ("\"plain\"\n", 1),
        ("\"\"\n", 1),
        ("\"a,b\"\r\n", 1), ("\"a,b\"", 1),
    ]

    @Test("What is written otherwise is refused, with its line", arguments: broken.indices)
    func refused(_ index: Int) throws {
        let (text, line) = Self.broken[index]
        #expect(try read(Array(text.utf8)).broken == line)
    }

    @Test("Altered bytes are refused, or written again to the same bytes")
    func oneText() throws {
        var random = SplitMix64.seeded("altered tables")
        var bytes: [UInt8] = []
        CSVText.append(["a", "b,c", "", "\"q\"", "1"], to: &bytes)
        CSVText.append(["two\nlines", "x"], to: &bytes)
        let wild: [UInt8] = [0x0A, 0x0D, 0x22, 0x2C, 0x61]
        var same = 0
        for _ in 0..<4_000 {
            var altered = bytes
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: 0..<altered.count, using: &random)
                let byte = wild.randomElement(using: &random) ?? 0
                switch Int.random(in: 0...2, using: &random) {
                case 0: altered[place] = byte
                case 1: altered.insert(byte, at: place)
                default: altered.remove(at: place)
                }
            }
            let result = try read(altered)
            guard result.broken == nil else { continue }
            var again: [UInt8] = []
            for row in result.rows { CSVText.append(row, to: &again) }
            #expect(again == altered)
            same += 1
        }
        #expect(same > 100)
    }

    static let numbers: [(String, Int64?)] = [
        ("0", 0), ("7", 7), ("-7", -7), ("9223372036854775807", .max),
        ("-9223372036854775808", .min), ("9223372036854775808", nil),
        ("-9223372036854775809", nil), ("99999999999999999999999", nil), ("", nil), ("-", nil),
        ("-0", nil), ("00", nil), ("07", nil), ("+7", nil), ("7.0", nil), (" 7", nil), ("７", nil),
    ]

    @Test("A number has one text", arguments: numbers.indices)
    func number(_ index: Int) throws {
        let (text, value) = Self.numbers[index]
        let path = folder.path("number.csv")
        try Data((text + ",\n").utf8).write(to: URL(filePath: path))
        var reader = try CSVRecordReader(path: path)
        #expect(try reader.next())
        #expect(reader.record.number(0) == value)
    }
}
