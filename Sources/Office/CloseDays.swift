import City
import Database
import Foundation
import Ledger
import LedgerStore
public import Money
import Provider
import Settlement
import Store

/// Closes book days in order and brings out their sealed packages.
///
/// Each day closes in one transaction with all that its package needs; then the package is
/// rendered, sealed and put at its place. What a former run left half-way is finished first.
public struct CloseDays {
    /// What was asked.
    public struct Request: Sendable {
        /// In order, without gaps.
        public var days: [BookDay]
        /// Where packages go.
        public var folder: String
        public var person: String
        /// Why open exceptions are carried forward; nil: they are not.
        public var carry: String?
        /// Version of the program.
        public var software: String
        /// Of restored books: what is said of packages that came out after the backup.
        public var out: PackagesOut?

        public init(
            days: [BookDay], folder: String, person: String, carry: String?, software: String,
            out: PackagesOut? = nil
        ) {
            self.days = days
            self.folder = folder
            self.person = person
            self.carry = carry
            self.software = software
            self.out = out
        }
    }

    /// What somebody says of packages that restored books may have forgotten.
    public enum PackagesOut: Sendable, Hashable {
        /// All that are out stand in this folder.
        case folder(String)
        /// None came out since the backup.
        case nothing
    }

    /// A package that came out.
    public struct Issued: Sendable {
        public var day: BookDay
        public var path: String
        /// It was closed before, and only finished now.
        public var wasPending: Bool
    }

    let books: Books
    let stamp: TimestampSource
    let printSummary: SummaryPrinter

    public init(
        _ books: Books, stamp: @escaping TimestampSource, printSummary: @escaping SummaryPrinter
    ) {
        self.books = books
        self.stamp = stamp
        self.printSummary = printSummary
    }

    /// - Parameter progress: told of each package as it comes out.
    public func run(
        _ request: Request, at now: Moment, progress: (Issued) -> Void
    ) throws -> [Issued] {
        for text in [request.person, request.carry ?? ""] where CardNumberGuard.isFound(in: text) {
            throw OfficeDenial.cardNumber
        }
        return try books.alone {
            try settleRestoration(request, at: now)
            let settings = try SealSettings.read(in: books.folder)
            // A key that cannot seal is told before anything closes.
            let papers = try settings.open()
            try papers.checkCanSeal(at: now)
            _ = try settings.handover(
                after: books.database.read { try PackageLog($0).lastSealed() },
                to: papers.certificateDigest)
            let issue = IssuePackage(
                books: books, settings: settings, stamp: stamp, printSummary: printSummary)
            var issued: [Issued] = []
            func bringOut(_ closing: ClosingLog.Closing, wasPending: Bool) throws {
                let path = try issue.run(closing, into: request.folder, at: now)
                let package = Issued(day: closing.day, path: path, wasPending: wasPending)
                issued.append(package)
                progress(package)
            }
            for closing in try books.database.read({ try ClosingLog($0).unissued() }) {
                try bringOut(closing, wasPending: true)
            }
            let last = try books.database.read { try books.ledger.closedThrough($0) }
            let open = request.days.filter { day in last.map { day > $0 } ?? true }
            // Days of a range that closed before are done; a request of nothing else is refused.
            if open.isEmpty, issued.isEmpty, let day = request.days.first {
                let begins = books.city.municipality.booksBegin
                guard day >= begins else {
                    throw OfficeDenial.dayBeforeBooks(day, begins: begins)
                }
                throw ClosingDenial.dayClosed(day)
            }
            for day in open { try bringOut(try close(day, request, at: now), wasPending: false) }
            return issued
        }
    }

    /// Asks, where the books were restored, what came out after the backup, and keeps the answer.
    private func settleRestoration(_ request: Request, at now: Moment) throws {
        try books.write { connection in
            let restorations = Restorations(connection)
            guard let open = try restorations.open() else { return }
            var folder: String?
            switch request.out {
            case nil: throw ClosingDenial.restoredUnsettled(open.closedThrough)
            case .nothing?: break
            case .folder(let path)?:
                let last = try PackageLog(connection).lastSealed()
                if let last,
                    PackageFolder(parent: path, day: last.day).issuedDigests != last.digests
                {
                    throw ClosingDenial.packagesNotThere(path, last.day)
                }
                let next = try last?.day.adding(1) ?? books.ledger.head(connection).begins
                let issued = IssuedPlaces(of: books.city.municipality.code, connection)
                if let package = try issued.package(since: next, or: path) {
                    throw ClosingDenial.dayIssued(next, package)
                }
                folder = path
            }
            try restorations.settle(by: request.person, packages: folder, at: now)
        }
    }

