import Database
import Foundation
import Store

/// Moves older books to this version: all of it or nothing, after a copy of the former file.
///
/// The copy stays beside the books as `books-schema-6.sqlite`, named for the version it has.
public struct UpgradeBooks {
    public struct Report: Sendable, Hashable {
        /// The version that the books had, and the one that they have now.
        public var from: Int
        public var to: Int
        /// Where the former file is; nil where nothing was to be done.
        public var backup: String?
    }

    let folder: String

    /// - Parameter folder: of the books.
    public init(folder: String) { self.folder = folder }

    /// - Parameter progress: told of the copy, once it stands.
    /// - Throws: ``OfficeDenial/booksNewer(_:program:)``, and ``DatabaseTrouble/Kind/busy`` while
    ///   another process works on the books.
    public func run(progress: (_ backup: String) -> Void = { _ in }) throws -> Report {
        guard Books.exist(in: folder) else { throw OfficeDenial.noBooks(folder) }
        return try BooksLock.alone(on: folder, waiting: false) {
            let path = Books.databasePath(folder)
            var from: Int?
            var backup: String?
            let database = try Books.judgingSchema(of: folder) {
                try Database.upgrade(
                    path: path, migrations: Books.migrations,
                    before: { version in
                        let copy = freeName(version)
                        try Database.copy(path, to: copy)
                        (from, backup) = (version, copy)
                        progress(copy)
                    },
                    after: { try TableSeals($0).keep() })
            }
            try database.close()
            return Report(
                from: from ?? database.schemaVersion, to: database.schemaVersion, backup: backup)
        }
    }

    /// An earlier try may have left its copy.
    private func freeName(_ version: Int) -> String {
        let name = "\(folder)/books-schema-\(version)"
        var path = name + ".sqlite"
        var number = 2
        while FileManager.default.fileExists(atPath: path) {
            path = "\(name)-\(number).sqlite"
            number += 1
        }
        return path
    }
}
