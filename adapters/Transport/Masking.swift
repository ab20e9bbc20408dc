/// What of an exchange may not be kept: it is replaced by `***`.
public struct Masking: Sendable, Hashable {
    /// Names of headers, in lower case, whose whole value is masked.
    public var headers: Set<String>
    /// Names of members of JSON and of fields of forms and queries whose value is masked.
    public var fields: Set<String>
    /// Texts that are masked wherever they stand.
    public var secrets: Set<String>

    public static let usualHeaders: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key",
        "x-auth-token",
    ]
    public static let usualFields: Set<String> = [
        "client_secret", "api_key", "apikey", "api_secret", "secret", "password", "passphrase",
        "access_token", "refresh_token", "id_token", "private_key",
    ]

    public init(
        headers: Set<String> = Masking.usualHeaders, fields: Set<String> = Masking.usualFields,
        secrets: Set<String> = []
    ) {
        self.headers = Set(headers.map { $0.lowercased() })
        self.fields = Set(fields.map { $0.lowercased() })
        self.secrets = secrets
    }

    static let stars = Array("***".utf8)

    /// A head (request or status line and headers) and the body that follows it.
    func masked(head: [UInt8], body: [UInt8]) -> [UInt8] {
        maskedSecrets(maskedHead(head) + maskedFields(body))
    }

    /// A sentence of the library's, which may quote an address.
    func masked(detail: String) -> String {
        String(decoding: maskedSecrets(maskedFields(Array(detail.utf8))), as: UTF8.self)
    }

    private func maskedHead(_ head: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(head.count)
        var hidden = false
        for line in head.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if !result.isEmpty || line.startIndex > head.startIndex { result.append(0x0A) }
            let end: [UInt8] = line.last == 0x0D ? [0x0D] : []
            // A line that opens with white space goes on with the header before it.
            if let first = line.first, first == 0x20 || first == 0x09, hidden {
                result += [first] + Masking.stars + end
                continue
            }
            hidden = false
            guard let colon = line.firstIndex(of: 0x3A), !line[..<colon].contains(0x20) else {
                // The request line, whose address may have a query.
                result += maskedFields(Array(line))
                continue
            }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            hidden = headers.contains(name)
            if hidden {
                result += line[...colon] + [0x20] + Masking.stars + end
            } else {
                result += maskedFields(Array(line))
            }
        }
        return result
    }

    /// Values of the named members (`"name": "value"`) and fields (`name=value`).
    private func maskedFields(_ bytes: [UInt8]) -> [UInt8] {
        guard !fields.isEmpty else { return bytes }
        // Most words are no name that is looked for: their length tells.
        let lengths = Set(fields.map(\.utf8.count))
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var kept = 0
        var place = 0
        while place < bytes.count {
            guard Masking.isName(bytes[place]) else {
                place += 1
                continue
            }
            let start = place
            while place < bytes.count, Masking.isName(bytes[place]) { place += 1 }
            guard lengths.contains(place - start) else { continue }
            let name = String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
            guard fields.contains(name), let value = value(in: bytes, from: place) else { continue }
            result += bytes[kept..<value.lowerBound] + Masking.stars
            place = value.upperBound
            kept = place
        }
        return result + bytes[kept...]
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A, 0x2D: true
        default: false
        }
    }

    /// Where the value stands that belongs to a name which ends at a place; nil where none does.
    private func value(in bytes: [UInt8], from place: Int) -> Range<Int>? {
        guard place < bytes.count else { return nil }
        // A field in brackets too: `payment[client_secret]=…`.
        var start = place
        if bytes[start] == 0x5D { start += 1 }
        if bytes[start...].starts(with: Array("%5D".utf8)) { start += 3 }
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
        return (start + 1)..<min(end, bytes.count)
    }

    private func maskedSecrets(_ bytes: [UInt8]) -> [UInt8] {
        // The longest first: one secret may stand in another.
        let wanted = secrets.filter { !$0.isEmpty }.map { Array($0.utf8) }
            .sorted { $0.count > $1.count }
        guard !wanted.isEmpty else { return bytes }
        var begins = [Bool](repeating: false, count: 256)
        for secret in wanted { begins[Int(secret[0])] = true }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var start = 0
        var place = 0
        while place < bytes.count {
            guard begins[Int(bytes[place])],
                let hit = wanted.first(where: { bytes[place...].starts(with: $0) })
            else {
                place += 1
                continue
            }
            result += bytes[start..<place] + Masking.stars
            place += hit.count
            start = place
        }
        return result + bytes[start...]
    }
}