    /// Where some days stand: what a run that stopped has done of them.
    public struct Standing: Sendable, Hashable {
        /// Their packages are out.
        public var issued: [BookDay] = []
        /// Nothing is booked on them any more, and their packages wait for the next run.
        public var closed: [BookDay] = []
        public var open: [BookDay] = []
    }

    public func standing(of days: [BookDay]) throws -> Standing {
        try books.database.read { connection in
            let last = try books.ledger.closedThrough(connection)
            let log = PackageLog(connection)
            var standing = Standing()
            for day in days {
                if last.map({ day > $0 }) ?? true {
                    standing.open.append(day)
                } else if try log.path(day) == nil {
                    standing.closed.append(day)
                } else {
                    standing.issued.append(day)
                }
            }
            return standing
        }
    }

    private func close(
        _ day: BookDay, _ request: Request, at now: Moment
    ) throws -> ClosingLog.Closing {
        // Counting the day's figures goes on beside the growing of the tree.
        let counted = Background { [books] in
            try books.database.read { try CloseDays.count(books, $0) }
        }
        defer { counted.finish() }
        return try books.write { connection in
            let head = try books.ledger.head(connection)
            let through = try judge(day, head, at: now, connection)
            // A day whose package has no place stays open.
            let place = PackageFolder(parent: request.folder, day: day)
            let issued = IssuedPlaces(of: books.city.municipality.code, connection)
            if let path = try issued.package(since: day, or: request.folder) {
                throw ClosingDenial.dayIssued(day, path)
            }
            if place.isTaken { throw ClosingDenial.packageExists(place.target) }
            let rows = try ClosingExceptions(connection).rows(
                on: day, carriedBy: request.carry.map { ($0, request.person, now) })
            try place.begin()
            switch try books.ledger.closeDay(day, recorded: now, in: connection) {
            case .success: break
            case .failure: throw ClosingDenial.dayOutOfOrder(day, earliest: head.earliestOpenDay)
            }
            let log = ClosingLog(connection)
            let after = try books.ledger.head(connection)
            let closing = ClosingLog.Closing(
                day: day, number: Int(day.number - head.begins.number) + 1,
                sequence: after.sequence, person: request.person, at: now,
                software: request.software, reconciledThrough: through, booksHash: after.hash,
                folder: request.folder)
            try log.insert(closing)
            try log.add(rows, on: day)
            var count = try counted.wait()
            // Somebody posted meanwhile: what was counted is not the day.
            if count.head != head { count = try CloseDays.count(books, connection) }
            try log.add(count.payouts, on: day)
            try FigureLog(connection).keep(count.figures)
            return closing
        }
    }

    /// What the vouchers of a day say, seen in one walk.
    private struct Count: Sendable {
        /// The books that it is of.
        var head: LedgerHead
        var figures: DayFigures
        var payouts: [PayoutRow]
    }

    /// Counts the day that comes next.
    private static func count(_ books: Books, _ connection: Connection) throws -> Count {
        var counting = try CountFigures(
            books, attribution: Attribution(books, connection), connection)
        var payouts = try ClosingPayouts(books.ledger, connection)
        let figures = try counting.count(connection) { try payouts.add($0) }
        return Count(
            head: try books.ledger.head(connection), figures: figures, payouts: payouts.rows)
    }

    /// The column of denials; the day through which reconciliation has looked.
    private func judge(
        _ day: BookDay, _ head: LedgerHead, at now: Moment, _ connection: Connection
    ) throws -> BookDay {
        let earliest = head.earliestOpenDay
        guard day >= head.begins else {
            throw OfficeDenial.dayBeforeBooks(day, begins: head.begins)
        }
        if day < earliest { throw ClosingDenial.dayClosed(day) }
        if day > earliest { throw ClosingDenial.dayOutOfOrder(day, earliest: earliest) }
        if now.day <= day { throw ClosingDenial.dayNotOver(day) }
        if let last = try ClosingLog(connection).closing(day.adding(-1))?.at, now < last {
            throw ClosingDenial.clockBackwards(now, last: last)
        }
        let log = ExceptionLog(connection)
        guard let through = try log.lastRun(), day <= through else {
            throw ClosingDenial.notReconciled(day, through: try log.lastRun())
        }
        guard try log.isUpToDate(through: through) else {
            throw ClosingDenial.factsWaiting(through)
        }
        return through
    }
}
