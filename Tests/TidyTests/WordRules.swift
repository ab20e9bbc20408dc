/// Words that may not stand in a file.
enum WordRules {
    struct Ban: Sendable {
        var word: String
        var reason: String
        /// Where it may not stand.
        var kinds: Set<SourceText.Kind>
    }

    static let everywhere: Set<SourceText.Kind> = [.code, .comment, .string]

    /// For all code, tests included: what these mean is in the code, not in what it says.
    static let inCode = [
        Ban(word: "try!", reason: "throw, or prove it with a guard", kinds: [.code]),
        Ban(word: "@testable", reason: "what is used across modules is public", kinds: [.code]),
        Ban(
            word: "@_exported", reason: "what is passed on walks through walls", kinds: [.code]),
        Ban(word: ".disabled(", reason: "a test runs or is not there", kinds: [.code]),
        Ban(word: "fatalError(", reason: "a bug is a precondition with words", kinds: [.code]),
    ]

    /// For notes to oneself.
    ///
    /// In tests only code and comments are read: a test may look for such words.
    static let notes = ["TODO", "FIXME", "XXX", "for now"].map {
        Ban(word: $0, reason: "finish it, or write it down as a decision", kinds: everywhere)
    }

    /// For paths of one machine.
    static let machines = ["/home/", "/tmp/", "/root/", "/work/"].map {
        Ban(word: $0, reason: "a path of one machine", kinds: everywhere)
    }

    /// For everything that handles money.
    static let fractions = [
        "Double", "Decimal", "Float", "Float16", "Float32", "Float64", "CGFloat",
    ]
    .map { Ban(word: $0, reason: "yen are whole: Yen, Rate and Rounding", kinds: [.code]) }

    /// For pure modules.
    static let impure =
        [
            Ban(word: "await", reason: "a stage does not wait", kinds: [.code]),
            Ban(word: "async", reason: "a stage does not wait", kinds: [.code]),
        ]
        + [
            "Date(", "Date.now", "ContinuousClock", "SuspendingClock",
            "SystemRandomNumberGenerator",
        ]
        .map { Ban(word: $0, reason: "time and chance come from outside", kinds: [.code]) }

    /// The bans that hold for a file, by where it lies.
    static func bans(for path: String) -> [Ban] {
        guard let row = House.row(of: path) else {
            let comments = notes.map {
                Ban(word: $0.word, reason: $0.reason, kinds: [.code, .comment])
            }
            return inCode + comments
        }
        return inCode + notes + machines
            + (House.awayFromMoney.contains(row.name) ? [] : fractions)
            + (row.pure ? impure : [])
    }

    static func check(_ file: SourceText, _ bans: [Ban]) -> [Violation] {
        var violations: [Violation] = []
        for (kinds, group) in Dictionary(grouping: bans, by: \.kinds) {
            for (index, line) in file.lines(keeping: kinds).enumerated() {
                for ban in group where contains(line, ban.word) {
                    violations.append(
                        Violation(
                            file: file.path, line: index + 1, text: "\(ban.word): \(ban.reason)"))
                }
            }
        }
        return violations.sorted { $0.line < $1.line }
    }

    /// Whether the word stands there as a word, not as part of a longer one.
    static func contains(_ line: String, _ word: String) -> Bool {
        let text = Array(line.utf8)
        let wanted = Array(word.utf8)
        guard let first = wanted.first, let last = wanted.last, text.count >= wanted.count else {
            return false
        }
        for start in 0...(text.count - wanted.count)
        where text[start] == first && text[start..<(start + wanted.count)].elementsEqual(wanted) {
            let end = start + wanted.count
            // A slash after a name is the middle of a relative path.
            let opens =
                start == 0 || !isLetter(text[start - 1]) || !(isLetter(first) || first == 0x2F)
            let closes = end == text.count || !isLetter(last) || !isLetter(text[end])
            if opens && closes { return true }
        }
        return false
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }

    /// `@unchecked Sendable` without its proof: a comment with `Sendable:` on the line or within
    /// three lines above.
    static func unproven(_ file: SourceText) -> [Violation] {
        let comments = file.lines(keeping: [.comment])
        return file.lines(keeping: [.code]).enumerated().compactMap { index, line in
            guard contains(line, "@unchecked"),
                !comments[max(0, index - 3)...index].contains(where: { $0.contains("Sendable:") })
            else { return nil }
            return Violation(
                file: file.path, line: index + 1,
                text: "@unchecked Sendable needs a comment `Sendable: …` that proves it")
        }
    }
}
