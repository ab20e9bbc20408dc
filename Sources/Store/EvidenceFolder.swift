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

    /// Removes what a killed process left half-written. Only while nobody else imports.
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

    /// Gives the bytes their name. The folder must have been synced before the registry commits.
    public func keep(_ incomingPath: String, as digest: String) throws {
        let final = finalPath(digest)
        mkdir(path + "/" + digest.prefix(2), 0o700)
        guard rename(incomingPath, final) == 0 else {
            throw DatabaseTrouble(.io, "cannot keep evidence at \(final)")
        }
    }

    public func discard(_ incomingPath: String) { unlink(incomingPath) }

    /// Brings the names of what was kept to the disk; the bytes are there since they were written.
    public func sync(_ digests: [String]) throws {
        for folder in Set(digests.map { path + "/" + $0.prefix(2) }).union([path]) {
            let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { throw DatabaseTrouble(.io, "cannot open \(folder)") }
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 else {
                throw DatabaseTrouble(.io, "cannot sync \(folder)")
            }
        }
    }
}
