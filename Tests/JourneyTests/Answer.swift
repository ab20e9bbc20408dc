import Foundation

/// What a run of the program came to.
struct Answer {
    /// Exit code; nil where a signal ended it.
    let status: Int32?
    let signal: Int32?
    /// Standard output.
    let out: Data
    /// Standard error.
    let err: Data

    var page: String { String(decoding: out, as: UTF8.self) }
    var words: String { String(decoding: err, as: UTF8.self) }

    /// Standard output, which must be one JSON document and nothing else.
    func json() throws -> JSONValue { try JSONValue(out) }

    /// How it ended, with what was said, for the report of a test.
    var ending: String {
        let how = status.map { "exit \($0)" } ?? "signal \(signal ?? 0)"
        return "\(how): \(words.suffix(600))"
    }
}
