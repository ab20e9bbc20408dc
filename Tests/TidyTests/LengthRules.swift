/// How long things may be.
enum LengthRules {
    static let fileLines = 400
    static let functionLines = 70
    static let columns = 100

    static func file(_ file: SourceText) -> [Violation] {
        file.lines.count < fileLines
            ? []
            : [
                Violation(
                    file: file.path, line: file.lines.count,
                    text: "\(file.lines.count) lines, fewer than \(fileLines) are allowed")
            ]
    }

    /// A line with a literal in Japanese is exempt: it cannot be broken without harming the text.
    static func columns(_ file: SourceText) -> [Violation] {
        let literals = file.lines(keeping: [.string])
        return file.lines.enumerated().compactMap { index, line in
            guard line.utf8.count > columns, line.count > columns,
                literals[index].utf8.allSatisfy({ $0 < 0x80 })
            else { return nil }
            return Violation(
                file: file.path, line: index + 1,
                text: "\(line.count) columns, \(columns) are allowed")
        }
    }

    static func functions(_ file: SourceText) -> [Violation] {
        FunctionScan(code: file.keeping([.code])).functions().compactMap { function in
            guard function.lines >= functionLines else { return nil }
            return Violation(
                file: file.path, line: function.line,
                text: "a function of \(function.lines) lines, fewer than \(functionLines) are "
                    + "allowed")
        }
    }
}
