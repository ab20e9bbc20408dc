import Glibc
import Money

/// Text under construction as bytes: lines by the million are built without a `String` each.
struct ByteText {
    private(set) var bytes: [UInt8] = []

    init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    var isEmpty: Bool { bytes.isEmpty }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    @inline(__always) mutating func add(_ text: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always) mutating func add(_ more: [UInt8]) { bytes.append(contentsOf: more) }

    mutating func add(text: String) { bytes.append(contentsOf: text.utf8) }

    /// A number, with leading zeros where `width` asks for more digits than it has.
    mutating func add(_ number: Int64, width: Int = 1) {
        if number < 0 { bytes.append(0x2D) }
        add(digits: number.magnitude, width: width)
    }

    mutating func add(_ number: Int, width: Int = 1) { add(Int64(number), width: width) }

    mutating func add(digits number: UInt64, width: Int = 1) {
        var rest = number
        var count = 1
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        for _ in count..<max(count, width) { bytes.append(0x30) }
        let start = bytes.count
        for _ in 0..<count { bytes.append(0) }
        rest = number
        var place = start + count
        while place > start {
            place -= 1
            bytes[place] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
            rest /= 10
        }
    }

    /// The 26 characters of a payment id.
    mutating func add(id: UInt128) {
        var shift: UInt128 = 125
        for _ in 0..<26 {
            bytes.append(ByteText.crockford[Int(truncatingIfNeeded: (id >> shift) & 31)])
            shift = shift >= 5 ? shift - 5 : 0
        }
    }

    /// A payment id in quotation marks.
    mutating func add(quoted id: UInt128) {
        bytes.append(0x22)
        add(id: id)
        bytes.append(0x22)
    }

    /// `count` letters and digits that follow from `seed`.
    mutating func add(letters count: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var word: UInt64 = 0
        for index in 0..<count {
            if index % 8 == 0 { word = random.next() }
            bytes.append(ByteText.alphanumeric[Int(((word & 0xFF) * 62) >> 8)])
            word >>= 8
        }
    }

    private static let crockford = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let alphanumeric = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}

// MARK: - Days and times

extension ByteText {
    /// Year, month and day with a separator between, or none.
    mutating func add(day: BookDay, separator: StaticString) {
        let date = day.civil
        add(date.year, width: 4)
        add(separator)
        add(date.month, width: 2)
        add(separator)
        add(date.day, width: 2)
    }

    /// Hour, minute and second with a separator between, or none.
    mutating func add(secondOfDay second: Int, separator: StaticString) {
        add(second / 3600, width: 2)
        add(separator)
        add(second / 60 % 60, width: 2)
        add(separator)
        add(second % 60, width: 2)
    }
}

// MARK: - CP932

extension ByteText {
    /// The bytes of a text in CP932 (Windows-31J), by the C library's own table.
    static func cp932(_ text: String) throws(SyntheticMonthTrouble) -> [UInt8] {
        guard let converter = iconv_open("CP932", "UTF-8"), Int(bitPattern: converter) != -1 else {
            throw SyntheticMonthTrouble.noJapaneseEncoding
        }
        defer { iconv_close(converter) }
        var input = text.utf8.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 2)
        let written: Int? = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var fromLeft = source.count
                var to = target.baseAddress
                var toLeft = target.count
                let result = iconv(converter, &from, &fromLeft, &to, &toLeft)
                return result == -1 ? nil : target.count - toLeft
            }
        }
        guard let written else { throw SyntheticMonthTrouble.noJapaneseEncoding }
        return output[..<written].map { UInt8(bitPattern: $0) }
    }
}
