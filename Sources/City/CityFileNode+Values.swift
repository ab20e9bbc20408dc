import Money

/// Values of scalars. Each returns nil after noting what is wrong.
extension CityFileNode {
    /// Text for people: not empty, one line, no control characters.
    func text() -> String? {
        guard let text = scalarText else {
            return wrongType(ja: "文字でなければなりません", en: "must be text")
        }
        guard !text.isEmpty, text.unicodeScalars.allSatisfy(CityFileNode.isPrintable),
            text.first != " ", text.last != " "
        else {
            return invalid(
                ja: "空、前後の空白、制御文字は使えません",
                en: "must not be empty, begin or end with a space, or hold control characters")
        }
        return text
    }

    /// An id: letters, digits, `-`, `_` and `.` of ASCII.
    ///
    /// It becomes part of account paths, file names and addresses, so nothing else is safe
    /// everywhere.
    func identifier() -> String? {
        guard let text = scalarText else {
            return wrongType(ja: "識別子でなければなりません", en: "must be an id")
        }
        let bytes = Array(text.utf8)
        let isPlain = bytes.allSatisfy {
            CityFileNode.isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E
        }
        guard let first = bytes.first, isPlain, CityFileNode.isLetterOrDigit(first) else {
            return invalid(
                ja: "識別子は半角英数字で始め、英数字と - _ . だけを使います",
                en: "an id begins with a letter or digit and holds only these and - _ .")
        }
        return text
    }

    /// A code of digits whose zeros count.
    func digits(_ counts: ClosedRange<Int>) -> String? {
        guard let text = scalarText else {
            return wrongType(ja: "数字でなければなりません", en: "must be digits")
        }
        let width =
            counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound)–\(counts.upperBound)"
        guard counts.contains(text.utf8.count), text.utf8.allSatisfy(CityFileNode.isDigit) else {
            return invalid(ja: "半角数字\(width)桁でなければなりません", en: "must be \(width) digits")
        }
        return text
    }

    /// A party's name as bank files carry it: ASCII and half-width katakana of JIS X 0201.
    func bankName() -> String? {
        guard let text = text() else { return nil }
        let isNarrow = text.unicodeScalars.allSatisfy {
            (0x20...0x7E).contains($0.value) || (0xFF61...0xFF9F).contains($0.value)
        }
        guard isNarrow else {
            return invalid(
                ja: "銀行のデータにあるとおり半角カナと半角英数字で書きます",
                en: "must be written as the bank does, in half-width katakana or ASCII")
        }
        return text
    }

    /// A whole number, written plainly: no fraction, exponent, sign `+`, leading zero or quotes.
    func integer(_ range: ClosedRange<Int64>) -> Int64? {
        let body = (scalarText ?? "").utf8
        let digits = body.first == 0x2D ? body.dropFirst() : body[...]
        guard !isQuoted, !digits.isEmpty, digits.allSatisfy(CityFileNode.isDigit),
            digits.count == 1 || digits.first != 0x30
        else {
            return wrongType(ja: "整数でなければなりません", en: "must be a whole number")
        }
        guard let value = Int64(scalarText ?? ""), range.contains(value) else {
            return invalid(
                ja: "\(range.lowerBound)から\(range.upperBound)まででなければなりません",
                en: "must lie between \(range.lowerBound) and \(range.upperBound)")
        }
        return value
    }

    func integer(_ range: ClosedRange<Int>) -> Int? {
        let wide: ClosedRange<Int64> = Int64(range.lowerBound)...Int64(range.upperBound)
        return integer(wide).map { Int($0) }
    }

    func yen(atLeast least: Int64 = 0) -> Yen? {
        integer(least...Yen.largest.value).map { (value: Int64) in Yen(value) }
    }

    /// Parts per million, from nothing to the whole.
    func rate() -> Rate? {
        integer(Int64(0)...1_000_000).map { (value: Int64) in Rate(partsPerMillion: value) }
    }

    func flag() -> Bool? {
        switch isQuoted ? nil : scalarText {
        case "true": return true
        case "false": return false
        default: return wrongType(ja: "true か false です", en: "must be true or false")
        }
    }

    /// `YYYY-MM-DD`.
    func day() -> BookDay? {
        guard let text = scalarText else {
            return wrongType(ja: "日付でなければなりません", en: "must be a date")
        }
        guard let day = BookDay(text) else {
            note(
                .dateInvalid, ja: "「\(text)」という日はありません（YYYY-MM-DD）",
                en: "\"\(text)\" is no date (YYYY-MM-DD)")
            return nil
        }
        return day
    }

    /// `MM-DD` of any year, as month × 100 + day.
    func monthAndDay() -> Int? {
        guard let text = scalarText else {
            return wrongType(ja: "月日でなければなりません", en: "must be a month and day")
        }
        // Read within a leap year: the 29th of February exists in some.
        guard let day = BookDay("2000-" + text) else {
            note(
                .dateInvalid, ja: "「\(text)」という月日はありません（MM-DD）",
                en: "\"\(text)\" is no month and day (MM-DD)")
            return nil
        }
        return day.civil.month * 100 + day.civil.day
    }

    /// `"HH:MM"` or `"HH:MM:SS"` in quotes, 00:00 to 47:59:59, as seconds from midnight.
    ///
    /// Without quotes YAML 1.1 takes it for a number to the base of 60.
    func time() -> Int? {
        guard let text = scalarText, isQuoted else {
            return wrongType(
                ja: "時刻は引用符で囲みます（\"24:00\"）", en: "must be a time in quotes (\"24:00\")")
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.count == 2 && part.utf8.allSatisfy(CityFileNode.isDigit) ? Int(part) : nil
        }
        guard (2...3).contains(parts.count), numbers.count == parts.count, numbers[0] < 48,
            numbers.dropFirst().allSatisfy({ $0 < 60 })
        else {
            return invalid(
                ja: "時刻は \"00:00\" から \"47:59\" までです",
                en: "a time lies between \"00:00\" and \"47:59\"")
        }
        return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ type: Word.Type) -> Word? {
        guard let text = scalarText else {
            return wrongType(ja: "語でなければなりません", en: "must be a word")
        }
        guard let word = Word(rawValue: text) else {
            return notOneOf(type.allCases.map(\.rawValue))
        }
        return word
    }

    func notOneOf<Value>(_ words: [String]) -> Value? {
        let list = words.joined(separator: ", ")
        return invalid(ja: "次のいずれかです: \(list)", en: "must be one of: \(list)")
    }

    func wrongType<Value>(ja: String, en: String) -> Value? {
        note(.wrongType, ja: ja, en: en)
        return nil
    }

    func invalid<Value>(ja: String, en: String) -> Value? {
        note(.valueInvalid, ja: ja, en: en)
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
