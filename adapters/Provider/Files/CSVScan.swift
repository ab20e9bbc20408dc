/// Finds the end of a CSV record, block by block.
struct CSVScan {
    private enum Place { case fieldStart, plain, quoted, closing }

    /// Bytes of the record so far; without its line end once that is found.
    private(set) var length = 0
    /// Line ends inside quoted fields.
    private(set) var linesInside = 0
    private(set) var isTorn = false
    private var place = Place.fieldStart
    /// Where the first line end inside quotes stands.
    private var firstBreak: Int?
    private var quotedFrom = 0

    @inline(__always) private static func endsField(_ byte: UInt8) -> Bool {
        byte == 0x2C || byte == 0x0A || byte == 0x0D
    }

    /// Whether the bytes so far end inside a quoted field.
    var isOpen: Bool { place == .quoted }

    /// Looks at further bytes of the record.
    ///
    /// - Returns: true once `length` stands on the line end that ends the record.
    mutating func advance(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Bool {
        var index = start + length
        defer { length = index - start }
        while index < end {
            let byte = bytes[index]
            switch place {
            case .plain:
                // The most bytes of a file by far: they get a loop of their own.
                while index < end, !CSVScan.endsField(bytes[index]) { index += 1 }
                if index == end { return false }
                if bytes[index] != 0x2C { return true }
                place = .fieldStart
            case .fieldStart:
                if byte == 0x0A || byte == 0x0D { return true }
                if byte == 0x22 {
                    place = .quoted
                    quotedFrom = index - start
                } else if byte != 0x2C {
                    place = .plain
                }
            case .quoted:
                if byte == 0x22 {
                    place = .closing
                } else if byte == 0x0A || byte == 0x0D {
                    if firstBreak == nil { firstBreak = index - start }
                    if byte == 0x0A { linesInside += 1 }
                }
                let isLong = index - start - quotedFrom > ByteSource.longestTornField
                if isLong, let place = tear() {
                    index = start + place
                    return true
                }
            case .closing:
                switch byte {
                case 0x22: place = .quoted
                case 0x2C: place = .fieldStart
                case 0x0A, 0x0D: return true
                default:
                    if let place = tear() {
                        index = start + place
                        return true
                    }
                    place = .plain
                }
            }
            index += 1
        }
        return false
    }

    /// Ends the record at the first line end inside its quotes, if there was one.
    ///
    /// - Returns: the record's length.
    private mutating func tear() -> Int? {
        guard let firstBreak else { return nil }
        linesInside = 0
        isTorn = true
        return firstBreak
    }
}
