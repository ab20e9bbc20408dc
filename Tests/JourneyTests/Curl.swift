import Foundation
import TestSupport
import Testing

/// One request sent by curl, and its answer.
struct Curl {
    let status: Int
    /// In lower case.
    let headers: [String: String]
    let body: String
    /// `1.1`, `2`.
    let version: String

    var json: JSONValue { get throws { try JSONValue(Data(body.utf8)) } }

    /// The code of an error of the catalogue, nil where the body is none.
    var code: String? { (try? json)?["code"].text }

    /// - Parameters:
    ///   - more: arguments of curl.
    static func send(
        _ method: String, _ url: String, key: String? = nil, body: String? = nil,
        headers: [String] = [], more: [String] = []
    ) throws -> Curl {
        var words = [
            "curl", "--silent", "--show-error", "--max-time", "240", "--include", "--globoff",
            "--path-as-is", "--request", method, url,
        ]
        if let key { words += ["--header", "Authorization: Bearer \(key)"] }
        if let body {
            words += ["--header", "Content-Type: application/json", "--data-binary", body]
        }
        for header in headers { words += ["--header", header] }
        let quoted = (words + more).map { "'" + $0.replacing("'", with: "'\\''") + "'" }
        let answer = try StockTool.shell(quoted.joined(separator: " "))
        try #require(answer.status == 0, "\(answer.text)")
        return try Curl(answer.text)
    }

    private init(_ text: String) throws {
        // Lines of a head end with CR and LF, which is one character.
        let end = try #require(text.range(of: "\r\n\r\n"))
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let words = try #require(lines.first).split(separator: " ")
        try #require(words.count >= 2)
        version = String(words[0].dropFirst("HTTP/".count))
        status = try #require(Int(words[1]))
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 {
                headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
            }
        }
        self.headers = headers
        body = String(text[end.upperBound...])
    }
}
