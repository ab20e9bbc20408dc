/// A Swift file in which code, comments and string literals are told apart.
///
/// Regular expression literals are read as code: one that holds a quote would mislead the reader.
struct SourceText {
    enum Kind { case code, comment, string }

    /// Relative to the root of the repository.
    let path: String
    let lines: [String]
    private let bytes: [UInt8]
    private let kinds: [Kind]

    init(path: String, text: String) {
        self.path = path
        bytes = Array(text.utf8)
        var reader = SourceReader(bytes: bytes)
        kinds = reader.read()
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
    }

    /// The file with everything blanked but these kinds.
    ///
    /// Line breaks stay, so line numbers hold.
    func keeping(_ wanted: Set<Kind>) -> [UInt8] {
        zip(bytes, kinds).map { byte, kind in
            byte == 0x0A || wanted.contains(kind) ? byte : 0x20
        }
    }

    /// The lines of ``keeping(_:)``.
    func lines(keeping wanted: Set<Kind>) -> [String] {
        keeping(wanted).split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
