import Foundation
import Glibc

/// Stock tools, run as a person runs them: a script in a folder.
enum Shell {
    struct Failure: Error, CustomStringConvertible {
        let script: String
        let said: String
        var description: String { "\(script)\n\(said)" }
    }

    /// Scripts of these tests.
    static let scripts = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Scripts").path()

    /// Runs a script; `SUITO` in it is the program.
    ///
    /// - Returns: its exit status, and all that it said.
    static func run(
        _ script: String, in folder: String, environment: [String: String] = [:]
    ) throws -> (status: Int32, text: String) {
        let output = FileManager.default.temporaryDirectory
            .appending(path: "suito-shell-\(UUID().uuidString)").path()
        let file = open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(script: script, said: output) }
        defer {
            close(file)
            unlink(output)
        }
        let all = ["SUITO": try Program.path(), "LANG": "en_US.UTF-8"]
            .merging(environment) { $1 }
        let status = try Child(
            ["bash", "-euo", "pipefail", "-c", script], in: folder, environment: all, output: file
        ).wait()
        let text = String(decoding: try Data(contentsOf: URL(filePath: output)), as: UTF8.self)
        return (status, text)
    }

    /// Runs a script that must end well; what it said.
    @discardableResult
    static func done(
        _ script: String, in folder: String, environment: [String: String] = [:]
    ) throws -> String {
        let answer = try run(script, in: folder, environment: environment)
        guard answer.status == 0 else { throw Failure(script: script, said: answer.text) }
        return answer.text
    }
}
