import Database
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
    /// What the system last said of a path.
    static func of(_ path: String) -> DatabaseTrouble {
        let number = errno
        let kind: DatabaseTrouble.Kind = number == ENOSPC || number == EDQUOT ? .full : .io
        return DatabaseTrouble(kind, "\(path): \(String(cString: strerror(number)))")
    }
}
