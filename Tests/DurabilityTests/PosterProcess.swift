import Foundation
import Glibc

/// `DurabilityPoster` at work.
final class PosterProcess {
    struct Missing: Error, CustomStringConvertible {
        var description: String { "there is no DurabilityPoster beside these tests" }
    }

    private let process = Process()
    private let output: FileHandle
    private var rest = Data()

    /// - Parameter tool: words before the program's own, such as a tracer's.
    init(_ arguments: [String], under tool: [String] = []) throws {
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = tool + [try PosterProcess.path()] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        try process.run()
        output = pipe.fileHandleForReading
    }

    private static func path() throws -> String {
        for start in [CommandLine.arguments[0], Bundle.main.bundlePath] {
            var folder = URL(filePath: start).standardizedFileURL
            for _ in 0..<4 {
                folder.deleteLastPathComponent()
                let place = folder.appending(path: "DurabilityPoster").path()
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: place, isDirectory: &isFolder),
                    !isFolder.boolValue
                {
                    return place
                }
            }
        }
        throw Missing()
    }

    /// The numbers that it says next; nil at its end.
    func numbers() -> [Int]? {
        let data = output.availableData
        if data.isEmpty { return nil }
        rest += data
        let lines = rest.split(separator: 0x0A, omittingEmptySubsequences: false)
        rest = Data(lines.last ?? Data())
        return lines.dropLast().compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    }

    func kill() { _ = Glibc.kill(process.processIdentifier, SIGKILL) }

    /// Waits for its end; its exit status, or the signal that ended it.
    func wait() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }
}
