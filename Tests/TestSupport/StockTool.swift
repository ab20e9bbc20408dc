import Foundation

/// A program that nobody here wrote, as `./suito test` installs it.
public enum StockTool {
    /// What it said on both outputs, and how it ended.
    public struct Answer: Sendable {
        public var status: Int32
        public var text: String
    }

    /// `hledger ARGUMENTS`; what is read and written is UTF-8.
    public static func hledger(_ arguments: String...) throws -> Answer {
        try run(["hledger"] + arguments)
    }

    public static func sqlite(_ file: String, _ sql: String) throws -> Answer {
        try run(["sqlite3", file, sql])
    }

    static func psql(_ server: String, schema: String, _ sql: String) throws -> Answer {
        try run([
            "env", "PGOPTIONS=-c search_path=\(schema)", "psql", "--no-psqlrc", "--quiet",
            "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1", server, "--command", sql,
        ])
    }

    /// A few lines for the shell.
    public static func shell(_ lines: String) throws -> Answer {
        try run(["bash", "-c", lines])
    }

    /// A program of the tests' own Python environment, else of the path.
    public static func beancount(_ program: String, _ arguments: String...) throws -> Answer {
        try run([inEnvironment(program)] + arguments)
    }

    /// `python ARGUMENTS` in the tests' own environment.
    public static func python(_ arguments: String...) throws -> Answer {
        try run([pythonPath] + arguments)
    }

    /// The interpreter that finds the packages which tests need.
    public static var pythonPath: String { inEnvironment("python3") }

    private static func inEnvironment(_ program: String) -> String {
        let own = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: ".build/python/bin/\(program)").path()
        return FileManager.default.isExecutableFile(atPath: own) ? own : program
    }

    private static func run(_ words: [String]) throws -> Answer {
        let output = FileManager.default.temporaryDirectory
            .appending(path: "suito-tool-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let file = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        var environment = ProcessInfo.processInfo.environment
        environment["LC_ALL"] = "C.UTF-8"
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = file
        process.standardError = file
        try process.run()
        process.waitUntilExit()
        try file.close()
        return Answer(
            status: process.terminationStatus,
            text: String(decoding: try Data(contentsOf: output), as: UTF8.self))
    }
}
