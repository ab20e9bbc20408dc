import CPostgreSQL
import Glibc

/// The rows that the server has answered with, in binary form.
final class RemoteResult {
    private let handle: OpaquePointer
    let rows: Int
    /// By column.
    private let types: [UInt32]
    /// The column of the row's number where it stands behind others, nil where there is none.
    let hidden: Int?

    init(_ handle: OpaquePointer) {
        self.handle = handle
        rows = Int(PQntuples(handle))
        types = (0..<PQnfields(handle)).map { PQftype(handle, $0) }
        let last = types.count - 1
        let isNumber =
            last > 0 && PQfname(handle, Int32(last)).map { strcmp($0, DatabaseTable.number) } == 0
        hidden = isNumber ? last : nil
    }

    deinit { PQclear(handle) }

    /// Rows that were inserted, updated, deleted or given.
    var changes: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    /// What the command was, as in `COMMIT`.
    var tag: String { String(cString: PQcmdStatus(handle)) }

    /// What the rows take in memory.
    var byteCount: Int { Int(PQresultMemorySize(handle)) }

    var columns: Int { types.count }

    func type(_ column: Int) -> UInt32 { types[column] }

    func isNull(_ row: Int, _ column: Int) -> Bool {
        PQgetisnull(handle, Int32(row), Int32(column)) == 1
    }

    /// Where the value lies; NULL has no bytes.
    func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(handle, Int32(row), Int32(column)),
            count: Int(PQgetlength(handle, Int32(row), Int32(column))))
    }

    /// An integer, also where the server has it as a number of another width, or as a sum of
    /// integers.
    func integer(_ row: Int, _ column: Int) -> Int64 {
        let bytes = bytes(row, column)
        switch types[column] {
        case RemoteType.integer, RemoteType.mediumInteger, RemoteType.shortInteger:
            guard let first = bytes.first else { return 0 }
            let sign: Int64 = first & 0x80 == 0 ? 0 : -1
            return bytes.reduce(sign) { $0 << 8 | Int64($1) }
        case RemoteType.boolean:
            return Int64(bytes.first ?? 0)
        case RemoteType.numeric:
            return RemoteResult.integer(numeric: bytes)
        default:
            return Int64(String(decoding: bytes, as: UTF8.self)) ?? 0
        }
    }

    /// A whole number as `numeric` sends it: how many digits to the base of 10,000, the weight of
    /// the first one, the sign, the scale, the digits; 16 bits each.
    private static func integer(numeric bytes: UnsafeRawBufferPointer) -> Int64 {
        func word(_ place: Int) -> Int64 {
            bytes.count >= 2 * place + 2
                ? Int64(bytes[2 * place]) << 8 | Int64(bytes[2 * place + 1]) : 0
        }
        guard bytes.count >= 8 else { return 0 }
        let weight = Int(Int16(truncatingIfNeeded: word(1)))
        guard weight >= 0 else { return 0 }
        let isNegative = word(2) == 0x4000
        var value: Int64 = 0
        for digit in 0...weight {
            let next = digit < Int(word(0)) ? word(4 + digit) : 0
            let (tens, isTooBig) = value.multipliedReportingOverflow(by: 10_000)
            let (sum, overflows) = tens.addingReportingOverflow(isNegative ? -next : next)
            if isTooBig || overflows { return isNegative ? .min : .max }
            value = sum
        }
        return value
    }
}
