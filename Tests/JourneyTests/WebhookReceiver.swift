import Foundation
import TestSupport
import Testing

/// The program that receives news on the loopback, for as long as it is held.
final class WebhookReceiver {
    let url: String
    private let process = Process()
    private let input = Pipe()

    init() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Scripts/webhook_receiver.py").path()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script]
        process.standardInput = input
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        url = "http://127.0.0.1:\(line.trimmingCharacters(in: .whitespacesAndNewlines))"
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Tells it a secret to check signatures with.
    func know(_ secret: String) throws {
        #expect(try Curl.send("POST", url + "/secret", body: secret).status == 200)
    }

    /// Waits until so many news have come at a path, and returns all that did.
    func wait(for count: Int, at path: String) throws -> [JSONValue] {
        let come = try Curl.send("GET", "\(url)/wait/\(count)/\(path)").json.rows
        try #require(come.count >= count, "\(come.count) of \(count) came at \(path)")
        return come
    }

    /// What has come at a path so far.
    func come(at path: String) throws -> [JSONValue] {
        try Curl.send("GET", url + "/").json["/\(path)"].rows
    }
}
