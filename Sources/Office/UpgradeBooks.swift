import Database
import Foundation
import Store

/// Moves older books to this version: all of it or nothing, after a copy of the former file.
///
/// The copy stays beside the books as `books-schema-6.sqlite`, named for the version it has. Of a
/// cluster none is made.
public struct UpgradeBooks {
    public struct Report: Sendable, Hashable {
        /// The version that the books had, and the one that they have now.
        public var from: Int
        public var to: Int
        /// Where the former file is; nil where nothing was to be done.
        public var backup: String?
    }

    private let place: BooksPlace
    private var folder: String { place.folder }

    /// - Parameter location: of the books: a folder or a cluster.
    public init(_ location: String) throws { place = try BooksPlace(location) }

    /// - Parameter progress: told of the copy, once it stands.
    /// - Throws: ``OfficeDenial/booksNewer(_:program:)``, and ``DatabaseTrouble/Kind/busy`` while
    ///   another process works on the books.
    public func run(progress: (_ backup: String) -> Void = { _ in }) throws -> Report {
        if place.isCluster { return try upgrade(progress) }
        guard FileManager.default.fileExists(atPath: place.database) else {
            throw OfficeDenial.noBooks(place.name)
        }
        return try BooksLock.alone(on: folder, waiting: false) { try upgrade(progress) }
    }

    private func upgrade(_ progress: (_ backup: String) -> Void) throws -> Report {
        try Database.look(into: place.database) { try MoveMarks($0).refuse(place) }
        var from: Int?
        var backup: String?
        let database: Database
        do {
            database = try Books.judgingSchema(of: place) {
                try Database.upgrade(
                    path: place.database, migrations: Books.migrations,
                    before: { version in
                        from = version
                        // A cluster has its own ways to go back.
                        if place.isCluster { return }
                        let copy = freeName(version)
                        try Database.copy(place.database, to: copy)
                        backup = copy
                        progress(copy)
                    },
                    after: { connection in
                        try MaskedEvidence(connection).fill { digest in
                            try keptDigest(digest, connection)
                        }
                        try TableSeals(connection).keep()
                    })
            }
        } catch let trouble as DatabaseTrouble where trouble.kind == .missing {
            throw OfficeDenial.noBooks(place.name)
        }
        try database.close()
        return Report(
            from: from ?? database.schemaVersion, to: database.schemaVersion, backup: backup)
    }

    /// SHA-256 of the evidence that is kept under a digest, nil where it is gone.
    private func keptDigest(_ digest: [UInt8], _ connection: Connection) throws -> [UInt8]? {
        if place.isCluster { return try EvidenceTable(connection).digest(ofKept: digest) }
        let path = try EvidenceFolder(folder + "/evidence").finalPath(hex(digest))
        return try? FileReader(path).digest
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
