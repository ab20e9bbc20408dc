import Database
import Foundation
import Glibc
import LedgerStore
public import Money
import Store
import Transparency

/// Moves all of some books to another place, which is empty: from a file to a cluster, and back.
///
/// Nobody writes meanwhile: the move has the source's turn to write until its end. The rows arrive
/// in one transaction, under a mark that every other command refuses; then both places are held
/// against each other, the target is audited, the source is marked as left, and the target's mark
/// is taken away. Killed anywhere before the source is left, the books stand where they stood, and
/// the move is begun anew; killed after it, the move is taken up where it was.
public struct MigrateBooks {
    public struct Report: Sendable {
        /// Tables that were held against each other, row by row.
        public var tables: Int
        public var rows: Int64
        public var vouchers: Int64
        /// Accounts on which anything stands.
        public var balances: Int
        public var closedDays: Int
        /// Leaves of the tree over the closed days, and its root in hexadecimal, nil before the
        /// first closing.
        public var treeSize: Int64
        public var root: String?
        /// Files of evidence.
        public var evidence: Int
        /// Entries that the audit of the target derived from the facts.
        public var entries: Int
        /// The source had been left already by a move that was killed.
        public var isResumed: Bool
    }

    /// What is being done, for a person.
    public enum Step: Sendable, Hashable {
        case audit(walked: Int64, total: Int64)
        case copy(String)
        case compare(String)
    }

    private let from: BooksPlace
    private let to: BooksPlace

    /// - Parameters:
    ///   - from: where the books are: a folder or a cluster.
    ///   - to: where they will be; a folder is made where it is not there.
    public init(from: String, to: String) throws {
        self.from = try BooksPlace(MigrateBooks.whole(from))
        self.to = try BooksPlace(MigrateBooks.whole(to))
    }

    /// A folder's path from the root: marks name it, and are read elsewhere.
    private static func whole(_ place: String) -> String {
        ClusterAddress.isAddress(place) ? place : URL(filePath: place).standardizedFileURL.path()
    }

    /// - Throws: ``OfficeDenial/noBooks(_:)``, ``OfficeDenial/booksLeft(_:to:)``,
    ///   ``OfficeDenial/booksArriving(_:)`` and ``OfficeDenial/booksDamaged(_:_:)`` of the source,
    ///   ``OfficeDenial/booksExist(_:)`` and ``OfficeDenial/folderTaken(_:)`` of the target.
    public func run(at now: Moment, progress: (Step) -> Void) throws -> Report {
        let source = try Books.open(from) { connection, place in
            let marks = MoveMarks(connection)
            if try marks.place(in: MoveMarks.left) == to.name { return }
            try marks.refuse(place)
        }
        defer { try? source.database.close() }
        if try source.database.read({ try MoveMarks($0).place(in: MoveMarks.left) }) != nil {
            return try takeUp(source, progress)
        }
        try refuseTaken()
        let damages = try audit(source, progress)
        guard damages.count == 0 else { throw OfficeDenial.booksDamaged(from.name, damages.count) }
        let report = try source.alone {
            try source.database.write { connection in
                try prepare()
                try fill(from: source, connection, at: now, progress)
                let report = try prove(source, connection, progress)
                try MoveMarks(connection).leave(for: to.name, at: now)
                return report
            }
        }
        try settle()
        return report
    }

    /// The source was left, and the move was killed before its target was opened to all.
    private func takeUp(_ source: Books, _ progress: (Step) -> Void) throws -> Report {
        let mark = try Database.look(into: to.database) {
            try MoveMarks($0).place(in: MoveMarks.arriving)
        }
        // Whoever has both places the other way round, or an old copy of the source.
        guard mark == from.name else { throw OfficeDenial.booksLeft(from.name, to: to.name) }
        var report = try source.database.read { try prove(source, $0, progress) }
        report.isResumed = true
        try settle()
        return report
    }

    // MARK: - The target

