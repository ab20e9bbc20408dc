/// Lines of comma-separated values, RFC 4180 with LF: UTF-8, a field in quotes only where it needs
/// them, so that of one row there is one text.
public enum CSVText {
    /// Appends one line.
    public static func append(_ fields: [String], to bytes: inout [UInt8]) {
        var isFirst = true
        for field in fields {
            if !isFirst { bytes.append(0x2C) }
            isFirst = false
            append(field: field, to: &bytes)
        }
        bytes.append(0x0A)
    }

    /// Appends one field, without a comma.
    public static func append(field: String, to bytes: inout [UInt8]) {
        var field = field
        field.withUTF8 { append(field: UnsafeRawBufferPointer($0), to: &bytes) }
    }

    /// Appends one field of UTF-8 as it lies in memory, without a comma.
    public static func append(field text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        let needsQuotes = text.contains {
            $0 <= 0x2C && ($0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D)
        }
        guard needsQuotes else { return bytes.append(contentsOf: text) }
        bytes.append(0x22)
        for byte in text {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }

    /// Appends a number, without a comma.
    public static func append(number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(0x2D) }
        var digits = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(0x30 + UInt8(digits % 10))
            digits /= 10
        } while digits > 0
        bytes[start...].reverse()
    }
}
