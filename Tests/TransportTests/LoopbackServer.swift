import Foundation

/// A program that serves on the loopback for as long as it is held: it says its port first, and
/// ends when its input does, however the tests end.
final class LoopbackServer: Sendable {
    let port: Int
    private let input: FileHandle

    struct NotStarted: Error { var words: [String] }

    init(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // Else the next child holds the writing end open.
        _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        self.input = input.fileHandleForWriting
        var line: [UInt8] = []
        var byte: UInt8 = 0
        let reading = output.fileHandleForReading.fileDescriptor
        while line.last != 0x0A, read(reading, &byte, 1) == 1 { line.append(byte) }
        guard let port = Int(String(decoding: line.dropLast(), as: UTF8.self)) else {
            throw NotStarted(words: words)
        }
        self.port = port
    }

    /// One of the scripts beside the tests.
    convenience init(script: String, _ arguments: String...) throws {
        try self.init(["python3", LoopbackServer.script(script)] + arguments)
    }

    deinit { try? input.close() }

    static func script(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Scripts/\(name)").path()
    }

    func url(_ path: String, scheme: String = "http") -> String {
        "\(scheme)://127.0.0.1:\(port)\(path)"
    }

    /// One server for all tests that need no other.
    static let plain = Result { try LoopbackServer(script: "http_server.py") }
}

/// Certificates by stock OpenSSL, made once.
enum Certificates {
    static let folder: Result<Folder, any Error> = Result {
        let folder = try Folder()
        // What is held for the whole run goes with the program.
        atexit {
            guard let folder = try? Certificates.folder.get() else { return }
            try? FileManager.default.removeItem(atPath: folder.path)
        }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [LoopbackServer.script("make_certificates.sh")]
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw LoopbackServer.NotStarted(words: ["make_certificates.sh"])
        }
        return folder
    }
}
