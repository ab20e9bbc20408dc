import Database
import Foundation
import Glibc
import Money
import Settlement

/// Where a package is made: a folder beside its place that nobody takes for a package, and that
/// takes its place at once when everything in it is on the disk.
struct PackageFolder {
    let target: String
    let work: String
    private let parent: String

    init(parent: String, day: BookDay) {
        self.parent = parent
        target = "\(parent)/\(day)"
        work = "\(parent)/.\(day).incomplete"
    }

    /// Begins anew; what a former try left is removed.
    func begin() throws {
        try make(parent)
        if exists(work) {
            do {
                try FileManager.default.removeItem(atPath: work)
            } catch {
                throw FileTrouble.of(work, error)
            }
        }
        guard mkdir(work, 0o755) == 0 else { throw FileTrouble.of(work) }
    }

    private func make(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw FileTrouble.of(path, error)
        }
    }

    /// Whether a package, or anything else, stands at the place.
    var isTaken: Bool { exists(target) }

    /// The text of `SHA256SUMS` at the place, nil where there is none.
    var issuedDigests: String? {
        FileManager.default.contents(atPath: "\(target)/\(PackageFile.digests)").map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Puts the finished folder at its place, where it is wholly or not at all.
    func issue() throws {
        try OutputFile.sync(folder: work)
        guard rename(work, target) == 0 else { throw FileTrouble.of(target) }
        try OutputFile.sync(folder: parent)
    }

    private func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// A small file, nil where it is none, or nothing that ends: a pipe, a device, or one longer
    /// than all that are read whole.
    static func bytes(of path: String) -> [UInt8]? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= longestWhole
        else { return nil }
        return FileManager.default.contents(atPath: path).map { [UInt8]($0) }
    }

    private static let longestWhole = 64 << 20
}
