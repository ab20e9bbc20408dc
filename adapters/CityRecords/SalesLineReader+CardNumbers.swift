import Provider

// Every line is shown to the card number guard, also one that is left out for another reason.
extension SalesLineReader {
    /// Members that hold words of people or registers, and not ids.
    private static let freeText: [SalesDraft.Field] = [
        .office, .terminal, .operatorName, .provider, .method, .brand, .event, .channel, .outcome,
        .slip, .approval,
    ]

    /// Shows all free text of the line to the guard, also behind the first find, so that nothing
    /// of it is kept.
    func holdsCardNumber(
        _ scanner: JSONScanner, line: Int, place: Range<Int>, exact: Bool, _ sink: inout FactSink
    ) -> Bool {
        var found = false
        func show(_ token: JSONScanner.Token, _ column: @autoclosure () -> String) {
            guard token.end - token.start >= 13 else { return }
            let spot =
                exact
                ? (place.lowerBound + token.start)..<(place.lowerBound + token.end) : place
            if SalesLineReader.holdsCardNumber(
                scanner.part(token), at: spot, line: line, column(), &sink)
            {
                found = true
            }
        }
        for field in SalesLineReader.freeText { show(draft[field], field.name) }
        for item in draft.lines { show(item.fee, "lines.fee") }
        for member in draft.unknown {
            let name = Array(scanner.string(member.key).utf8.prefix(64))
            show(
                JSONScanner.Token(kind: .object, start: member.key.start, end: member.end),
                String(decoding: CardNumberGuard.mask(name), as: UTF8.self))
        }
        return found
    }

    /// Shows the rest of a line that is left out to the guard: the field to blame as free text,
    /// the others as ids.
    func guardRefused(
        _ scanner: JSONScanner, _ fault: RowFault, line: Int, place: Range<Int>, exact: Bool,
        _ sink: inout FactSink
    ) {
        func show(_ token: JSONScanner.Token, _ column: String) {
            // The members of a list have been scanned one by one.
            guard token.end - token.start >= 13, token.kind != .list else { return }
            let spot =
                exact
                ? (place.lowerBound + token.start)..<(place.lowerBound + token.end) : place
            let bytes = scanner.part(token)
            if fault.column == column {
                _ = SalesLineReader.holdsCardNumber(bytes, at: spot, line: line, column, &sink)
            } else if token.kind == .escapedText {
                JSONScanner.unescaped(bytes).withUnsafeBytes {
                    _ = sink.guardID($0, at: spot, line: line, column: column)
                }
            } else {
                _ = sink.guardID(bytes, at: spot, line: line, column: column)
            }
        }
        for field in SalesDraft.Field.allCases where !SalesLineReader.freeText.contains(field) {
            show(draft[field], field.name)
        }
        for item in draft.lines {
            show(item.bill, "lines.bill")
            show(item.quantity, "lines.quantity")
            show(item.unit, "lines.unit")
            show(item.amount, "lines.amount")
        }
    }
}

extension SalesLineReader {
    /// Shows bytes to the guard as they stand and, where there are escapes, without them: digits
    /// may be written as `\u0034`.
    static func holdsCardNumber(
        _ bytes: UnsafeRawBufferPointer, at place: Range<Int>, line: Int,
        _ column: @autoclosure () -> String, _ sink: inout FactSink
    ) -> Bool {
        let column = column()
        if sink.guardFreeText(bytes, at: place, line: line, column: column) { return true }
        guard bytes.contains(0x5C) else { return false }
        return JSONScanner.unescaped(bytes).withUnsafeBytes {
            sink.guardFreeText($0, at: place, line: line, column: column)
        }
    }
}
