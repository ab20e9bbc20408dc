import Foundation
import TestSupport

/// Says the same of a file in other bytes: its columns and keys in another order, in another
/// encoding, with other line ends, under a name that means nothing.
struct Rewriting {
    private var random: SplitMix64
    /// Whether letters of a journal are now and then written as `\u0041`, as JSON allows.
    private let escapesLetters: Bool

    init(_ random: SplitMix64, escapesLetters: Bool = false) {
        self.random = random
        self.escapesLetters = escapesLetters
    }

    /// Writes files of the sample into a folder, each rewritten, and returns where they are.
    mutating func write(_ files: [String], into folder: TemporaryFolder) throws -> [String] {
        var paths: [String] = []
        for file in files {
            let name = String(random.next(), radix: 36)
            paths.append(try folder.write(name, rewritten(file, Shiomi.bytes(file))))
        }
        return paths
    }

    private mutating func rewritten(_ file: String, _ bytes: [UInt8]) throws -> [UInt8] {
        if file.contains("sales/") { return try journal(bytes) }
        let utf8 =
            String(validating: bytes, as: UTF8.self) == nil
            ? try CP932.toUTF8(bytes) : bytes
        if file.contains("bank/") { return try encoded(bank(utf8)) }
        if file.hasSuffix(".log") { return try encoded(lines(utf8)) }
        return try encoded(table(utf8))
    }

    private mutating func lineEnd() -> String { random.flip() ? "\r\n" : "\n" }

    /// UTF-8 with or without a byte order mark, or CP932.
    private mutating func encoded(_ utf8: [UInt8]) throws -> [UInt8] {
        switch random.next() % 3 {
        case 0: return utf8
        case 1: return [0xEF, 0xBB, 0xBF] + utf8
        default: return try CP932.fromUTF8(utf8)
        }
    }

    private mutating func table(_ utf8: [UInt8]) -> [UInt8] {
        let table = DelimitedTable(utf8)
        let count = table.records.first?.count ?? 0
        let order = Array(0..<count).shuffled(using: &random)
        let quotes = random.next() % 4
        var choice = random
        let bytes = table.columns(in: order).bytes(lineEnd: lineEnd()) {
            choice.next() % 4 < quotes
        }
        random = choice
        return random.flip() ? bytes : withoutLastLineEnd(bytes)
    }

    private mutating func lines(_ utf8: [UInt8]) -> [UInt8] {
        let end = Array(lineEnd().utf8)
        let bytes = utf8.filter { $0 != 0x0D }.flatMap { $0 == 0x0A ? end : [$0] }
        return random.flip() ? bytes : withoutLastLineEnd(bytes)
    }

    /// Records may also stand without anything between them.
    private mutating func bank(_ utf8: [UInt8]) -> [UInt8] {
        random.next() % 3 == 0 ? utf8.filter { $0 != 0x0D && $0 != 0x0A } : lines(utf8)
    }

    private func withoutLastLineEnd(_ bytes: [UInt8]) -> [UInt8] {
        Array(bytes.reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed())
    }

    private mutating func journal(_ utf8: [UInt8]) throws -> [UInt8] {
        var text = ""
        let end = lineEnd()
        for line in utf8.split(separator: 0x0A) {
            text += json(try JSONValue(Data(line))) + end
        }
        let bytes = Array(text.utf8)
        return random.flip() ? bytes : [0xEF, 0xBB, 0xBF] + bytes
    }

    private mutating func json(_ value: JSONValue) -> String {
        let space = random.next() % 4 == 0 ? " " : ""
        switch value {
        case .null, .bool, .int: return value.shown
        case .string(let text): return quoted(text)
        case .array(let rows):
            var parts: [String] = []
            for row in rows { parts.append(json(row)) }
            return "[" + space + parts.joined(separator: "," + space) + space + "]"
        case .object(let members):
            var parts: [String] = []
            for name in members.keys.sorted().shuffled(using: &random) {
                parts.append("\(quoted(name))\(space):\(space)\(json(members[name] ?? .null))")
            }
            return "{" + space + parts.joined(separator: "," + space) + space + "}"
        }
    }

    /// A JSON string in ASCII.
    private mutating func quoted(_ text: String) -> String {
        var result = "\""
        for unit in text.utf16 {
            let isPlain = unit >= 0x20 && unit < 0x7F && unit != 0x22 && unit != 0x5C
            if isPlain, !escapesLetters || random.next() % 50 > 0 {
                result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            } else {
                let digits = String(unit, radix: 16, uppercase: random.flip())
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result + "\""
    }
}
