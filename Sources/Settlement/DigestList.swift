public import Money

/// `SHA256SUMS`: the digests of a package's files, and of the day before it.
///
/// ```
/// # SUITO-SETTLEMENT v1 999016 2026-04-01
/// # prev 64 hexadecimal digits: SHA-256 of the former day's SHA256SUMS, or zeros
/// 64 hexadecimal digits, two spaces, name of a file
/// ```
///
/// `sha256sum -c` takes the first two lines for comments. Every line ends with U+000A.
public struct DigestList: Sendable, Hashable {
    public struct Entry: Sendable, Hashable {
        public var name: String
        /// 64 lower-case hexadecimal digits.
        public var digest: String

        public init(name: String, digest: String) {
            self.name = name
            self.digest = digest
        }
    }

    /// What stands for the day before the first.
    public static let noPrevious = String(repeating: "0", count: 64)

    /// 全国地方公共団体コード, six digits.
    public var municipality: String
    public var day: BookDay
    public var previous: String
    public var entries: [Entry]

    public init(municipality: String, day: BookDay, previous: String, entries: [Entry]) {
        self.municipality = municipality
        self.day = day
        self.previous = previous
        self.entries = entries
    }

    public var text: String {
        var lines = ["# SUITO-SETTLEMENT v1 \(municipality) \(day)", "# prev \(previous)"]
        for entry in entries { lines.append("\(entry.digest)  \(entry.name)") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Reads what ``text`` writes, and nothing else.
    public init(_ bytes: [UInt8]) throws(DigestListRefusal) {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        guard bytes.last == 0x0A else { throw .noFinalNewline }
        // By scalars: CR and LF together are one character, and no end of a line here.
        let lines = text.unicodeScalars.dropLast().split(
            separator: "\n", omittingEmptySubsequences: false
        ).map { Substring($0) }
        let head = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard head.count == 5, head[0] == "#", head[1] == "SUITO-SETTLEMENT" else {
            throw .wrongHeader
        }
        guard head[2] == "v1" else { throw .otherVersion }
        guard let day = BookDay(head[4]), day.description == head[4], !head[3].isEmpty else {
            throw .wrongHeader
        }
        guard lines.count >= 2, lines[1].hasPrefix("# prev "),
            DigestList.isDigest(lines[1].dropFirst(7))
        else { throw .wrongPrevious }
        municipality = String(head[3])
        self.day = day
        previous = String(lines[1].dropFirst(7))
        entries = []
        var names: Set<String> = []
        for line in lines.dropFirst(2) {
            let digest = line.prefix(64)
            let rest = line.dropFirst(64)
            guard DigestList.isDigest(digest), rest.hasPrefix("  "), rest.count > 2 else {
                throw .wrongLine
            }
            let name = String(rest.dropFirst(2))
            // A name is one of the package's own folder.
            guard !name.contains("/"), name != ".", name != "..",
                !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
            else { throw .wrongLine }
            guard names.insert(name).inserted else { throw .fileTwice }
            entries.append(Entry(name: name, digest: String(digest)))
        }
        guard !entries.isEmpty else { throw .wrongLine }
    }

    private static func isDigest(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// Why bytes are no ``DigestList``, in order of precedence.
///
/// Raw values are stable codes.
public enum DigestListRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case notUTF8 = "digests-not-utf-8"
    case noFinalNewline = "digests-cut-off"
    /// The first line is not that of a settlement package.
    case wrongHeader = "digests-wrong-header"
    /// A form that this program does not know.
    case otherVersion = "digests-other-version"
    case wrongPrevious = "digests-wrong-previous"
    case wrongLine = "digests-wrong-line"
    case fileTwice = "digests-file-twice"

    /// The refusal as a person hears it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .notUTF8: ("SHA256SUMS が UTF-8 ではありません。", "SHA256SUMS is not UTF-8.")
        case .noFinalNewline:
            ("SHA256SUMS が途中で切れています。", "SHA256SUMS does not end with a newline.")
        case .wrongHeader:
            (
                "SHA256SUMS の一行目が決済パッケージのものではありません。",
                "The first line of SHA256SUMS is not that of a settlement package."
            )
        case .otherVersion:
            ("SHA256SUMS の版を読めません。", "SHA256SUMS has a form that is not known here.")
        case .wrongPrevious:
            (
                "SHA256SUMS に前日のダイジェストがありません。",
                "SHA256SUMS does not name the day before."
            )
        case .wrongLine:
            ("SHA256SUMS に読めない行があります。", "SHA256SUMS holds a line that cannot be read.")
        case .fileTwice:
            ("SHA256SUMS に同じファイルが二度あります。", "SHA256SUMS names a file twice.")
        }
    }
}
