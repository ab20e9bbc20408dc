import Database
import Foundation
import Glibc

/// What somebody sent, verbatim, under its digest: `evidence/3f/3f9a…`.
///
/// Bytes are written aside, brought to the disk together with the group of files they belong to,
/// and only then named; a file that was refused leaves nothing.
public struct EvidenceFolder: Sendable {
    public let path: String
    private var incoming: String { path + "/incoming" }

    public init(_ path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(
            atPath: path + "/incoming", withIntermediateDirectories: true)
    }

    /// Removes what a killed process left half-written.
    ///
    /// Only while nobody else imports.
    public func clearIncoming() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: incoming)) ?? [] {
            unlink(incoming + "/" + name)
        }
    }

    /// Where a file's evidence is written until it is kept.
    public func incomingPath(_ number: Int) -> String { "\(incoming)/\(getpid())-\(number)" }

    public func finalPath(_ digest: String) -> String {
        "\(path)/\(digest.prefix(2))/\(digest)"
    }

    /// Gives the bytes their name.
    ///
    /// The folder must have been synced before the registry commits.
    public func keep(_ incomingPath: String, as digest: String) throws {
        let final = finalPath(digest)
        mkdir(path + "/" + digest.prefix(2), 0o700)
        guard rename(incomingPath, final) == 0 else {
            throw DatabaseTrouble(.io, "cannot keep evidence at \(final)")
        }
    }

    public func discard(_ incomingPath: String) { unlink(incomingPath) }

    /// Brings bytes and names of everything that was kept to the disk, in one go for the whole
    /// group: one call for each file would cost a journal commit apiece.
    public func sync() throws {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw DatabaseTrouble(.io, "cannot open \(path)") }
        defer { close(folder) }
        guard EvidenceFolder.syncFileSystem(folder) == 0 else {
            throw DatabaseTrouble(.io, "cannot sync \(path)")
        }
    }

    /// `syncfs(2)`, which the C library has and its Swift module does not show.
    private static let syncFileSystem: @Sendable (Int32) -> Int32 = {
        guard let symbol = dlsym(nil, "syncfs") else {
            return { _ in
                Glibc.sync()
                return 0
            }
        }
        return unsafeBitCast(symbol, to: (@convention(c) @Sendable (Int32) -> Int32).self)
    }()
}
