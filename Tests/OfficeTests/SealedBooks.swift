import City
import Database
import Foundation
import Money
import Office
import Sealing
import Settlement
import Store
import Testing

/// Books with a demo key, and the verbs of sealing on them.
struct SealedBooks {
    let desk: Desk
    var keys: String { desk.folder.path("keys") }
    var out: String { desk.folder.path("out") }

    static let now = Result { try Desk.noon("2026-06-01") }

    init(_ desk: Desk) throws {
        self.desk = desk
        _ = try SealKeys(folder: desk.path).makeDemo(
            in: keys, organization: "汐見市", kind: .p256, passphrase: nil, at: Self.now.get())
    }

    /// The same books in another place, with the same key and the same packages.
    init(moved desk: Desk) { self.desk = desk }

    /// The sample month, reconciled, with a key.
    init() throws { try self.init(AprilBooks.copy()) }

    private static let stamp: TimestampSource = { _, _ in throw TimestampTrouble.transport("none") }

    @discardableResult
    func close(
        _ days: ClosedRange<BookDay>, carry: String? = nil, person: String = "sato",
        to folder: String? = nil, at moment: Moment? = nil, out said: CloseDays.PackagesOut? = nil
    ) throws -> [CloseDays.Issued] {
        let request = CloseDays.Request(
            days: (0...Int(days.upperBound.number - days.lowerBound.number)).map {
                days.lowerBound.adding($0)
            }, folder: folder ?? out, person: person, carry: carry, software: "test",
            out: said)
        return try CloseDays(desk.books, stamp: Self.stamp) { figures, closing, city in
            Array("\(closing.day) \(city.municipality.name) \(figures.year.rows.count)\n".utf8)
        }.run(request, at: moment ?? Self.now.get()) { _ in }
    }

    @discardableResult
    func close(
        _ first: String, _ last: String? = nil, carry: String? = nil, at moment: Moment? = nil
    ) throws -> [CloseDays.Issued] {
        try close(
            Desk.day(first)...Desk.day(last ?? first), carry: carry, at: moment)
    }

    func verify(_ paths: [String]) throws -> VerifyPackages.Report {
        VerifyPackages(trust: try TrustAnchors(file: keys + "/ca.pem"), timestampTrust: nil)
            .run(paths) { _ in }
    }

    /// The code of what is denied, nil where it is done.
    static func denial(_ body: () throws -> Void) throws -> String? {
        do {
            try body()
            return nil
        } catch let denial as ClosingDenial {
            #expect(!denial.sentence.ja.isEmpty && !denial.sentence.en.isEmpty)
            return denial.code
        } catch let denial as OfficeDenial {
            return denial.code
        }
    }

    /// The files of a folder by name.
    static func files(_ folder: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            files[name] = try Data(contentsOf: URL(filePath: folder + "/" + name))
        }
        return files
    }

    /// Takes the note back that packages came out, as nobody can without breaking a guard.
    func forgetIssues() throws {
        try desk.books.database.write { connection in
            let table = connection.engine == .sqlite ? "" : " ON package_issue"
            try connection.run("DROP TRIGGER package_issue_no_delete\(table)")
            try connection.run("DELETE FROM package_issue")
        }
    }
}
