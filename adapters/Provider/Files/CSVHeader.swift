/// The header line of a CSV file: columns are found by name, so their order does not matter and
/// further ones do no harm.
public struct CSVHeader: Sendable {
    /// Names without surrounding spaces, in the file's order; a card number in one is starred out.
    public let names: [String]

    init(_ record: CSVRecord) {
        names = (0..<record.count).map { index in
            let name = Array(CSVHeader.trimmed(record.text(index)).utf8)
            return String(decoding: CardNumberGuard.mask(name), as: UTF8.self)
        }
    }

    /// The column that bears one of the names, the first name first; nil where there is none.
    public func index(_ candidates: String...) -> Int? { index(of: candidates) }

    /// The column that bears one of the names.
    ///
    /// - Throws: `missing-column` naming the first of them; `ambiguous-format` where a name stands
    ///   twice, because nobody can say which column is meant.
    public func required(_ candidates: String...) throws(FileRejection) -> Int {
        guard let index = index(of: candidates) else {
            throw FileRejection(
                line: 1, column: candidates[0], code: .missingColumn,
                ja: "列「\(candidates[0])」がありません",
                en: "the column \(candidates[0]) is missing")
        }
        if names[(index + 1)...].contains(names[index]) {
            throw FileRejection(
                line: 1, column: names[index], code: .ambiguousFormat,
                ja: "列「\(names[index])」が 2 つあります",
                en: "the column \(names[index]) stands twice")
        }
        return index
    }

    /// The columns that none of the known ones names: free text, whatever they hold.
    public func others(than known: [Int?]) -> [Int] {
        names.indices.filter { !known.contains($0) }
    }

    private func index(of candidates: [String]) -> Int? {
        for name in candidates {
            if let index = names.firstIndex(of: name) { return index }
        }
        return nil
    }

    static func trimmed(_ name: String) -> String {
        var rest = name[...]
        while let first = rest.first, first == " " || first == "\u{3000}" || first == "\u{FEFF}" {
            rest = rest.dropFirst()
        }
        while let last = rest.last, last == " " || last == "\u{3000}" { rest = rest.dropLast() }
        return String(rest)
    }
}

extension FileHead {
    /// How many of the names stand in the first line, read as a CSV header.
    public func countColumns(named names: [String]) -> Int {
        let columns = firstLine.split(separator: ",", omittingEmptySubsequences: false).map {
            CSVHeader.trimmed(String($0).filter { $0 != "\"" })
        }
        return names.count { columns.contains($0) }
    }
}

extension FactSink {
    /// The header that a record is; its names are shown to the card number guard, because a file
    /// without a header has a row in its place.
    public mutating func header(of record: CSVRecord) -> CSVHeader {
        let header = CSVHeader(record)
        for index in 0..<record.count {
            _ = guardFreeText(record, index, column: header.names[index])
        }
        return header
    }

    /// Shows several fields of a record to the card number guard, all of them, so that every
    /// number is marked.
    ///
    /// - Returns: true where one holds a card number; the row must be left out.
    public mutating func guardFreeText(
        _ record: CSVRecord, columns: [Int], header: CSVHeader
    ) -> Bool {
        var found = false
        for index in columns where index < record.count && record[index].count >= 13 {
            if guardFreeText(record, index, column: header.names[index]) { found = true }
        }
        return found
    }

    /// Shows a whole record, of which nothing is known, to the card number guard.
    ///
    /// Fields that are a date and time of 14 digits are spared: one in ten would pass for a card
    /// number.
    public mutating func guardWhole(_ record: CSVRecord) -> Bool {
        var found = false
        for index in 0..<record.count where record[index].count >= 13 {
            let field = record[index]
            if field.count == 14, field[0] == 0x32, field[1] == 0x30, Field.moment(field) != nil {
                continue
            }
            if guardFreeText(record, index, column: String(index + 1)) { found = true }
        }
        return found
    }
}
