/// One record of a CSV file; its fields are valid during the call that hands it over.
public struct CSVRecord {
    /// 1-based line on which the record begins.
    public let line: Int
    /// The record's bytes in the file, without the line end.
    public let place: Range<Int>
    /// Whether a quoted field was never closed, so that the record was ended at its first line end.
    public let isTorn: Bool
    /// Whether a byte of it is zero, which no text has: a database would cut the text there, or
    /// refuse it.
    public let holdsZero: Bool
    let bytes: UnsafeRawBufferPointer
    let fields: [Range<Int>]
    let places: [Range<Int>]

    /// A field's bytes in the file, its quotes included.
    public func place(of index: Int) -> Range<Int> { places[index] }

    public var count: Int { fields.count }

    /// Whether it can be read field by field.
    public var isSound: Bool { !isTorn && !holdsZero }

    /// The bytes of a field, quotes removed and doubled quotes undone.
    public subscript(index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[fields[index]])
    }

    /// A field as text: UTF-8 or else CP932.
    public func text(_ index: Int) -> String {
        let field = self[index]
        if field.allSatisfy({ $0 < 0x80 }) { return String(decoding: field, as: UTF8.self) }
        return TextEncoding.decode(field)
    }

    /// A field as text, nil where it is empty.
    public func optional(_ index: Int) -> String? { self[index].isEmpty ? nil : text(index) }

    /// Whether nothing at all stands in the record (a blank line).
    public var isBlank: Bool { count == 1 && self[0].isEmpty }
}

extension ByteSource {
    /// A quoted field may hold line ends, but a field longer than this was rather torn.
    static let longestTornField = 1 << 16

    /// Calls `body` for each CSV record (RFC 4180; CR LF, LF or CR; a quoted field may hold line
    /// ends).
    ///
    /// A quotation mark in the middle of a field is a character like any other.
    ///
    /// A line that was torn inside a quoted field would swallow the lines behind it. It shows when
    /// such a field closes and something else than a comma or a line end follows: then the record
    /// is ended at its first line end, ``CSVRecord/isTorn`` says so, and the next line is read as
    /// if nothing had happened. Quotes still open at the end of the file refuse it. Second bytes
    /// of CP932 need no care: none of them is 0x0A, 0x0D, 0x22 or 0x2C.
    public mutating func forEachRecord(
        _ body: (CSVRecord) throws(FileRejection) -> Void
    ) throws(FileRejection) {
        try skipByteOrderMark()
        var line = 1
        var splitter = CSVSplitter()
        while true {
            var scan = CSVScan()
            var lineEnd = 0
            while true {
                let from = start
                let to = end
                let found = buffer.withUnsafeBytes { scan.advance($0, from: from, to: to) }
                if found {
                    lineEnd = 1
                    if buffer[start + scan.length] == 0x0D {
                        if start + scan.length + 1 == end { _ = try grow(line: line) }
                        let next = start + scan.length + 1
                        if next < end, buffer[next] == 0x0A { lineEnd = 2 }
                    }
                    break
                }
                if try !grow(line: line) { break }
            }
            let length = scan.length
            if length == 0, lineEnd == 0 { return }
            if lineEnd == 0, length == 1, buffer[start] == 0x1A { return }
            guard lineEnd > 0 || !scan.isOpen else {
                throw FileRejection(
                    line: line, code: .truncated, ja: "引用符が閉じていません",
                    en: "a quotation mark is never closed")
            }
            let range = start..<(start + length)
            let shift = offset - start
            buffer.withUnsafeBytes { splitter.split($0, range, shift: shift) }
            try splitter.deliver(
                line: line, place: offset..<(offset + length), isTorn: scan.isTorn, to: body)
            line += scan.linesInside + 1
            start += length + lineEnd
            offset += length + lineEnd
        }
    }
}
