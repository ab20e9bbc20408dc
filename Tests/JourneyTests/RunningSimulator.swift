import Foundation

/// `suito simulate PROVIDER` on the loopback, for as long as it is held.
final class RunningSimulator {
    let url: String
    private let process = Process()

    /// - Parameter arguments: behind `simulate`.
    init(_ arguments: String..., in folder: TemporaryFolder) throws {
        process.executableURL = URL(filePath: try Program.path())
        process.arguments = ["simulate"] + arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.environment = ["LANG": "en_US.UTF-8"]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        url = line.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}
