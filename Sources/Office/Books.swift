public import City
public import Database
import Foundation
public import LedgerStore
public import Money
import Store
import Synchronization

/// The books of one city, opened: the ledger, what came in, and the city file that holds.
///
/// Either a folder: `books.sqlite`, `evidence/` with what was sent under its digest, and a lock
/// for work that must not run twice at once. Or a schema in a cluster, with all of that in it, and
/// a folder for what belongs to one instance (``BooksPlace``).
public struct Books: Sendable {
    public let folder: String
    public let database: Database
    public let ledger: LedgerStore
    public let city: City
    let evidence: EvidenceFolder
    /// The state of the file in which the seals were proved last, by its own counter.
    private let proved: Proved

    /// Whether several instances may be at work on them.
    public var isShared: Bool { database.engine == .postgresql }

    static let migrations = LedgerStore.migrations + StoreSchema.migrations

    /// Whether there are books in a place.
    public static func exist(in place: String) throws -> Bool {
        let place = try BooksPlace(place)
        guard place.isCluster else {
            return FileManager.default.fileExists(atPath: place.database)
        }
        do {
            try Database.open(path: place.database, migrations: migrations).close()
            return true
        } catch let trouble as DatabaseTrouble where trouble.kind == .missing {
            return false
        }
    }

    /// Opens the books of a folder or a cluster.
    public static func open(_ location: String) throws -> Books {
        try open(BooksPlace(location)) { try MoveMarks($0).refuse($1) }
    }

    /// - Parameter judge: throws where such books are not to be opened.
    static func open(
        _ place: BooksPlace, _ judge: (Connection, BooksPlace) throws -> Void
    ) throws -> Books {
        if !place.isCluster,
            FileManager.default.fileExists(atPath: "\(place.folder)/\(MoveMarks.file)")
        {
            // It may be killed before there is a database.
            throw OfficeDenial.booksArriving(place.name)
        }
        return try openAnyway(place, judge)
    }

    /// Opens books that may be on their way.
    static func openAnyway(
        _ place: BooksPlace, _ judge: (Connection, BooksPlace) throws -> Void = { _, _ in }
    ) throws -> Books {
        let database: Database
        do {
            database = try judgingSchema(of: place) {
                try Database.open(path: place.database, migrations: migrations)
            }
        } catch let trouble as DatabaseTrouble where trouble.kind == .missing {
            throw OfficeDenial.noBooks(place.name)
        }
        let yaml = try database.read { connection in
            try judge(connection, place)
            return try CityFiles(connection).current()
        }
        guard let yaml else { throw OfficeDenial.noBooks(place.name) }
        do {
            return try Books(folder: place.folder, database: database, city: City.read(yaml))
        } catch let error as CityFileError {
            // It was read once, before it came into the books.
            throw DatabaseTrouble(
                .corrupt,
                "the city file in the books cannot be read: \(error.problems.first?.en ?? "")")
        }
    }

    /// The version of books that this program reads and writes.
    static var version: Int { migrations.map(\.number).max() ?? 0 }

    /// Says of books of another version what is to be done about them.
    static func judgingSchema<T>(of place: BooksPlace, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let trouble as DatabaseTrouble where trouble.kind == .schema {
            let found = try Database.schemaVersion(path: place.database)
            guard let found, found != version else { throw trouble }
            throw found < version
                ? OfficeDenial.booksOlder(found, program: version)
                : OfficeDenial.booksNewer(found, program: version)
        }
    }

    /// Makes the books from a city file.
    ///
    /// - Parameter training: for practice, whatever the file says: such books never become real.
    /// - Throws: ``OfficeDenial/booksExist(_:)`` where there are books; nothing is touched then.
    public static func initialise(
        _ location: String, cityFile yaml: String, training: Bool = false, at now: Moment
    ) throws -> Books {
        let yaml = training ? try City.training(yaml) : yaml
        let city = try City.read(yaml)
        let place = try BooksPlace(location)
        guard try !exist(in: location) else { throw OfficeDenial.booksExist(place.name) }
        try FileManager.default.createDirectory(
            atPath: place.folder, withIntermediateDirectories: true)
        let database: Database
        do {
            database = try Database.create(
                path: place.database, migrations: migrations
            ) { connection in
                try LedgerStore.initialise(in: connection, begins: city.municipality.booksBegin)
                try CityFiles(connection).add(yaml, at: now)
                try TableSeals(connection).keep()
            }
        } catch let trouble as DatabaseTrouble where trouble.kind == .exists {
            // Somebody else has made them meanwhile.
            throw OfficeDenial.booksExist(place.name)
        }
        return try Books(folder: place.folder, database: database, city: city)
    }

    private init(folder: String, database: Database, city: City) throws {
        self.folder = folder
        self.database = database
        self.city = city
        ledger = LedgerStore(database)
        proved = Proved()
        evidence = try EvidenceFolder(folder + "/evidence")
    }

    /// The same books under the city file that held at a moment.
    func asOf(_ moment: Moment, _ connection: Connection) throws -> Books {
        guard let yaml = try CityFiles(connection).file(at: moment) else { return self }
        return Books(self, city: try City.read(yaml))
    }

    private init(_ books: Books, city: City) {
        folder = books.folder
        database = books.database
        self.city = city
        ledger = books.ledger
        proved = books.proved
        evidence = books.evidence
    }

    /// Makes sure that the books are for training, or that they are real.
    ///
    /// - Throws: ``OfficeDenial/booksForTraining(_:)``, ``OfficeDenial/booksReal(_:)``.
    public func require(training: Bool) throws {
        guard city.isTraining != training else { return }
        throw training
            ? OfficeDenial.booksReal(database.path) : OfficeDenial.booksForTraining(database.path)
    }

    /// Applies a changed city file; what the past used never changes.
    ///
    /// Books of training stay so, whether the file says it or not.
    public func apply(cityFile yaml: String, at now: Moment) throws {
        let yaml = city.isTraining ? try City.training(yaml) : yaml
        let changed = try City.read(yaml)
        try write { connection in
            let files = CityFiles(connection)
            guard let current = try files.current() else { throw OfficeDenial.noBooks(folder) }
            if current == yaml { return }
            let refusals = changed.conflicts(
                with: try City.read(current), usedThrough: try files.usedThrough())
            guard refusals.isEmpty else { throw OfficeDenial.cityChange(refusals) }
            try files.add(yaml, at: now)
        }
    }

    private final class Proved: Sendable {
        let version = Mutex<Int64?>(nil)
    }

    /// Does all of it or nothing, as the database does, and seals what it wrote.
    ///
    /// What others have changed since is proved first: what it makes anew must not cover it up.
    func write<T>(_ body: (Connection) throws -> T) throws -> T {
        try database.write { connection in
            try database.requireSchema(connection)
            let version = try connection.changesOfOthers()
            if version == nil || proved.version.withLock({ $0 != version }) {
                try TableSeals(connection).prove()
                proved.version.withLock { $0 = version }
            }
            let result = try body(connection)
            try TableSeals(connection).keep()
            return result
        }
    }

    /// Runs work that must be alone on these books among all processes; waits for its turn.
    func alone<T>(_ body: () throws -> T) throws -> T {
        if let result = try database.alone("work", body) { return result }
        return try BooksLock.alone(on: folder, body)
    }
}
