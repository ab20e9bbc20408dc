import Foundation
import Glibc

/// A stock program, run in a folder.
struct Tool {
    struct Failure: Error {
        var command: String
        var status: Int32
        var output: String
    }

    /// Runs it; answers its status and all it said.
    static func run(_ words: [String], in folder: Folder) throws -> (status: Int32, text: String) {
        let output = folder.path("\(UUID().uuidString).out")
        let file = open(output, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(command: words[0], status: errno, output: output) }
        defer {
            close(file)
            unlink(output)
        }
        let status = try Child(words, in: folder, output: file).wait()
        let text = try Data(contentsOf: URL(fileURLWithPath: output))
        return (status, String(decoding: text, as: UTF8.self))
    }

    /// Runs `openssl` with arguments parted by spaces; throws where it fails.
    @discardableResult
    static func openssl(_ line: String, in folder: Folder) throws -> String {
        let words = ["openssl"] + line.split(separator: " ").map(String.init)
        let answer = try run(words, in: folder)
        guard answer.status == 0 else {
            throw Failure(command: line, status: answer.status, output: answer.text)
        }
        return answer.text
    }

    /// Whether `openssl` with these arguments ends well.
    static func accepts(_ line: String, in folder: Folder) throws -> Bool {
        let words = ["openssl"] + line.split(separator: " ").map(String.init)
        return try run(words, in: folder).status == 0
    }
}
