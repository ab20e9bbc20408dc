import Dispatch
import Foundation

/// The program at work, with standard output and standard error apart.
///
/// Each goes into a file of its own, so that neither can fill up and hold the program.
final class RunningProgram {
    struct Stuck: Error {
        let arguments: [String]
    }

    static let longestSeconds = 240

    private let process = Process()
    private let ended = DispatchSemaphore(value: 0)
    private var hasEnded = false
    private let arguments: [String]
    private let outPath: String
    private let errPath: String

    /// - Parameters:
    ///   - environment: all that the program sees of it.
    ///   - largestFile: in blocks of `ulimit -f`: writing beyond fails as on a full disk.
    ///   - mostData: in KiB, of `ulimit -d`: all memory of its own that it may ever have; asking
    ///     for more ends it.
    init(
        _ arguments: [String], in folder: TemporaryFolder,
        environment: [String: String] = ["LANG": "en_US.UTF-8"], largestFile: Int? = nil,
        mostData: Int? = nil
    ) throws {
        self.arguments = arguments
        let name = UUID().uuidString
        outPath = try folder.write("\(name).out", [])
        errPath = try folder.write("\(name).err", [])
        let program = try Program.path()
        // Without the trap the limit is a signal; with it, write(2) fails.
        let limits = [
            largestFile.map { "trap '' XFSZ; ulimit -f \($0); " },
            mostData.map { "ulimit -d \($0); " },
        ].compactMap { $0 }.joined()
        if !limits.isEmpty {
            let script = limits + "exec \"$0\" \"$@\""
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", script, program] + arguments
        } else {
            process.executableURL = URL(filePath: program)
            process.arguments = arguments
        }
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        let out = try FileHandle(forWritingTo: URL(filePath: outPath))
        let err = try FileHandle(forWritingTo: URL(filePath: errPath))
        process.standardOutput = out
        process.standardError = err
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        try out.close()
        try err.close()
    }

    /// Waits until it ends, but no longer than so.
    ///
    /// - Returns: whether it has ended.
    func ends(within microseconds: Int) -> Bool {
        if hasEnded { return true }
        hasEnded = ended.wait(timeout: .now() + .microseconds(microseconds)) == .success
        return hasEnded
    }

    /// Ends it as `kill -9` does, where it is still at work.
    func kill() {
        if !hasEnded { Foundation.kill(process.processIdentifier, SIGKILL) }
    }

    /// Waits for its end.
    func answer() throws -> Answer {
        guard ends(within: RunningProgram.longestSeconds * 1_000_000) else {
            kill()
            throw Stuck(arguments: arguments)
        }
        let isSignal = process.terminationReason == .uncaughtSignal
        let answer = Answer(
            status: isSignal ? nil : process.terminationStatus,
            signal: isSignal ? process.terminationStatus : nil,
            out: try Data(contentsOf: URL(filePath: outPath)),
            err: try Data(contentsOf: URL(filePath: errPath)))
        try FileManager.default.removeItem(atPath: outPath)
        try FileManager.default.removeItem(atPath: errPath)
        return answer
    }
}
