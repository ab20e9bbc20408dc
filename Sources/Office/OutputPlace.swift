import Database
import Foundation
import Glibc

/// A place for a file that a command writes, which may replace one that is there.
public struct OutputPlace: Sendable {
    let path: String
    let folder: String
    let name: String

    /// - Parameters:
    ///   - path: absolute.
    ///   - books: the folder of the books.
    /// - Throws: ``OfficeDenial/outRefused(_:)`` where the file is the books' own, or something
    ///   that is no file: a folder, a device, a pipe.
    public init(_ path: String, beside books: String) throws {
        self.path = path
        let url = URL(fileURLWithPath: path)
        name = url.lastPathComponent
        folder = url.deletingLastPathComponent().path
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw OfficeDenial.outRefused(path)
        }
        guard let parent = OutputPlace.resolved(folder), let home = OutputPlace.resolved(books)
        else { return }
        let isOwn = name.hasPrefix("books.") || name.hasPrefix("books-schema-")
        let isSettings = name == "seal.json"
        if parent == home && (isOwn || isSettings) || (parent + "/").hasPrefix(home + "/evidence/")
        {
            throw OfficeDenial.outRefused(path)
        }
    }

    /// A folder's name without links in it, nil where it is not there.
    private static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// Writes a file, which takes its name once it is whole.
    public func write(_ bytes: [UInt8]) throws {
        try write { file in file.buffer.append(contentsOf: bytes) }
    }

    func write(_ body: (OutputFile) throws -> Void) throws {
        let partial = ".\(name).\(getpid()).part"
        do {
            let file = try OutputFile(folder: folder, name: partial)
            try body(file)
            _ = try file.finish()
            guard rename("\(folder)/\(partial)", path) == 0 else { throw FileTrouble.of(path) }
        } catch {
            unlink("\(folder)/\(partial)")
            throw error
        }
    }
}
