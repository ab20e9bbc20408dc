import CPango
import Glibc

/// Where the bytes of a PDF go as they are made: into memory, or into a file.
///
/// A file is written beside its place and moved there when it is whole, so that there is never
/// half of a report.
final class Sink {
    /// What came, or of a file what is not written yet.
    private(set) var bytes: [UInt8] = []
    /// How many bytes came in all.
    private(set) var count = 0
    private let path: String?
    private var file: Int32 = -1
    /// The first failure.
    private var failure: Int32 = 0

    private static let part = 1 << 16

    init() { path = nil }

    init(path: String) throws(TypesettingTrouble) {
        self.path = path
        file = open(path + ".part", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if file < 0 { throw .file(path, errno) }
    }

    /// Closes a file that did not become whole, and removes it.
    deinit {
        guard let path, file >= 0 else { return }
        close(file)
        unlink(path + ".part")
    }

    /// - Returns: whether the bytes were taken.
    func take(_ part: UnsafeBufferPointer<UInt8>) -> Bool {
        guard failure == 0 else { return false }
        bytes.append(contentsOf: part)
        count += part.count
        if path != nil, bytes.count >= Self.part { flush() }
        return failure == 0
    }

    private func flush() {
        var start = 0
        while start < bytes.count, failure == 0 {
            let written = bytes.withUnsafeBytes {
                write(file, $0.baseAddress?.advanced(by: start), $0.count - start)
            }
            if written > 0 {
                start += written
            } else if errno != EINTR {
                failure = errno
            }
        }
        bytes.removeAll(keepingCapacity: true)
    }

    /// Bytes that came before, at most `length` of them from `offset` on.
    func read(at offset: Int, _ length: Int) -> [UInt8] {
        let end = min(offset + length, count)
        guard offset >= 0, offset < end else { return [] }
        if path == nil { return Array(bytes[offset..<end]) }
        flush()
        var part = [UInt8](repeating: 0, count: end - offset)
        let got = part.withUnsafeMutableBytes {
            pread(file, $0.baseAddress, $0.count, off_t(offset))
        }
        if got != part.count, failure == 0 { failure = got < 0 ? errno : EIO }
        return Array(part[..<max(0, got)])
    }

    /// Why bytes were not taken, if they were not.
    func check() throws(TypesettingTrouble) {
        if failure != 0 { throw .file(path ?? "", failure) }
    }

    /// Puts a file in its place.
    func finish() throws(TypesettingTrouble) {
        guard let path else { return }
        flush()
        if failure == 0, fsync(file) != 0 { failure = errno }
        try check()
        if rename(path + ".part", path) != 0 { throw .file(path, errno) }
        close(file)
        file = -1
    }
}
