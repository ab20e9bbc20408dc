import Database
import Glibc

/// Reads a table of a package record by record, holding one at a time.
///
/// Strict: what ``CSVText`` writes and nothing else. A field may hold line breaks in its quotes.
package struct CSVRecordReader {
    /// Where a table is no table any more.
    package struct Broken: Error {
        /// 1-based line on which the record begins.
        package var line: Int
    }

    /// The current record; good beyond the next one where it is kept.
    package private(set) var record = CSVRecord()
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
        record.bytes.removeAll(keepingCapacity: true)
        record.fields.removeAll(keepingCapacity: true)
        record.line = nextLine
        guard try peek() != nil else { return false }
        while true {
            let start = record.bytes.count
            let isLast = try readField()
            record.fields.append(start..<record.bytes.count)
            if isLast { return true }
        }
    }

    /// Reads one field; true where the record ends with it.
    private mutating func readField() throws -> Bool {
        if try peek() == 0x22 {
            place += 1
            var needsQuotes = false
            while true {
                guard let byte = try take() else { throw Broken(line: record.line) }
                if byte == 0x0A { nextLine += 1 }
                if byte == 0x22 {
                    guard try peek() == 0x22 else { break }
                    place += 1
                }
                needsQuotes = needsQuotes || CSVRecordReader.isSpecial(byte)
                record.bytes.append(byte)
            }
            guard needsQuotes, let byte = try take(), byte == 0x2C || byte == 0x0A else {
                throw Broken(line: record.line)
            }
            if byte == 0x0A { nextLine += 1 }
            return byte == 0x0A
        }
        while true {
            var stop = place
            while stop < end, block[stop] > 0x2C || !CSVRecordReader.isSpecial(block[stop]) {
                stop += 1
            }
            record.bytes.append(contentsOf: block[place..<stop])
            place = stop
            guard let byte = try take() else { throw Broken(line: record.line) }
            switch byte {
            case 0x2C: return false
            case 0x0A:
                nextLine += 1
                return true
            case 0x22, 0x0D: throw Broken(line: record.line)
            default: record.bytes.append(byte)
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
}

/// A file that is open for reading, as long as somebody reads it.
final class OpenDescriptor {
    private let descriptor: Int32
    private let path: String

    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else { throw FileTrouble.of(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw DatabaseTrouble(.io, "\(path): no regular file")
        }
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
