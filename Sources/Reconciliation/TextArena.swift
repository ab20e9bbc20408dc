/// Keys of a month in one block of memory, named by place and length; a key is kept as it came.
public struct TextArena: Sendable {
    /// Place and length of a text; the empty text says that there is none.
    public struct Reference: Sendable, Hashable {
        var start: UInt32
        var count: UInt32

        static let none = Reference(start: 0, count: 0)
        public var isEmpty: Bool { count == 0 }
    }

    private(set) var bytes: [UInt8] = []

    init() {}

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func add(_ text: UnsafeRawBufferPointer) -> Reference {
        guard !text.isEmpty else { return .none }
        precondition(bytes.count + text.count <= Int(UInt32.max), "keys of one run under 4 GiB")
        let start = UInt32(bytes.count)
        bytes.append(contentsOf: text)
        return Reference(start: start, count: UInt32(text.count))
    }

    mutating func add(_ text: String?) -> Reference {
        guard var text else { return .none }
        return text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    func text(_ reference: Reference) -> String {
        let start = Int(reference.start)
        return String(decoding: bytes[start..<(start + Int(reference.count))], as: UTF8.self)
    }

    func optional(_ reference: Reference) -> String? {
        reference.isEmpty ? nil : text(reference)
    }

    func equal(_ a: Reference, _ b: Reference) -> Bool {
        if a == b { return true }
        guard a.count == b.count else { return false }
        return bytes.withUnsafeBytes { all in
            for offset in 0..<Int(a.count)
            where all[Int(a.start) + offset] != all[Int(b.start) + offset] { return false }
            return true
        }
    }

    /// A hash of several keys together, well mixed (multiply and fold, 8 bytes at a time).
    func hash(_ a: Reference, _ b: Reference = .none, _ c: Reference = .none) -> UInt32 {
        bytes.withUnsafeBytes { all in
            var state: UInt64 = 0x9E37_79B9_7F4A_7C15
            for reference in [a, b, c] where !reference.isEmpty {
                TextArena.mix(&state, all, reference)
            }
            return UInt32(truncatingIfNeeded: state ^ (state >> 32))
        }
    }

    private static func mix(
        _ state: inout UInt64, _ all: UnsafeRawBufferPointer, _ reference: Reference
    ) {
        var place = Int(reference.start)
        var left = Int(reference.count)
        while left > 0 {
            var word: UInt64 = 0
            if left >= 8 {
                word = all.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            } else {
                for offset in 0..<left { word |= UInt64(all[place + offset]) << (8 * offset) }
            }
            let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
            state = product.high ^ product.low ^ UInt64(left)
            place += 8
            left -= 8
        }
    }
}

/// Words that come again and again (terminals, brands, fees), each with a small number.
public struct Symbols: Sendable {
    public private(set) var names: [String] = [""]
    private var numbers: [String: UInt32] = ["": 0]

    init() {}

    mutating func number(_ name: String?) -> UInt32 {
        guard let name else { return 0 }
        if let known = numbers[name] { return known }
        let number = UInt32(names.count)
        names.append(name)
        numbers[name] = number
        return number
    }

    func find(_ name: String) -> UInt32? { numbers[name] }

    subscript(number: UInt32) -> String? { number == 0 ? nil : names[Int(number)] }
}
