import Foundation
import Money
import Office
import Sealing
import Settlement
import Testing

/// One day's package, and the key that it was sealed with.
struct SealedPackage {
    let books: SealedBooks
    let folder: TemporaryFolder
    let path: String
    /// The package of the day before.
    let former: String
    let files: [String: Data]

    init() throws {
        books = try SealedBooks()
        let issued = try books.close("2026-03-31", "2026-04-10", carry: "carried")
        path = try #require(issued.last).path
        former = try #require(issued.dropLast().last).path
        files = try SealedBooks.files(path)
        folder = try TemporaryFolder()
    }

    /// The package with other files, at a new place.
    func copy(_ files: [String: Data], _ name: String) throws -> String {
        let place = folder.path(name)
        try? FileManager.default.removeItem(atPath: place)
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true)
        for (name, data) in files { try data.write(to: URL(filePath: place + "/" + name)) }
        return place
    }

    /// What its owner could do: new digests, and a new seal by the right key.
    ///
    /// - Parameter late: seconds by which it claims to be later than the closing.
    func resealed(_ files: [String: Data], late: Int64 = 0) throws -> [String: Data] {
        var files = files
        var list = try DigestList(Array(try #require(files["SHA256SUMS"])))
        for place in list.entries.indices {
            let bytes = Array(try #require(files[list.entries[place].name]))
            list.entries[place].digest = FileDigest(of: bytes).hex
        }
        files["SHA256SUMS"] = Data(list.text.utf8)
        let sealer = try SealSettings.read(in: books.desk.path).open().sealer
        files["SHA256SUMS.p7s"] = Data(
            try sealer.seal(Array(list.text.utf8), at: SealedBooks.now.get().seconds + late))
        return files
    }

    func findings(_ files: [String: Data]) throws -> [PackageFinding] {
        let report = try books.verify([copy(files, "p")])
        return try #require(report.packages.first).findings
    }

    // MARK: - Tables

    /// The rows of a table without its head; no field of them holds a comma.
    func rows(_ name: String) throws -> [[String]] {
        String(decoding: try #require(files[name]), as: UTF8.self).split(separator: "\n")
            .dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
    }

    /// The package with other rows of a table, its size told as it is now, sealed again by the
    /// right key.
    func resealed(_ name: String, _ rows: [[String]]) throws -> [String: Data] {
        var files = files
        let head = String(decoding: try #require(files[name]), as: UTF8.self)
            .prefix { $0 != "\n" }
        let lines = [String(head)] + rows.map { $0.joined(separator: ",") }
        let table = Data(lines.map { $0 + "\n" }.joined().utf8)
        let former = try #require(files[name]).count
        files[name] = table
        let manifest = String(decoding: try #require(files["manifest.json"]), as: UTF8.self)
        let size = "\"name\":\"\(name)\",\"bytes\":"
        #expect(manifest.contains("\(size)\(former)"))
        files["manifest.json"] = Data(
            manifest.replacing("\(size)\(former)", with: "\(size)\(table.count)").utf8)
        return try resealed(files)
    }

    /// What is found in it then, as `code file`.
    func verdict(_ name: String, _ rows: [[String]]) throws -> [String] {
        try findings(resealed(name, rows)).map { "\($0.code) \($0.file ?? "")" }
    }
}
