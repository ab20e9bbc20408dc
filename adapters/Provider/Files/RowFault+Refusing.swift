public import Money

extension FactSink {
    /// Reports why a row is left out, and shows all of it to the card number guard: the field to
    /// blame as free text, since it holds something else than its column says, and the others as
    /// ids.
    ///
    /// - Parameter names: the names of the columns, in order.
    public mutating func refuse(_ record: CSVRecord, _ fault: RowFault, names: [String]) {
        report(fault, line: record.line)
        for index in 0..<record.count where record[index].count >= 13 {
            let name = index < names.count ? names[index] : String(index + 1)
            if name == fault.column {
                _ = guardFreeText(record, index, column: name)
            } else {
                _ = guardID(
                    record[index], at: record.place(of: index), line: record.line, column: name)
            }
        }
    }

    /// Whether a record has as many fields as it must, ends where it should, and is text.
    ///
    /// If not, it is reported and shown to the card number guard as a whole.
    public mutating func hasShape(_ record: CSVRecord, fields expected: Int) -> Bool {
        if record.count == expected, record.isSound { return true }
        if record.isTorn {
            report(
                RowFault(
                    nil, .rowBroken, ja: "行が途中で切れています（引用符が閉じていません）",
                    en: "the line is torn: a quotation mark is not closed"), line: record.line)
        } else if record.holdsZero {
            report(
                RowFault(
                    nil, .rowBroken, ja: "行に文字ではないバイト（00）があります",
                    en: "the line has a byte that is no character (00)"), line: record.line)
        } else {
            report(.columnCount(record.count, expected: expected), line: record.line)
        }
        _ = guardWhole(record)
        return false
    }
}

/// Further fields of a row, or the fault that keeps the row out.
extension CSVRecord {
    /// An amount with its sign.
    public func signedAmount(_ index: Int, _ column: String) throws(RowFault) -> Yen {
        let field = self[index]
        guard !field.isEmpty else { throw .missing(column) }
        do throws(Field.AmountError) {
            return try Field.amount(field)
        } catch {
            switch error {
            case .invalid: throw .amount(column)
            case .tooLarge: throw .tooLarge(column)
            }
        }
    }

    /// A number of things, also grouped: `1,234`.
    public func count(_ index: Int, _ column: String) throws(RowFault) -> Int {
        Int(try amount(index, column).value)
    }

    /// A date and time on a clock that runs `offsetSeconds` ahead of UTC.
    public func moment(
        _ index: Int, _ column: String, offsetSeconds: Int64 = Moment.japanOffsetSeconds
    ) throws(RowFault) -> Moment {
        let field = self[index]
        guard !field.isEmpty else { throw .missing(column) }
        guard let moment = Field.moment(field, offsetSeconds: offsetSeconds) else {
            throw .date(column)
        }
        return moment
    }

    /// A field as text, nil where the column is not there or the field is empty.
    public func optional(at index: Int?) -> String? {
        guard let index else { return nil }
        return optional(index)
    }
}
