import Database
import Foundation
import Store

/// Copies the books into one file while others post: the database as one moment saw it, and all
/// evidence that it names.
///
/// The file is a database: the books' own tables, and those of ``BackupFiles``. Keys are not in it.
public struct BackUpBooks {
    public struct Report: Sendable {
        /// Files of evidence that are in the backup.
        public var evidence = 0
        /// Digests of evidence that the books name and that is gone.
        public var missing: [String] = []
        /// Of the backup.
        public var bytes: Int64 = 0
    }

    let books: Books

    public init(_ books: Books) { self.books = books }

    /// - Throws: ``OfficeDenial/fileExists(_:)`` where anything has the name already.
    public func run(to path: String) throws -> Report {
        var report = Report()
        do {
            try Database.copy(books.database.path, to: path) { copy in
                let files = BackupFiles(copy)
                try files.create()
                // Evidence is on the disk before the books name it, and never changes.
                for digest in try FileRegistry(copy).evidence().map(\.digest) {
                    let source = books.evidence.finalPath(digest)
                    guard FileManager.default.fileExists(atPath: source) else {
                        report.missing.append(digest)
                        continue
                    }
                    try files.add(source, as: BackupFiles.evidence + digest)
                    report.evidence += 1
                }
                let settings = SealSettings.path(in: books.folder)
                if FileManager.default.fileExists(atPath: settings) {
                    try files.add(settings, as: BackupFiles.sealSettings)
                }
            }
        } catch let trouble as DatabaseTrouble where trouble.kind == .exists {
            throw OfficeDenial.fileExists(path)
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        report.bytes = (attributes?[.size] as? Int64) ?? 0
        return report
    }
}
