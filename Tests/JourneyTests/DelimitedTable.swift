/// A CSV file in UTF-8, cut into fields with their quotes undone, so that it can be written anew.
///
/// It is cut by a reader of its own, slow and simple, so that a fault of the program's is not
/// repeated here.
struct DelimitedTable {
    var records: [[String]] = []

    init(_ bytes: [UInt8]) {
        var record: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var index = 0
        func text() -> String { String(decoding: field, as: UTF8.self) }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isQuoted, byte == 0x22 {
                if index < bytes.count, bytes[index] == 0x22 {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if !isQuoted, byte == 0x22, field.isEmpty {
                isQuoted = true
            } else if !isQuoted, byte == 0x2C {
                record.append(text())
                field = []
            } else if !isQuoted, byte == 0x0A {
                records.append(record + [text()])
                (record, field) = ([], [])
            } else if isQuoted || byte != 0x0D {
                field.append(byte)
            }
        }
        if !record.isEmpty || !field.isEmpty { records.append(record + [text()]) }
    }

    /// The place of a column in the header.
    func column(_ name: String) -> Int? { records.first?.firstIndex(of: name) }

    /// The same columns in another order.
    func columns(in order: [Int]) -> DelimitedTable {
        var copy = self
        copy.records = records.map { record in
            record.count == order.count ? order.map { record[$0] } : record
        }
        return copy
    }

    /// - Parameter isQuoted: asked for each field that need not stand in quotes.
    func bytes(lineEnd: String = "\r\n", isQuoted: () -> Bool = { false }) -> [UInt8] {
        var text = ""
        for record in records {
            for (index, field) in record.enumerated() {
                if index > 0 { text += "," }
                let needsQuotes = field.unicodeScalars.contains {
                    $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r"
                }
                text += needsQuotes || isQuoted() ? quoted(field) : field
            }
            text += lineEnd
        }
        return Array(text.utf8)
    }

    private func quoted(_ field: String) -> String {
        var text = "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { text += "\"" }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }
}
