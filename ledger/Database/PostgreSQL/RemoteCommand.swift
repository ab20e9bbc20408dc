import CPostgreSQL

/// A statement with its values, ready to be sent.
struct RemoteCommand {
    /// With `$1`, `$2`, ….
    var sql: String
    /// Of each value.
    var types: [UInt32] = []
    var values: [RemoteValue] = []
    /// Whether the server keeps its plan under a name.
    var isKept = true

    /// What tells kept statements apart: a text may be bound with other types the next time.
    struct Key: Hashable {
        var sql: String
        var types: [UInt32]
    }

    var key: Key { Key(sql: sql, types: types) }

    var byteCount: Int {
        values.reduce(sql.utf8.count) { sum, value in
            if case .bytes(let bytes) = value { sum + bytes.count } else { sum + 8 }
        }
    }

    /// Lends the values as libpq wants them, all of them in binary form.
    func withParameters<T>(
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>
        ) -> T
    ) -> T {
        var bytes: [UInt8] = []
        var places: [Int] = []
        var lengths: [Int32] = []
        for value in values {
            places.append(bytes.count)
            switch value {
            case .null:
                lengths.append(-1)
            case .integer(let number):
                withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
                lengths.append(8)
            case .bytes(let content):
                bytes.append(contentsOf: content)
                lengths.append(Int32(clamping: content.count))
            }
        }
        // Never without an address: a value of no bytes is not NULL.
        bytes.append(0)
        return bytes.withUnsafeBytes { raw in
            let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            var pointers = zip(places, lengths).map { place, length in
                length < 0 ? nil : start.map { $0 + place }
            }
            pointers.append(nil)
            lengths.append(0)
            let formats = [Int32](repeating: 1, count: lengths.count)
            return pointers.withUnsafeBufferPointer { pointers in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        guard let values = pointers.baseAddress, let lengths = lengths.baseAddress,
                            let formats = formats.baseAddress
                        else { preconditionFailure("an array that is not empty has an address") }
                        return body(Int32(self.values.count), values, lengths, formats)
                    }
                }
            }
        }
    }
}
