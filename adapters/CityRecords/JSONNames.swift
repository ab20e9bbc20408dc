/// The names of members in JSON that may be torn: what stands in quotes before a colon, with its
/// escapes undone.
enum JSONNames {
    static func of(_ bytes: UnsafeRawBufferPointer) -> Set<String> {
        var names: Set<String> = []
        var place = 0
        while let start = next(0x22, in: bytes, from: place) {
            var end = start + 1
            // No text goes on behind its line: one that is not closed was torn there.
            while end < bytes.count, bytes[end] != 0x22, bytes[end] != 0x0A {
                end += bytes[end] == 0x5C ? 2 : 1
            }
            guard end < bytes.count else { return names }
            place = end + 1
            if bytes[end] == 0x0A { continue }
            while place < bytes.count, bytes[place] <= 0x20 { place += 1 }
            if place < bytes.count, bytes[place] == 0x3A {
                let name = UnsafeRawBufferPointer(rebasing: bytes[(start + 1)..<end])
                names.insert(String(decoding: JSONScanner.unescaped(name), as: UTF8.self))
            }
        }
        return names
    }

    private static func next(
        _ byte: UInt8, in bytes: UnsafeRawBufferPointer, from place: Int
    ) -> Int? {
        var place = place
        while place < bytes.count {
            if bytes[place] == byte { return place }
            place += 1
        }
        return nil
    }
}
