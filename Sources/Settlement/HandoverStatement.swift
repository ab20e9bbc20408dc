public import Money

/// `handover.txt`: the certificate that sealed until now names the one that seals from now on.
///
/// ```
/// # SUITO-HANDOVER v1 999016 2026-04-01
/// after 64 hexadecimal digits: SHA-256 of the SHA256SUMS of that day, the last by the former key
/// from 64 hexadecimal digits: SHA-256 of the former certificate, DER
/// to 64 hexadecimal digits: SHA-256 of the new one
/// ```
///
/// Every line ends with U+000A. Bound to one package, it cannot be used again behind another.
public struct HandoverStatement: Sendable, Hashable {
    /// 全国地方公共団体コード, six digits.
    public var municipality: String
    /// The last day that the former certificate sealed.
    public var day: BookDay
    public var after: String
    public var from: String
    public var to: String

    public init(municipality: String, day: BookDay, after: String, from: String, to: String) {
        self.municipality = municipality
        self.day = day
        self.after = after
        self.from = from
        self.to = to
    }

    public var text: String {
        """
        # SUITO-HANDOVER v1 \(municipality) \(day)
        after \(after)
        from \(from)
        to \(to)

        """
    }

    /// Reads what ``text`` writes, and nothing else.
    public init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5 else { return nil }
        let head = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        guard head.count == 5, let day = BookDay(head[4]) else { return nil }
        func digest(_ line: Substring, _ word: String) -> String? {
            guard line.hasPrefix(word), line.utf8.count == word.utf8.count + 64 else { return nil }
            return String(line.dropFirst(word.count))
        }
        guard let after = digest(lines[1], "after "), let from = digest(lines[2], "from "),
            let to = digest(lines[3], "to ")
        else { return nil }
        self.init(municipality: String(head[3]), day: day, after: after, from: from, to: to)
        guard Array(self.text.utf8) == bytes else { return nil }
    }
}
