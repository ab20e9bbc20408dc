import Foundation

/// A month as a small text that a finance officer can read: first what everybody said, then what
/// must come of it through one day or several.
///
/// ```
/// # Captured, and the provider does not know it.
/// provider qr
/// sale s1 2026-04-01 10:00 qr 300
///
/// through 2026-04-03
///     none
/// through 2026-04-04
///     absent-from-statement qr s1 300 2026-04-01
///     balance general asset/clearing/qr 300
/// ```
///
/// The rows are explained beside the code that reads them: ``ScriptCity`` for the city,
/// ``ScriptWorld`` for what was said, ``ScriptRun`` for what must come of it.
struct Script: Sendable {
    struct Mistake: Error, CustomStringConvertible {
        var line: Int
        var text: String
        var description: String { "line \(line): \(text)" }
    }

    /// One row: its words, and its `name=value` options.
    struct Row: Sendable {
        var line: Int
        var words: [String]
        var options: [String: String]

        /// A word by its place; the row's verb is 0.
        func word(_ place: Int) throws -> String {
            guard place < words.count else {
                throw Mistake(line: line, text: "a word is missing behind “\(words.last ?? "")”")
            }
            return words[place]
        }
    }

    struct Expectation: Sendable {
        var through: String
        var rows: [Row]
    }

    var said: [Row] = []
    var expectations: [Expectation] = []

    init(_ text: String) throws {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let all = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
            guard !all.isEmpty else { continue }
            let row = try Script.row(all, number + 1)
            if row.words[0] == "through" {
                expectations.append(Expectation(through: try row.word(1), rows: []))
            } else if expectations.isEmpty {
                said.append(row)
            } else {
                expectations[expectations.count - 1].rows.append(row)
            }
        }
        for expectation in expectations where expectation.rows.isEmpty {
            throw Mistake(line: 0, text: "nothing is expected through \(expectation.through)")
        }
        guard !expectations.isEmpty else { throw Mistake(line: 0, text: "nothing is expected") }
    }

    private static func row(_ all: [String], _ line: Int) throws -> Row {
        var row = Row(line: line, words: [], options: [:])
        for word in all {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                row.words.append(word)
                continue
            }
            let name = String(word[..<equals])
            guard
                row.options.updateValue(String(word[word.index(after: equals)...]), forKey: name)
                    == nil
            else { throw Mistake(line: line, text: "\(name) is said twice") }
        }
        guard !row.words.isEmpty else { throw Mistake(line: line, text: "no verb") }
        return row
    }

    /// The scripts that lie beside this file, by name.
    static let names: [String] = {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return all.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
    }()

    static func named(_ name: String) throws -> Script {
        try Script(
            String(contentsOf: folder.appending(path: "\(name).txt"), encoding: .utf8))
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Scripts")
}
