import Testing

/// One breach of a house rule, with its place.
struct Violation: Hashable, CustomStringConvertible {
    /// Relative to the root of the repository.
    var file: String
    /// 1-based.
    var line: Int
    var text: String

    var description: String { "\(file):\(line): \(text)" }
}

/// Records every breach as an issue of its own; the test passes where there is none.
func report(_ violations: [Violation]) {
    for violation in violations {
        let name = violation.file.split(separator: "/").last ?? "tree"
        Issue.record(
            Comment(rawValue: violation.description),
            sourceLocation: SourceLocation(
                fileID: "Tree/\(name)", filePath: violation.file, line: violation.line, column: 1))
    }
}
