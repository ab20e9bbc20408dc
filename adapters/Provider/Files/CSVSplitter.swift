/// Cuts a CSV record into its fields; its memory is used again for each record.
struct CSVSplitter {
    private var scratch: [UInt8] = []
    private var fields: [Range<Int>] = []
    private var places: [Range<Int>] = []

    /// - Parameters:
    ///   - range: the record's place in `bytes`.
    ///   - shift: what makes a place in `bytes` a place in the file.
    mutating func split(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, shift: Int) {
        scratch.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        var index = range.lowerBound
        while true {
            let placeStart = index
            let fieldStart = scratch.count
            if index < range.upperBound, bytes[index] == 0x22 {
                index = unquote(bytes, (index + 1)..<range.upperBound)
            }
            let plain = index
            while index < range.upperBound, bytes[index] != 0x2C { index += 1 }
            scratch.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[plain..<index]))
            fields.append(fieldStart..<scratch.count)
            places.append((placeStart + shift)..<(index + shift))
            if index == range.upperBound { return }
            index += 1
        }
    }

    /// Copies what stands between quotes, doubled ones made single.
    ///
    /// - Returns: the place behind the closing quote.
    private mutating func unquote(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
        var index = range.lowerBound
        while true {
            let from = index
            while index < range.upperBound, bytes[index] != 0x22 { index += 1 }
            scratch.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[from..<index]))
            if index == range.upperBound { return index }
            index += 1
            guard index < range.upperBound, bytes[index] == 0x22 else { return index }
            scratch.append(0x22)
            index += 1
        }
    }

    /// Hands the record that was cut last over.
    func deliver(
        line: Int, place: Range<Int>, isTorn: Bool,
        to body: (CSVRecord) throws(FileRejection) -> Void
    ) throws(FileRejection) {
        // Typed errors do not pass through the closure of the standard library.
        let result: Result<Void, FileRejection> = scratch.withUnsafeBytes { bytes in
            do throws(FileRejection) {
                try body(
                    CSVRecord(
                        line: line, place: place, isTorn: isTorn, holdsZero: bytes.contains(0),
                        bytes: bytes, fields: fields, places: places))
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}
