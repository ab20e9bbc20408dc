/// Reads LEB128 numbers, and bytes among them, that stand one after the other.
struct PackedNumbers {
    private let bytes: UnsafeRawBufferPointer
    /// Where the next one begins.
    private(set) var place: Int

    init(_ bytes: UnsafeRawBufferPointer, at place: Int = 0) {
        self.bytes = bytes
        self.place = place
    }

    var isAtEnd: Bool { place == bytes.count }

    /// The next number, nil at the end and where the bytes are damaged.
    @inline(__always)
    mutating func next() -> UInt64? {
        guard place < bytes.count else { return nil }
        let first = bytes[place]
        if first < 0x80 {
            place += 1
            return UInt64(first)
        }
        return nextLong()
    }

    private mutating func nextLong() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.count, shift < 64 {
            let byte = bytes[place]
            place += 1
            let part = UInt64(byte & 0x7F)
            guard (part << shift) >> shift == part else { return nil }
            value |= part << shift
            // A last byte of zero would be a second way to write a smaller number.
            if byte < 0x80 { return byte == 0 && shift > 0 ? nil : value }
            shift += 7
        }
        return nil
    }

    /// The next number, zigzag.
    @inline(__always)
    mutating func nextSigned() -> Int64? {
        next().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
    }

    mutating func nextByte() -> UInt8? {
        guard place < bytes.count else { return nil }
        defer { place += 1 }
        return bytes[place]
    }

    /// The next bytes as they lie, nil where there are not so many.
    mutating func nextBytes(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= bytes.count - place else { return nil }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }
}
