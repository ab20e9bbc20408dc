import Glibc

/// CP932 (Windows-31J), as Japanese providers write their files.
enum CP932 {
    /// What the encoding does not have becomes `?`.
    static func bytes(_ text: String) -> [UInt8] {
        guard let converter = iconv_open("CP932", "UTF-8"), Int(bitPattern: converter) != -1 else {
            return Array(text.utf8)
        }
        defer { iconv_close(converter) }
        if let whole = convert(text, converter) { return whole }
        return text.flatMap { convert(String($0), converter) ?? [0x3F] }
    }

    private static func convert(_ text: String, _ converter: iconv_t) -> [UInt8]? {
        var input = text.utf8.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 2 + 8)
        let written: Int? = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                iconv(converter, nil, nil, nil, nil)
                var from = source.baseAddress
                var fromLeft = source.count
                var to = target.baseAddress
                var toLeft = target.count
                let result = iconv(converter, &from, &fromLeft, &to, &toLeft)
                return result == -1 ? nil : target.count - toLeft
            }
        }
        return written.map { output[..<$0].map { UInt8(bitPattern: $0) } }
    }
}
