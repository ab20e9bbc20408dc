import Foundation

/// A program that serves on the loopback for as long as it is held: it says its port or address
/// first, and ends when its input does, however the tests end.
final class RunningServer: Sendable {
    let address: String
    private let input: FileHandle
    private let process: Process

    struct NotStarted: Error { var words: [String] }

    init(_ words: [String]) throws {
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        // What simulators say is not what tests say.
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Else the next child holds the writing end open.
        _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        self.input = input.fileHandleForWriting
        var line: [UInt8] = []
        var byte: UInt8 = 0
        let reading = output.fileHandleForReading.fileDescriptor
        while line.last != 0x0A, read(reading, &byte, 1) == 1 { line.append(byte) }
        let said = String(decoding: line.dropLast(), as: UTF8.self)
        if Int(said) != nil {
            address = "http://127.0.0.1:\(said)"
        } else {
            guard said.hasPrefix("http://127.0.0.1:") else { throw NotStarted(words: words) }
            address = said
        }
    }

    deinit { try? input.close() }

    /// Asks it to end, and says how it did.
    func terminate(_ signal: Int32) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }

    /// `suito simulate …`.
    static func simulator(_ words: String...) throws -> RunningServer {
        try RunningServer([program(), "simulate"] + words + ["--until-input-ends"])
    }

    /// One of the scripts beside the tests, under an interpreter.
    static func script(_ name: String, python: String = "python3") throws -> RunningServer {
        try RunningServer([python, path(name)])
    }

    static func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scripts/\(name)")
            .path()
    }

    struct NoProgram: Error { var places: [String] }

    /// The executable that `SUITO_EXECUTABLE` names, else the one that was built beside the tests.
    static func program() throws -> String {
        if let given = ProcessInfo.processInfo.environment["SUITO_EXECUTABLE"] { return given }
        var folder = URL(filePath: CommandLine.arguments[0]).standardizedFileURL
        var places: [String] = []
        for _ in 0..<4 {
            folder.deleteLastPathComponent()
            let place = folder.appending(path: "suito").path()
            if FileManager.default.isExecutableFile(atPath: place) { return place }
            places.append(place)
        }
        throw NoProgram(places: places)
    }
}
