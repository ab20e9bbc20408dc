import Provider

/// A sample file cut into records and fields, so that a contract can turn it about.
///
/// It is cut by a
/// reader of its own, simple and slow, so that a fault of the one under test is not repeated here.
struct DelimitedSample {
    /// Fields as they stand in the file, their quotes included.
    var records: [[[UInt8]]] = []

    init(_ bytes: [UInt8]) {
        var record: [[UInt8]] = []
        var field: [UInt8] = []
        var quoted = false
        for byte in bytes where byte != 0x0D {
            if byte == 0x22 { quoted.toggle() }
            if byte == 0x0A, !quoted {
                records.append(record + [field])
                (record, field) = ([], [])
            } else if byte == 0x2C, !quoted {
                record.append(field)
                field = []
            } else {
                field.append(byte)
            }
        }
        if !record.isEmpty || !field.isEmpty { records.append(record + [field]) }
    }

    func bytes(lineEnd: [UInt8] = [0x0D, 0x0A]) -> [UInt8] {
        var result: [UInt8] = []
        for record in records {
            result += record.joined(separator: [0x2C])
            result += lineEnd
        }
        return result
    }

    /// The place of a column in the header, by its decoded name.
    func column(_ name: String) -> Int? {
        records.first?.firstIndex { TextEncoding.decode($0.filter { $0 != 0x22 }) == name }
    }

    func removing(column: Int) -> DelimitedSample {
        var copy = self
        for row in copy.records.indices where column < copy.records[row].count {
            copy.records[row].remove(at: column)
        }
        return copy
    }

    func reversingColumns() -> DelimitedSample {
        var copy = self
        for row in copy.records.indices { copy.records[row].reverse() }
        return copy
    }

    func adding(column name: String, value: String) -> DelimitedSample {
        var copy = self
        for row in copy.records.indices {
            copy.records[row].append(Array((row == 0 ? name : value).utf8))
        }
        return copy
    }

    func replacing(row: Int, column: Int, with text: String) -> DelimitedSample {
        var copy = self
        copy.records[row][column] = Array(text.utf8)
        return copy
    }
}
