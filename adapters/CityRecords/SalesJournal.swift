public import Provider

/// The register journal of a counter or an online procedure system (INTERFACES 5): JSON Lines,
/// one object a line.
///
/// It is the hottest of all readers, so each line is scanned once, byte by byte, and strings are
/// made only of what goes into the fact.
public enum SalesJournal: FileAdapter {
    public static let kind = FileKind.sales

    /// The first thing in the file is an object that names an `event`, and an `amount` or `lines`.
    public static func recognises(_ head: FileHead) -> Bool {
        let white: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        guard let start = head.bytes.firstIndex(where: { !white.contains($0) }),
            head.bytes[start] == 0x7B
        else { return false }
        let end = head.bytes[start...].firstIndex(of: 0x0A) ?? head.bytes.endIndex
        // A torn first line must not hide the file: then the whole head speaks for it.
        return [start..<end, start..<head.bytes.count].contains { range in
            let names = head.bytes.withUnsafeBytes { bytes in
                JSONNames.of(UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
            return names.contains("event") && (names.contains("amount") || names.contains("lines"))
        }
    }

    public static func read(
        _ source: inout ByteSource, into sink: inout FactSink
    ) throws(FileRejection) {
        var reader = SalesLineReader()
        try source.forEachLine { (bytes, line, place) throws(FileRejection) in
            guard bytes.contains(where: { $0 > 0x20 }) else { return }
            sink.rows += 1
            if reader.read(bytes, line: line, place: place, into: &sink) {
                try sink.rowDone()
            }
        }
    }
}