    private var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: to.folder)) ?? []
    }

    /// Throws where anything is in the target but what an earlier try left there, of these books:
    /// others may have left their place already.
    private func refuseTaken() throws {
        if to.isCluster {
            let (tables, mark) = try Database.look(into: to.database) {
                (try $0.tables(), try MoveMarks($0).place(in: MoveMarks.arriving))
            }
            if tables.isEmpty || mark == from.name { return }
            throw mark == nil
                ? OfficeDenial.booksExist(to.name) : OfficeDenial.booksArriving(to.name)
        }
        if names.contains(MoveMarks.file) {
            let mark = FileManager.default.contents(atPath: "\(to.folder)/\(MoveMarks.file)")
            // A mark without words was not yet on the disk, and nothing is behind it.
            guard mark == nil || mark == Data() || mark == Data(from.name.utf8) else {
                throw OfficeDenial.booksArriving(to.name)
            }
            return
        }
        if FileManager.default.fileExists(atPath: to.database) {
            throw OfficeDenial.booksExist(to.name)
        }
        guard names.isEmpty else { throw OfficeDenial.folderTaken(to.name) }
    }

    /// Empties the target of what an earlier try left there, and of nothing else.
    private func prepare() throws {
        try FileManager.default.createDirectory(
            atPath: to.folder, withIntermediateDirectories: true)
        try refuseTaken()
        if to.isCluster {
            return try Database.clear(path: to.database, having: MoveMarks.arriving)
        }
        let mark = "\(to.folder)/\(MoveMarks.file)"
        if names.contains(MoveMarks.file) {
            // The mark was set in an empty folder, so what else is there is of that try.
            for name in names where name != MoveMarks.file {
                try FileManager.default.removeItem(atPath: "\(to.folder)/\(name)")
            }
        }
        guard FileManager.default.createFile(atPath: mark, contents: Data(from.name.utf8)) else {
            throw FileTrouble.of(mark)
        }
        try synchronise(mark)
        try synchronise(to.folder)
    }

    /// Copies everything, in one transaction.
    private func fill(
        from source: Books, _ connection: Connection, at now: Moment, _ progress: (Step) -> Void
    ) throws {
        let folder = try EvidenceFolder(to.folder + "/evidence")
        let settings = SealSettings.path(in: source.folder)
        let others = SealSettings.path(in: to.folder)
        if FileManager.default.fileExists(atPath: settings),
            !FileManager.default.fileExists(atPath: others)
        {
            try FileManager.default.copyItem(atPath: settings, toPath: others)
        }
        let tables = try Database.tables(of: Books.migrations)
        let database = try Database.create(
            path: to.database, migrations: Books.migrations
        ) { target in
            try target.withoutTriggers {
                for table in tables {
                    progress(.copy(table.name))
                    _ = try table.copy(from: connection, to: target)
                }
            }
            progress(.copy("evidence"))
            try copyEvidence(of: source, connection, to: target, folder)
            try MoveMarks(target).arrive(from: from.name, at: now)
        }
        try database.close()
    }

    private func copyEvidence(
        of source: Books, _ connection: Connection, to target: Connection, _ folder: EvidenceFolder
    ) throws {
        for (number, file) in try FileRegistry(connection).evidence().enumerated() {
            try source.withEvidence(file.bytes, number, aside: folder, connection) { path in
                if to.isCluster {
                    return try EvidenceTable(target).keep(file: path, as: file.bytes)
                }
                let copy = folder.incomingPath(-1)
                try FileManager.default.copyItem(atPath: path, toPath: copy)
                try folder.keep(copy, as: file.digest)
            }
        }
        // Before the database names it.
        if !to.isCluster { try folder.sync() }
    }

    /// Opens the target to all.
    private func settle() throws {
        let target = try Books.openAnyway(to)
        try target.database.write { try MoveMarks($0).settle() }
        try target.database.close()
        if to.isCluster { return }
        let mark = "\(to.folder)/\(MoveMarks.file)"
        guard unlink(mark) == 0 || errno == ENOENT else { throw FileTrouble.of(mark) }
        try synchronise(to.folder)
    }

    private func synchronise(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble.of(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileTrouble.of(path) }
    }

    // MARK: - The proof

    /// Holds both places against each other, and walks the target from the journal up.
    private func prove(
        _ source: Books, _ connection: Connection, _ progress: (Step) -> Void
    ) throws -> Report {
        let target = try Books.openAnyway(to)
        defer { try? target.database.close() }
        let counts = try BooksComparison(source: source, target: target).run(connection) {
            progress(.compare($0))
        }
        let audit = try audit(target, progress)
        guard audit.count == 0 else {
            let damage =
                audit.report.damages.first.map { "\($0.kind.rawValue) \($0.place)" }
                ?? audit.report.ledger.damages.first.map { "\($0.kind.rawValue) \($0.place)" }
            throw DatabaseTrouble(
                .corrupt, "the books that arrived do not hold: \(damage ?? "")")
        }
        let last = counts.closings.last
        return Report(
            tables: counts.tables, rows: counts.rows, vouchers: audit.report.ledger.vouchers,
            balances: counts.balances, closedDays: counts.closings.count,
            treeSize: last?.treeSize ?? 0, root: last.map { hex($0.root.bytes) },
            evidence: counts.evidence, entries: audit.report.entries, isResumed: false)
    }

    private func audit(
        _ books: Books, _ progress: (Step) -> Void
    ) throws -> (report: AuditBooks.Report, count: Int64) {
        let report = try AuditBooks(books).run { progress(.audit(walked: $0, total: $1)) }
        return (report, report.ledger.damagesFound + Int64(report.damages.count))
    }
}
