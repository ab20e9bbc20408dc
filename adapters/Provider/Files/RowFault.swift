public import Money

/// What is wrong with one row; becomes a ``Finding`` with the row's line.
public struct RowFault: Error, Sendable, Hashable {
    public let column: String?
    public let code: FindingCode
    public let text: Sentence

    public init(_ column: String?, _ code: FindingCode, ja: String, en: String) {
        self.column = column
        self.code = code
        text = Sentence(ja: ja, en: en)
    }

    public static func missing(_ column: String) -> RowFault {
        RowFault(column, .valueMissing, ja: "値がありません", en: "has no value")
    }

    public static func invalid(_ column: String) -> RowFault {
        RowFault(column, .valueInvalid, ja: "値の形式が正しくありません", en: "is not written as it must be")
    }

    public static func date(_ column: String) -> RowFault {
        RowFault(column, .dateInvalid, ja: "存在しない日付・時刻です", en: "is no date or time that exists")
    }

    public static func amount(_ column: String) -> RowFault {
        RowFault(
            column, .amountInvalid, ja: "円の整数ではない金額です", en: "is no amount in whole yen")
    }

    public static func negative(_ column: String) -> RowFault {
        RowFault(column, .amountNegative, ja: "負の金額です", en: "is negative")
    }

    public static func tooLarge(_ column: String) -> RowFault {
        RowFault(
            column, .amountTooLarge, ja: "金額が大きすぎます（上限 \(Yen.largest) 円）",
            en: "is larger than \(Yen.largest) yen")
    }

    /// A status word that the format's publisher does not list.
    ///
    /// - Parameter word: shown only where it is short: a long one may be anything. A card number
    ///   is shown masked.
    public static func unknownWord(_ column: String, _ word: String) -> RowFault {
        let masked = String(decoding: CardNumberGuard.mask(Array(word.utf8)), as: UTF8.self)
        let shown = word.utf8.count <= 36 ? masked : "…"
        return RowFault(
            column, .statusUnknown, ja: "未知の区分「\(shown)」です", en: "says \(shown), which is unknown")
    }

    public static func columnCount(_ count: Int, expected: Int) -> RowFault {
        RowFault(
            nil, .columnCount, ja: "列数が \(count) です（見出しは \(expected) 列）",
            en: "has \(count) columns where the header has \(expected)")
    }
}

extension FactSink {
    public mutating func report(_ fault: RowFault, line: Int) {
        report(Finding(line: line, column: fault.column, code: fault.code, fault.text))
    }
}

/// Fields of a row, or the fault that keeps the row out.
extension CSVRecord {
    /// The text of a field that must not be empty.
    public func required(_ index: Int, _ column: String) throws(RowFault) -> String {
        guard !self[index].isEmpty else { throw .missing(column) }
        return text(index)
    }

    /// Digits only, of a length that the format allows.
    public func digits(
        _ index: Int, _ column: String, count: ClosedRange<Int>
    ) throws(RowFault) -> String {
        let field = self[index]
        guard !field.isEmpty else { throw .missing(column) }
        guard count.contains(field.count), field.allSatisfy({ $0 &- 0x30 < 10 }) else {
            throw .invalid(column)
        }
        return String(decoding: field, as: UTF8.self)
    }

    /// A whole number, not negative.
    public func number(
        _ index: Int, _ column: String, in range: ClosedRange<Int>
    ) throws(RowFault) -> Int {
        let field = self[index]
        guard !field.isEmpty else { throw .missing(column) }
        guard field.count <= 18 else { throw .invalid(column) }
        var value = 0
        for byte in field {
            guard byte &- 0x30 < 10 else { throw .invalid(column) }
            value = value * 10 + Int(byte &- 0x30)
        }
        guard range.contains(value) else { throw .invalid(column) }
        return value
    }

    /// An amount of zero or more yen.
    public func amount(_ index: Int, _ column: String) throws(RowFault) -> Yen {
        let field = self[index]
        guard !field.isEmpty else { throw .missing(column) }
        let amount: Yen
        do throws(Field.AmountError) {
            amount = try Field.amount(field)
        } catch {
            switch error {
            case .invalid: throw .amount(column)
            case .tooLarge: throw .tooLarge(column)
            }
        }
        guard amount.value >= 0 else { throw .negative(column) }
        return amount
    }

    /// A date that must be there.
    public func day(_ index: Int, _ column: String) throws(RowFault) -> BookDay {
        let field = self[index]
        guard !field.isEmpty else { throw .missing(column) }
        guard let day = Field.day(field) else { throw .date(column) }
        return day
    }

    /// A date, nil where the field is empty.
    public func optionalDay(_ index: Int, _ column: String) throws(RowFault) -> BookDay? {
        self[index].isEmpty ? nil : try day(index, column)
    }
}
