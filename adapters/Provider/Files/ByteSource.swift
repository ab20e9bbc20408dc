import Glibc

/// The bytes of one file, read in blocks; memory stays bounded whatever the file's size.
public struct ByteSource {
    /// Fills the buffer from the file's current place; 0 at its end.
    public typealias Refill = (UnsafeMutableRawBufferPointer) throws(FileRejection) -> Int

    /// A line or record longer than this refuses the file.
    public static let longestLine = 1 << 20
    static let blockSize = 1 << 18

    let refill: Refill
    var buffer: [UInt8]
    var start = 0
    var end = 0
    var atEnd = false
    /// Bytes of the file before `buffer[start]`.
    var offset = 0

    public init(refill: @escaping Refill) {
        self.refill = refill
        buffer = [UInt8](repeating: 0, count: ByteSource.blockSize)
    }

    /// A file that is already in memory.
    public init(bytes: [UInt8]) {
        var place = 0
        self.init { target in
            let count = min(target.count, bytes.count - place)
            bytes.withUnsafeBytes { source in
                let block = source[place..<(place + count)]
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: block))
            }
            place += count
            return count
        }
    }

    /// Reads more behind what is there; false at the end of the file.
    mutating func grow(line: Int) throws(FileRejection) -> Bool {
        if atEnd { return false }
        if start > 0 {
            buffer.withUnsafeMutableBytes { bytes in
                bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
            end -= start
            start = 0
        }
        if end == buffer.count {
            guard buffer.count < ByteSource.longestLine else {
                throw FileRejection(
                    line: line, code: .lineTooLong,
                    ja: "1 行が \(ByteSource.longestLine) バイトを超えています",
                    en: "a line is longer than \(ByteSource.longestLine) bytes")
            }
            buffer.append(contentsOf: repeatElement(0, count: buffer.count))
        }
        // Typed errors do not pass through the closure of the standard library.
        let room = end
        let result: Result<Int, FileRejection> = buffer.withUnsafeMutableBytes { bytes in
            do throws(FileRejection) {
                return .success(
                    try refill(UnsafeMutableRawBufferPointer(rebasing: bytes[room...])))
            } catch {
                return .failure(error)
            }
        }
        let count = try result.get()
        end += count
        if count == 0 { atEnd = true }
        return count > 0
    }

    /// Drops a UTF-8 byte order mark at the very beginning.
    mutating func skipByteOrderMark() throws(FileRejection) {
        while end - start < 3, try grow(line: 1) {}
        if offset == 0, end - start >= 3, buffer[start] == 0xEF, buffer[start + 1] == 0xBB,
            buffer[start + 2] == 0xBF
        {
            start += 3
            offset += 3
        }
    }

    /// Calls `body` for each line, without its CR, LF or CR LF; a final 0x1A (end of file of old
    /// transfer programs) is dropped.
    ///
    /// - Parameter body: the line's bytes, valid during the call; its 1-based number; its first
    ///   byte's place in the file.
    public mutating func forEachLine(
        _ body: (UnsafeRawBufferPointer, Int, Int) throws(FileRejection) -> Void
    ) throws(FileRejection) {
        try skipByteOrderMark()
        var line = 0
        var searched = 0
        while true {
            let from = start + searched
            // memchr looks at 32 bytes a step; a loop of ours was a tenth of a journal's time.
            let found: Int? = buffer.withUnsafeBytes { bytes in
                guard from < end, let base = bytes.baseAddress,
                    let hit = memchr(base + from, 0x0A, end - from)
                else { return nil }
                return UnsafeRawPointer(hit) - (base + from)
            }
            if let found {
                line += 1
                try deliver(from + found, line, body)
                let length = from + found + 1 - start
                start += length
                offset += length
                searched = 0
            } else {
                searched = end - start
                if try !grow(line: line + 1) { break }
            }
        }
        if end > start, !(end - start == 1 && buffer[start] == 0x1A) {
            line += 1
            try deliver(end, line, body)
            offset += end - start
            start = end
        }
    }

    private func deliver(
        _ stop: Int, _ line: Int,
        _ body: (UnsafeRawBufferPointer, Int, Int) throws(FileRejection) -> Void
    ) throws(FileRejection) {
        let result: Result<Void, FileRejection> = buffer.withUnsafeBytes { bytes in
            var stop = stop
            if stop > start, bytes[stop - 1] == 0x0D { stop -= 1 }
            do throws(FileRejection) {
                try body(UnsafeRawBufferPointer(rebasing: bytes[start..<stop]), line, offset)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}

/// The first bytes of a file, for recognition by content.
public struct FileHead: Sendable {
    public static let size = 4096
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) {
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        self.bytes = Array(body.prefix(FileHead.size))
    }

    /// The first line, decoded as UTF-8 or else CP932, without its line end.
    public var firstLine: String {
        let end = bytes.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.endIndex
        return TextEncoding.decode(bytes[..<end])
    }

    /// UTF-16, by its mark or by its zero bytes.
    ///
    /// Text in UTF-8, CP932 or JIS has no zero byte at all. In UTF-16 each digit, comma and line
    /// end has one, all in the same half of their units; the few others are those of characters
    /// such as U+3000 and U+4E00.
    public var isUTF16: Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
        var zeros = (even: 0, odd: 0)
        for (place, byte) in bytes.enumerated() where byte == 0 {
            if place % 2 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
        }
        let (most, fewest) = (max(zeros.even, zeros.odd), min(zeros.even, zeros.odd))
        return most >= 4 && most >= fewest * 4 && most * 32 >= bytes.count
    }
}
