import CZint

/// A QR code as a drawing that needs nothing else.
enum QRCode {
    /// Light modules around, as ISO/IEC 18004 wants them.
    static let margin = 4

    /// SVG, nil where the text is too long for any QR code.
    ///
    /// - Parameter label: what it is, for those who do not see it; plain text.
    static func svg(_ text: String, label: String) -> String? {
        guard let modules = modules(text) else { return nil }
        let side = modules.count + 2 * margin
        var path = ""
        for (row, line) in modules.enumerated() {
            var column = 0
            while column < line.count {
                guard line[column] else {
                    column += 1
                    continue
                }
                let start = column
                while column < line.count, line[column] { column += 1 }
                path += "M\(start + margin) \(row + margin)h\(column - start)v1h-\(column - start)z"
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" \
            shape-rendering="crispEdges" role="img" aria-label="\(escaped(label))">\
            <path fill="#fff" d="M0 0h\(side)v\(side)H0z"/><path fill="#000" d="\(path)"/></svg>
            """
    }

    /// Rows of modules, dark ones true.
    static func modules(_ text: String) -> [[Bool]]? {
        var found = [UInt8](repeating: 0, count: Int(SHIM_QR_LARGEST * SHIM_QR_LARGEST))
        var text = text
        let side = text.withUTF8 { bytes in
            found.withUnsafeMutableBufferPointer { found in
                Int(shim_qr(bytes.baseAddress, Int32(bytes.count), found.baseAddress))
            }
        }
        guard side > 0 else { return nil }
        return (0..<side).map { row in (0..<side).map { found[row * side + $0] == 1 } }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
            .replacing("<", with: "&lt;")
    }
}
