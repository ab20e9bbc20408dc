/// A ``Masking`` made ready: what it looks for, as bytes.
final class MaskingPlan: Sendable {
    private let headers: Names
    private let fields: Names
    /// The longest first: one secret may stand in another.
    private let secrets: [[UInt8]]
    /// With which bytes a secret begins.
    private let begins: [Bool]

    init(_ masking: Masking) {
        headers = Names(masking.headers)
        fields = Names(masking.fields)
        secrets = masking.secrets.filter { !$0.isEmpty }.map { Array($0.utf8) }
            .sorted { $0.count > $1.count }
        var begins = [Bool](repeating: false, count: 256)
        for secret in secrets { begins[Int(secret[0])] = true }
        self.begins = begins
    }

    /// A head (request or status line and headers) and the body that follows it.
    func masked(head: [UInt8], body: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(head.count + body.count)
        head.withUnsafeBytes { maskHead($0, &result) }
        body.withUnsafeBytes { maskFields($0, &result) }
        return maskSecrets(result)
    }

    /// A sentence of the library's, which may quote an address.
    func masked(detail: String) -> String {
        var result: [UInt8] = []
        Array(detail.utf8).withUnsafeBytes { maskFields($0, &result) }
        return String(decoding: maskSecrets(result), as: UTF8.self)
    }

    // MARK: - Names

    private func maskHead(_ head: UnsafeRawBufferPointer, _ result: inout [UInt8]) {
        var isHidden = false
        var start = 0
        while true {
            let end = head[start...].firstIndex(of: 0x0A) ?? head.count
            maskLine(UnsafeRawBufferPointer(rebasing: head[start..<end]), &isHidden, &result)
            guard end < head.count else { return }
            result.append(0x0A)
            start = end + 1
        }
    }

    /// - Parameter isHidden: whether the header is masked that goes on here.
    private func maskLine(
        _ line: UnsafeRawBufferPointer, _ isHidden: inout Bool, _ result: inout [UInt8]
    ) {
        // A line that opens with white space goes on with the header before it.
        if isHidden, let first = line.first, first == 0x20 || first == 0x09 {
            result.append(first)
            return endMasked(line, &result)
        }
        isHidden = false
        var colon = 0
        while colon < line.count, line[colon] != 0x3A, line[colon] != 0x20 { colon += 1 }
        // The request line, whose address may have a query, has a blank first.
        if colon < line.count, line[colon] == 0x3A, headers.contain(line, 0..<colon) {
            isHidden = true
            result.append(contentsOf: line[...colon])
            result.append(0x20)
            return endMasked(line, &result)
        }
        maskFields(line, &result)
    }

    private func endMasked(_ line: UnsafeRawBufferPointer, _ result: inout [UInt8]) {
        result.append(contentsOf: "***".utf8)
        if line.last == 0x0D { result.append(0x0D) }
    }

    /// Values of the named members (`"name": "value"`) and fields (`name=value`).
    private func maskFields(_ bytes: UnsafeRawBufferPointer, _ result: inout [UInt8]) {
        var kept = 0
        var place = 0
        while place < bytes.count {
            guard MaskingPlan.isName(bytes[place]) else {
                // An opening bracket as it stands in forms is no part of the name behind it.
                place += MaskingPlan.isEscaped(0x62, bytes, place) ? 3 : 1
                continue
            }
            let start = place
            while place < bytes.count, MaskingPlan.isName(bytes[place]) { place += 1 }
            guard fields.contain(bytes, start..<place), let value = value(in: bytes, from: place)
            else { continue }
            result.append(contentsOf: bytes[kept..<value.lowerBound])
            result.append(contentsOf: "***".utf8)
            place = value.upperBound
            kept = place
        }
        result.append(contentsOf: bytes[kept...])
    }

    /// Whether `%5` and a digit, given in lower case, stand at a place.
    private static func isEscaped(
        _ digit: UInt8, _ bytes: UnsafeRawBufferPointer, _ place: Int
    ) -> Bool {
        place + 2 < bytes.count && bytes[place] == 0x25 && bytes[place + 1] == 0x35
            && bytes[place + 2] | 0x20 == digit
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A, 0x2D: true
        default: false
        }
    }

    /// Where the value stands that belongs to a name which ends at a place; nil where none does.
    private func value(in bytes: UnsafeRawBufferPointer, from place: Int) -> Range<Int>? {
        guard place < bytes.count else { return nil }
        // A field in brackets too: `payment[client_secret]=…`.
        var start = place
        if bytes[start] == 0x5D { start += 1 }
        if MaskingPlan.isEscaped(0x64, bytes, start) { start += 3 }
        if start < bytes.count, bytes[start] == 0x3D {
            let end = bytes[(start + 1)...].firstIndex { $0 == 0x26 || $0 <= 0x20 } ?? bytes.count
            return (start + 1)..<end
        }
        guard bytes[place] == 0x22 else { return nil }
        start = place + 1
        func skipSpace() { while start < bytes.count, bytes[start] <= 0x20 { start += 1 } }
        skipSpace()
        guard start < bytes.count, bytes[start] == 0x3A else { return nil }
        start += 1
        skipSpace()
        guard start < bytes.count else { return nil }
        guard bytes[start] == 0x22 else {
            let end = bytes[start...].firstIndex { $0 == 0x2C || $0 == 0x7D } ?? bytes.count
            return start..<end
        }
        var end = start + 1
        while end < bytes.count, bytes[end] != 0x22 { end += bytes[end] == 0x5C ? 2 : 1 }
        // A text that was cut off has no closing quote.
        return min(start + 1, bytes.count)..<min(end, bytes.count)
    }

    // MARK: - Secrets

    private func maskSecrets(_ bytes: [UInt8]) -> [UInt8] {
        guard !secrets.isEmpty else { return bytes }
        var result: [UInt8] = []
        var start = 0
        bytes.withUnsafeBytes { bytes in
            var place = 0
            while place < bytes.count {
                guard begins[Int(bytes[place])],
                    let hit = secrets.first(where: { bytes[place...].starts(with: $0) })
                else {
                    place += 1
                    continue
                }
                result.append(contentsOf: bytes[start..<place])
                result.append(contentsOf: "***".utf8)
                place += hit.count
                start = place
            }
            if start > 0 { result.append(contentsOf: bytes[start...]) }
        }
        return start > 0 ? result : bytes
    }

    /// Names in lower case, looked for whatever their case.
    private struct Names: Sendable {
        private let names: [[UInt8]]
        /// A bit for each length up to 62, and one for all beyond: most words are no name that is
        /// looked for, and their length tells.
        private let lengths: UInt64

        init(_ names: Set<String>) {
            self.names = names.map { Array($0.utf8) }
            lengths = self.names.reduce(0) { $0 | 1 << UInt64(min($1.count, 63)) }
        }

        func contain(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
            guard lengths & 1 << UInt64(min(range.count, 63)) != 0 else { return false }
            return names.contains { name in
                guard name.count == range.count else { return false }
                for place in 0..<name.count {
                    let byte = bytes[range.lowerBound + place]
                    let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
                    if lower != name[place] { return false }
                }
                return true
            }
        }
    }
}
