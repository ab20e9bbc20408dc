import Foundation

/// What the package manifest declares, as the package manager itself understands it.
struct Manifest: Sendable {
    struct Target: Sendable {
        var name: String
        /// Relative to the root of the repository.
        var path: String
        var isTest: Bool
        /// Names of targets and products it depends on.
        var dependencies: Set<String>
    }

    struct Trouble: Error, CustomStringConvertible {
        var description: String
    }

    var targets: [Target]

    func target(of path: String) -> Target? { targets.first { path.hasPrefix($0.path + "/") } }

    /// The manifest of the tree, asked for once.
    ///
    /// `dump-package` evaluates the manifest alone: it resolves nothing, and with a scratch path
    /// of its own it waits for no lock of the build that runs these tests.
    static let current = Result { try Manifest(decoding: dump()) }

    init(targets: [Target]) { self.targets = targets }

    init(decoding json: Data) throws {
        let package = try JSONDecoder().decode(PackagePayload.self, from: json)
        targets = package.targets.map { target in
            Target(
                name: target.name,
                path: target.path
                    ?? "\(target.type == "test" ? "Tests" : "Sources")/\(target.name)",
                isTest: target.type == "test", dependencies: Set(target.dependencies.map(\.name)))
        }
    }

    private static func dump() throws -> Data {
        let scratch = FileManager.default.temporaryDirectory
            .appendingPathComponent("tidy-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "dump-package", "--scratch-path", scratch.path,
        ]
        process.currentDirectoryURL = Repository.root
        let output = Pipe()
        process.standardOutput = output
        // Progress lines are of no interest; a failure shows in the exit code.
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Trouble(
                description: "swift package dump-package ended with "
                    + "\(process.terminationStatus) in \(Repository.root.path)")
        }
        return data
    }
}
