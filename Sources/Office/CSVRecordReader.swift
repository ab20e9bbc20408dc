import Glibc

/// Reads a table of a package record by record, holding one at a time.
///
/// Strict: what ``CSVText`` writes and nothing else. A field in quotes may hold line breaks.
package struct CSVRecordReader {
    /// Where a table is no table any more.
    package struct Broken: Error {
        /// 1-based line on which the record begins.
        package var line: Int
    }

    /// The current record's fields, decoded, one behind the other.
    private(set) var bytes: [UInt8] = []
    package private(set) var fields: [Range<Int>] = []
    /// 1-based line on which the current record begins.
    private(set) var line = 0
    private var nextLine = 1
    private var block: [UInt8] = []
    private var place = 0
    private var end = 0
    private let file: OpenDescriptor

    package init(path: String) throws {
        file = try OpenDescriptor(path: path)
        block = [UInt8](repeating: 0, count: 1 << 18)
    }

    /// Goes to the next record; false behind the last one.
    package mutating func next() throws -> Bool {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        line = nextLine
        guard try peek() != nil else { return false }
        while true {
            let start = bytes.count
            let isLast = try readField()
            fields.append(start..<bytes.count)
            if isLast { return true }
        }
    }

    /// Reads one field; true where the record ends with it.
    private mutating func readField() throws -> Bool {
        if try peek() == 0x22 {
            place += 1
            var needsQuotes = false
            while true {
                guard let byte = try take() else { throw Broken(line: line) }
                if byte == 0x0A { nextLine += 1 }
                if byte == 0x22 {
                    guard try peek() == 0x22 else { break }
                    place += 1
                }
                needsQuotes = needsQuotes || CSVRecordReader.isSpecial(byte)
                bytes.append(byte)
            }
            guard needsQuotes, let byte = try take(), byte == 0x2C || byte == 0x0A else {
                throw Broken(line: line)
            }
            if byte == 0x0A { nextLine += 1 }
            return byte == 0x0A
        }
        while true {
            var stop = place
            while stop < end, block[stop] > 0x2C || !CSVRecordReader.isSpecial(block[stop]) {
                stop += 1
            }
            bytes.append(contentsOf: block[place..<stop])
            place = stop
            guard let byte = try take() else { throw Broken(line: line) }
            switch byte {
            case 0x2C: return false
            case 0x0A:
                nextLine += 1
                return true
            case 0x22, 0x0D: throw Broken(line: line)
            default: bytes.append(byte)
            }
        }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == 0x2C || byte == 0x0A || byte == 0x22 || byte == 0x0D
    }

    private mutating func peek() throws -> UInt8? {
        if place == end {
            end = try file.read(&block)
            place = 0
            if end == 0 { return nil }
        }
        return block[place]
    }

    private mutating func take() throws -> UInt8? {
        guard let byte = try peek() else { return nil }
        place += 1
        return byte
    }

    // MARK: - Fields

    package func text(_ index: Int) -> String {
        String(decoding: bytes[fields[index]], as: UTF8.self)
    }

    /// A whole number without leading zeros and without plus; nil for anything else.
    package func number(_ index: Int) -> Int64? {
        let digits = bytes[fields[index]]
        guard let first = digits.first else { return nil }
        let isNegative = first == 0x2D
        let rest = isNegative ? digits.dropFirst() : digits
        guard let lead = rest.first, lead != 0x30 || (rest.count == 1 && !isNegative) else {
            return nil
        }
        var value: Int64 = 0
        for digit in rest {
            guard (0x30...0x39).contains(digit) else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, over) = scaled.subtractingReportingOverflow(Int64(digit - 0x30))
            guard !overflow, !over else { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    func isEqual(_ index: Int, _ other: [UInt8]) -> Bool {
        bytes[fields[index]].elementsEqual(other)
    }
}

/// A file that is open for reading, as long as somebody reads it.
final class OpenDescriptor {
    private let descriptor: Int32
    private let path: String

    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble.of(path) }
    }

    deinit { close(descriptor) }

    /// How many bytes came; 0 at the end.
    func read(_ block: inout [UInt8]) throws -> Int {
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw FileTrouble.of(path) }
        }
    }
}
