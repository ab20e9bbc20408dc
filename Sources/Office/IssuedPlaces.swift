import Database
import Foundation
import Money
import Settlement
import Store

/// Where packages stand that these books brought out, and what else stands there.
///
/// Books that were restored from a backup have forgotten the days that closed after it. Their
/// packages stand, and a second one of the same day would contradict them.
struct IssuedPlaces {
    let municipality: String
    let connection: Connection

    /// - Parameter municipality: whose packages.
    init(of municipality: String, _ connection: Connection) {
        self.municipality = municipality
        self.connection = connection
    }

    /// A package of a day, or of a later one, among those that came out and where the next is to
    /// go; nil where there is none.
    ///
    /// - Parameter day: the earliest open one.
    func package(since day: BookDay, or folder: String) throws -> String? {
        for parent in Set([folder] + (try PackageLog(connection).folders())).sorted() {
            if let path = package(since: day, in: parent) { return path }
        }
        return nil
    }

    private func package(since day: BookDay, in folder: String) -> String? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() {
            guard let own = BookDay(name), own >= day else { continue }
            let package = PackageFolder(parent: folder, day: own)
            guard let text = package.issuedDigests, let list = try? DigestList(Array(text.utf8)),
                list.municipality == municipality
            else { continue }
            return package.target
        }
        return nil
    }
}
