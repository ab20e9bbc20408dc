import Database
import Foundation
import Glibc
public import Money
import Store

/// Makes books from a backup, in an empty folder.
///
/// All of it is written into `.restoring` within that folder, and the database takes its place
/// last: until then there are no books, and a restore that was killed is begun anew.
public struct RestoreBooks {
    public struct Report: Sendable {
        /// The version of the books; an older one must be upgraded before use.
        public var version: Int
        /// Files of evidence.
        public var evidence: Int
    }

    let folder: String
    private var work: String { folder + "/.restoring" }
    private static let parts = ["evidence", BackupFiles.sealSettings]
    private static let database = "books.sqlite"

    /// - Parameter folder: where the books will be; made where it is not there.
    public init(folder: String) { self.folder = folder }

    /// - Throws: ``OfficeDenial/booksExist(_:)``, ``OfficeDenial/folderTaken(_:)``,
    ///   ``OfficeDenial/noBackup(_:)`` and ``OfficeDenial/booksNewer(_:program:)``; nothing is
    ///   touched then.
    public func run(from path: String, at now: Moment) throws -> Report {
        guard !ClusterAddress.isAddress(folder) else {
            throw DatabaseTrouble(.other, "a cluster is restored by its own tools")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw FileTrouble.of(folder, error)
        }
        // Another restore into the folder takes its turn, and finds books.
        return try OutputFile.alone(in: folder) { try restore(path, at: now) }
    }

    private func restore(_ path: String, at now: Moment) throws -> Report {
        try prepare()
        do {
            let report = try read(path, at: now)
            try EvidenceFolder(work + "/evidence").sync()
            try place()
            return report
        } catch {
            // Of a database that is at its place already nothing is here any more.
            try? FileManager.default.removeItem(atPath: work)
            throw error
        }
    }

    private func prepare() throws {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            if names.contains(RestoreBooks.database) { throw OfficeDenial.booksExist(folder) }
            // A former restore began in an empty folder, so what is there is its own.
            guard names.isEmpty || names.contains(".restoring") else {
                throw OfficeDenial.folderTaken(folder)
            }
            for name in [".restoring"] + RestoreBooks.parts where names.contains(name) {
                try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            }
            try FileManager.default.createDirectory(
                atPath: work, withIntermediateDirectories: false)
        } catch let denial as OfficeDenial {
            throw denial
        } catch {
            throw FileTrouble.of(folder, error)
        }
    }

    /// Takes the backup apart.
    private func read(_ path: String, at now: Moment) throws -> Report {
        var report = Report(version: 0, evidence: 0)
        let evidence = try EvidenceFolder(work + "/evidence")
        do {
            try Database.copy(path, to: "\(work)/\(RestoreBooks.database)") { copy in
                let files = BackupFiles(copy)
                guard try files.exist(), let version = try copy.schemaVersion() else {
                    throw OfficeDenial.noBackup(path)
                }
                guard version <= Books.version else {
                    throw OfficeDenial.booksNewer(version, program: Books.version)
                }
                report.version = version
                if let finding = try copy.integrityFindings().first {
                    throw DatabaseTrouble(.corrupt, "the backup is damaged: \(finding)")
                }
                for name in try files.names() {
                    if name == BackupFiles.sealSettings {
                        try files.extract(name, into: work, as: name)
                        continue
                    }
                    let digest = String(name.dropFirst(BackupFiles.evidence.count))
                    guard name.hasPrefix(BackupFiles.evidence), digest.count == 64,
                        digest.allSatisfy({ $0.isHexDigit && $0.isASCII })
                    else { throw DatabaseTrouble(.corrupt, "the backup holds “\(name)”") }
                    try files.extract(name, into: work + "/evidence/incoming", as: digest)
                    try evidence.keep(
                        work + "/evidence/incoming/" + digest, as: digest)
                    report.evidence += 1
                }
                try files.drop()
                try Restorations(copy).begin(at: now)
            }
        } catch let trouble as DatabaseTrouble
            where trouble.kind == .corrupt && report.version == 0
        {
            // No database at all.
            throw OfficeDenial.noBackup(path)
        }
        return report
    }

    /// Gives everything its place, the database last.
    private func place() throws {
        for name in RestoreBooks.parts + [RestoreBooks.database] {
            let source = "\(work)/\(name)"
            guard FileManager.default.fileExists(atPath: source) else { continue }
            if name == RestoreBooks.database { try synchronise(folder) }
            guard rename(source, "\(folder)/\(name)") == 0 else { throw FileTrouble.of(source) }
        }
        try synchronise(folder)
        rmdir(work)
    }

    private func synchronise(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble.of(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileTrouble.of(path) }
    }
}
