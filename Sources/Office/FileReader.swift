import Crypto
import Database
import Glibc
import Provider

/// One input file: its digest, its head, and its bytes from the beginning, as often as asked.
///
/// Files of ordinary size are read once and kept while they are worked on; larger ones are read
/// block by block each time.
struct FileReader {
    let path: String
    let size: Int
    let digest: [UInt8]
    let head: FileHead
    private let bytes: [UInt8]?

    static let keptSize = 8 << 20

    /// - Throws: where the file cannot be read.
    init(_ path: String) throws(FileRejection) {
        self.path = path
        let descriptor = try FileReader.open(path)
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw FileReader.unreadable(path)
        }
        let expected = Int(status.st_size)
        var hash = SHA256()
        var kept: [UInt8] = []
        var first: [UInt8] = []
        var total = 0
        if expected <= FileReader.keptSize { kept.reserveCapacity(expected) }
        var block = [UInt8](repeating: 0, count: min(max(expected, 1), 1 << 20))
        while true {
            let count = try FileReader.read(descriptor, &block, path)
            if count == 0 { break }
            block.withUnsafeBytes { buffer in
                let part = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                hash.update(bufferPointer: part)
                if first.count < FileHead.size + 3 {
                    first.append(contentsOf: part.prefix(FileHead.size + 3 - first.count))
                }
                if total + count <= FileReader.keptSize { kept.append(contentsOf: part) }
            }
            total += count
        }
        size = total
        digest = Array(hash.finalize())
        head = FileHead(bytes: first)
        bytes = total <= FileReader.keptSize ? kept : nil
    }

    var digestText: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// The bytes from the beginning.
    func source() throws(FileRejection) -> ByteSource {
        if let bytes { return ByteSource(bytes: bytes) }
        let file = OpenFile(try FileReader.open(path))
        let path = path
        return ByteSource { target throws(FileRejection) in
            let count = Glibc.read(file.descriptor, target.baseAddress, target.count)
            guard count >= 0 else { throw FileReader.unreadable(path) }
            return count
        }
    }

    /// Copies the file, with the digits of card numbers starred out.
    func copy(to target: String, masking secrets: [Range<Int>]) throws {
        let output = Glibc.open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw DatabaseTrouble(.io, "cannot write \(target)") }
        defer { close(output) }
        if let bytes {
            var bytes = bytes
            for secret in secrets { CardNumberGuard.mask(&bytes, secret) }
            try FileReader.write(bytes[...], to: output, target)
        } else {
            try copyBlocks(to: output, target, secrets)
        }
    }

    private func copyBlocks(to output: Int32, _ target: String, _ secrets: [Range<Int>]) throws {
        let file = OpenFile(try FileReader.open(path))
        var block = [UInt8](repeating: 0, count: 1 << 20)
        var place = 0
        while true {
            let count = try FileReader.read(file.descriptor, &block, path)
            if count == 0 { return }
            // A secret that crosses a block's edge is starred out wholly on both sides.
            for secret in secrets
            where secret.lowerBound < place + count && secret.upperBound > place {
                let low = max(secret.lowerBound, place) - place
                let high = min(secret.upperBound, place + count) - place
                if secret.lowerBound >= place, secret.upperBound <= place + count {
                    CardNumberGuard.mask(&block, low..<high)
                } else {
                    // Full-width digits may be torn by the edge: their bytes go too.
                    for index in low..<high
                    where block[index] &- 0x30 < 10 || block[index] >= 0x80 {
                        block[index] = 0x2A
                    }
                }
            }
            try FileReader.write(block[..<count], to: output, target)
            place += count
        }
    }

    private static func write(
        _ bytes: ArraySlice<UInt8>, to output: Int32, _ target: String
    ) throws {
        try bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(
                    output, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                guard count > 0 else {
                    if count < 0, errno == EINTR { continue }
                    throw DatabaseTrouble(
                        errno == ENOSPC ? .full : .io, "cannot write \(target)")
                }
                written += count
            }
        }
    }

    private static func open(_ path: String) throws(FileRejection) -> Int32 {
        // A named pipe must not make the import wait for somebody to write into it.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path) }
        return descriptor
    }

    private static func read(
        _ descriptor: Int32, _ block: inout [UInt8], _ path: String
    ) throws(FileRejection) -> Int {
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw unreadable(path) }
        }
    }

    static func unreadable(_ path: String) -> FileRejection {
        let reason = String(cString: strerror(errno))
        return FileRejection(
            code: .unreadable, ja: "ファイルを読めません（\(reason)）",
            en: "the file cannot be read (\(reason))")
    }
}

/// A descriptor that is closed when nobody reads from it any more.
private final class OpenFile {
    let descriptor: Int32
    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }
}
