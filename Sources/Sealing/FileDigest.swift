import COpenSSL
import Glibc

/// The SHA-256 of a file, as `sha256sum` writes it.
public struct FileDigest: Sendable, Hashable, CustomStringConvertible {
    /// 32 bytes.
    public let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    public init(of content: [UInt8]) {
        let hasher = FileHasher()
        content.withUnsafeBytes { hasher.update($0) }
        self = hasher.finish()
    }

    /// Reads a file in pieces, so that memory does not grow with it.
    public init(file path: String) throws(FileDigestTrouble) {
        // Neither waited for, as a pipe would be, nor read without end, as a device.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw FileDigestTrouble(path: path, number: errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw FileDigestTrouble(path: path, number: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw FileDigestTrouble(path: path, number: EISDIR)
        default: throw FileDigestTrouble(path: path, number: EINVAL)
        }
        let hasher = FileHasher()
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let count = read(file, piece.baseAddress, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileDigestTrouble(path: path, number: errno) }
            if count == 0 { break }
            hasher.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
        }
        self = hasher.finish()
    }

    /// 64 digits, lower case.
    public var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    public var description: String { hex }
}

/// A file that cannot be read to its end.
public struct FileDigestTrouble: Error, Sendable, Hashable {
    public let path: String
    /// `errno` of the call that failed.
    public let number: Int32

    /// The trouble for a person, in Japanese and English.
    public var sentence: (ja: String, en: String) {
        let reason = String(cString: strerror(number))
        return ("\(path) を読めません: \(reason)", "\(path) cannot be read: \(reason)")
    }
}
