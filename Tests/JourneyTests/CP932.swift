import Glibc

/// Windows-31J by the C library's table.
enum CP932 {
    struct Unfit: Error {}

    static func toUTF8(_ bytes: [UInt8]) throws -> [UInt8] {
        try convert(bytes, from: "CP932", to: "UTF-8")
    }

    static func fromUTF8(_ bytes: [UInt8]) throws -> [UInt8] {
        try convert(bytes, from: "UTF-8", to: "CP932")
    }

    private static func convert(
        _ bytes: [UInt8], from: String, to: String
    ) throws -> [UInt8] {
        guard let converter = iconv_open(to, from), Int(bitPattern: converter) != -1 else {
            throw Unfit()
        }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: bytes.count * 4 + 16)
        let written: Int? = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var read = source.baseAddress
                var readLeft = source.count
                var write = target.baseAddress
                var writeLeft = target.count
                let result = iconv(converter, &read, &readLeft, &write, &writeLeft)
                return result == -1 ? nil : target.count - writeLeft
            }
        }
        guard let written else { throw Unfit() }
        return output[..<written].map { UInt8(bitPattern: $0) }
    }
}
