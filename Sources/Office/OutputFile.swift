import Database
import Foundation
import Glibc
import Sealing

/// A file while it is written: buffered, digested as its bytes go by, and synced at its end.
final class OutputFile {
    let name: String
    /// What waits to be written; appended to by whoever renders.
    var buffer: [UInt8] = []
    private let path: String
    private let descriptor: Int32
    private let hasher = FileHasher()
    private var written: Int64 = 0
    private var isOpen = true

    private static let blockSize = 1 << 18

    /// - Throws: where there is such a file already, or it cannot be made.
    init(folder: String, name: String) throws {
        self.name = name
        path = folder + "/" + name
        descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileTrouble.of(path) }
        buffer.reserveCapacity(OutputFile.blockSize + 4096)
    }

    deinit { if isOpen { close(descriptor) } }

    /// Writes what waits, where it is worth a call of the system.
    func flushIfFull() throws { if buffer.count >= OutputFile.blockSize { try flush() } }

    private func flush() throws {
        try buffer.withUnsafeBytes { bytes in
            hasher.update(bytes)
            var done = 0
            while done < bytes.count {
                let count = Glibc.write(
                    descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if count > 0 { done += count } else if errno != EINTR { throw FileTrouble.of(path) }
            }
            written += Int64(bytes.count)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Brings everything to the disk; the digest in hexadecimal, and the size.
    func finish() throws -> (digest: String, bytes: Int64) {
        try flush()
        guard fsync(descriptor) == 0 else { throw FileTrouble.of(path) }
        isOpen = false
        guard close(descriptor) == 0 else { throw FileTrouble.of(path) }
        return (hasher.finish().hex, written)
    }

    /// Small files that others may look for at any moment: written beside their places, and there
    /// wholly or not at all, the first one first.
    ///
    /// - Throws: where something stands at a place already; that stays.
    static func publish(_ files: [(name: String, bytes: [UInt8])], folder: String) throws {
        for file in files {
            // What a former try left is nobody's.
            unlink("\(folder)/\(part(file.name))")
            _ = try write(file.bytes, folder: folder, name: part(file.name))
        }
        for file in files { try move(part(file.name), to: file.name, in: folder) }
        try sync(folder: folder)
    }

    /// Runs work that must be alone in a folder among all processes; waits for its turn.
    static func alone<T>(in folder: String, _ body: () throws -> T) throws -> T {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble.of(folder) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileTrouble.of(folder) }
        }
        return try body()
    }

    /// Where a file waits until it is whole.
    static func part(_ name: String) -> String { ".\(name).part" }

    private static func move(_ part: String, to name: String, in folder: String) throws {
        let (path, place) = ("\(folder)/\(part)", "\(folder)/\(name)")
        // Unlike a rename, a link takes no place that is taken.
        if link(path, place) == 0 {
            guard unlink(path) == 0 else { throw FileTrouble.of(path) }
            return
        }
        // Memory sticks have file systems without links.
        let knowsNoLinks = errno == EPERM || errno == EOPNOTSUPP
        var status = stat()
        guard knowsNoLinks, lstat(place, &status) != 0, rename(path, place) == 0 else {
            let trouble = FileTrouble.of(place)
            unlink(path)
            throw trouble
        }
    }

    /// Brings what a folder names to the disk.
    static func sync(folder path: String) throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble.of(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileTrouble.of(path) }
    }

    /// A whole small file.
    static func write(
        _ bytes: some Sequence<UInt8>, folder: String, name: String
    ) throws -> (digest: String, bytes: Int64) {
        let file = try OutputFile(folder: folder, name: name)
        file.buffer.append(contentsOf: bytes)
        return try file.finish()
    }
}

/// Trouble with a file outside of the database, said in its terms.
enum FileTrouble {
    /// What Foundation says of a path, in the system's own words where it has them.
    static func of(_ path: String, _ error: any Error) -> DatabaseTrouble {
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        guard let cause = cause ?? error as NSError?, cause.domain == NSPOSIXErrorDomain else {
            return DatabaseTrouble(.io, "\(path): \(error.localizedDescription)")
        }
        errno = Int32(cause.code)
        return of(path)
    }

    /// What the system last said of a path.
    static func of(_ path: String) -> DatabaseTrouble {
        let number = errno
        let kind: DatabaseTrouble.Kind = number == ENOSPC || number == EDQUOT ? .full : .io
        return DatabaseTrouble(kind, "\(path): \(String(cString: strerror(number)))")
    }
}
