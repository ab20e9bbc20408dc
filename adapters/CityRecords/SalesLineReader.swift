import Money
import Provider

/// Makes one ``Provider/SaleEvent`` of one line, or the finding that says why not.
struct SalesLineReader {
    private typealias Token = JSONScanner.Token
    private typealias Field = SalesDraft.Field

    var draft = SalesDraft()

    /// - Parameter place: of the line's first byte in the file.
    /// - Returns: whether a fact was appended.
    mutating func read(
        _ bytes: UnsafeRawBufferPointer, line: Int, place: Int, into sink: inout FactSink
    ) -> Bool {
        if SalesLineReader.hasHighByte(bytes), String(validating: bytes, as: UTF8.self) == nil {
            // The places of the recoded text are not those of the file, so all of the line is.
            let recoded = Array(TextEncoding.decodeCP932(Array(bytes)).utf8)
            return recoded.withUnsafeBytes {
                read($0, line: line, place: place..<(place + bytes.count), exact: false, &sink)
            }
        }
        return read(bytes, line: line, place: place..<(place + bytes.count), exact: true, &sink)
    }

    private mutating func read(
        _ bytes: UnsafeRawBufferPointer, line: Int, place: Range<Int>, exact: Bool,
        _ sink: inout FactSink
    ) -> Bool {
        var scanner = JSONScanner(bytes)
        do throws(SalesDraft.Fault) {
            try draft.scan(&scanner)
        } catch {
            if !SalesLineReader.holdsCardNumber(bytes, at: place, line: line, "JSON", &sink) {
                sink.report(SalesLineReader.fault(error), line: line)
            }
            return false
        }
        guard !holdsCardNumber(scanner, line: line, place: place, exact: exact, &sink) else {
            return false
        }
        do throws(RowFault) {
            sink.batch.sales.append(try event(scanner, line: line))
            return true
        } catch {
            sink.report(error, line: line)
            guardRefused(scanner, error, line: line, place: place, exact: exact, &sink)
            return false
        }
    }

    private static func fault(_ fault: SalesDraft.Fault) -> RowFault {
        let byte = fault.place + 1
        return switch fault.reason {
        case .syntax:
            RowFault(
                nil, .rowBroken, ja: "JSON のオブジェクトとして読めません（\(byte) バイト目）",
                en: "is no JSON object (at byte \(byte))")
        case .duplicateName:
            RowFault(
                nil, .rowBroken, ja: "同じ項目名が 2 回あります（\(byte) バイト目）",
                en: "names one member twice (at byte \(byte))")
        case .tooManyMembers:
            RowFault(
                nil, .rowBroken, ja: "知らない項目が \(SalesDraft.mostUnknown) を超えています",
                en: "has more than \(SalesDraft.mostUnknown) unknown members")
        }
    }

    /// Whether any byte is not ASCII; eight at a time.
    private static func hasHighByte(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            if word & 0x8080_8080_8080_8080 != 0 { return true }
            place += 8
        }
        while place < bytes.count {
            if bytes[place] >= 0x80 { return true }
            place += 1
        }
        return false
    }
}

// MARK: - Fields

extension SalesLineReader {
    /// Judges the fields in the order of INTERFACES 5; the first that is wrong is named.
    private func event(_ scanner: JSONScanner, line: Int) throws(RowFault) -> SaleEvent {
        let id = try paymentID(.id, scanner)
        let at = try moment(scanner)
        let kind = try eventKind(scanner)
        let channel = try channel(scanner)
        let office = try text(.office, scanner)
        let method = try method(scanner)
        let provider = try optionalText(.provider, scanner)
        guard (provider == nil) == (method == "cash") else {
            throw RowFault(
                "provider", .valueInvalid,
                ja: "現金では null、それ以外では決済事業者が必要です",
                en: "must be null for cash, and name a provider for everything else")
        }
        let amount = try amount(draft[.amount], "amount", scanner)
        let lines = try lines(scanner, amount)
        let (original, paid) = try reference(kind, scanner)
        return SaleEvent(
            row: line, id: id, at: at, kind: kind, channel: channel, office: office,
            terminal: try optionalText(.terminal, scanner),
            operatorName: try optionalText(.operatorName, scanner), provider: provider,
            method: method, brand: try optionalText(.brand, scanner), amount: amount,
            lines: lines, providerRef: try optionalText(.providerRef, scanner),
            merchantRef: try optionalText(.merchantRef, scanner),
            slip: try optionalText(.slip, scanner),
            approval: try optionalText(.approval, scanner), original: original, paid: paid)
    }

    private func optionalText(
        _ field: SalesDraft.Field, _ scanner: JSONScanner
    ) throws(RowFault) -> String? {
        let token = draft[field]
        switch token.kind {
        case .missing, .null: return nil
        case .text, .escapedText: return token.start == token.end ? nil : scanner.string(token)
        default: throw .invalid(field.name)
        }
    }

    private func text(
        _ field: SalesDraft.Field, _ scanner: JSONScanner
    ) throws(RowFault) -> String {
        guard let text = try optionalText(field, scanner) else { throw .missing(field.name) }
        return text
    }

    private func paymentID(
        _ field: SalesDraft.Field, _ scanner: JSONScanner
    ) throws(RowFault) -> PaymentID {
        let token = draft[field]
        switch token.kind {
        case .missing, .null: throw .missing(field.name)
        case .text:
            guard let id = PaymentID(scanner.part(token)) else { throw .invalid(field.name) }
            return id
        case .escapedText:
            let text = JSONScanner.unescaped(scanner.part(token))
            guard let id = text.withUnsafeBytes({ PaymentID($0) }) else {
                throw .invalid(field.name)
            }
            return id
        default: throw .invalid(field.name)
        }
    }

    private func moment(_ scanner: JSONScanner) throws(RowFault) -> Moment {
        let token = draft[.at]
        switch token.kind {
        case .missing, .null: throw .missing("at")
        case .text:
            guard let at = RFC3339.moment(scanner.part(token)) else { throw .date("at") }
            return at
        case .escapedText:
            let text = JSONScanner.unescaped(scanner.part(token))
            guard let at = text.withUnsafeBytes({ RFC3339.moment($0) }) else {
                throw .date("at")
            }
            return at
        default: throw .date("at")
        }
    }

    /// A required word of a short list.
    private func word(
        _ field: SalesDraft.Field, _ scanner: JSONScanner
    ) throws(RowFault) -> JSONScanner.Token {
        let token = draft[field]
        guard token.kind != .missing, token.kind != .null else { throw .missing(field.name) }
        guard token.isText else { throw .invalid(field.name) }
        return token
    }

    private func eventKind(_ scanner: JSONScanner) throws(RowFault) -> SaleEvent.Kind {
        let token = try word(.event, scanner)
        if scanner.says(token, "captured") { return .captured }
        if scanner.says(token, "refunded") { return .refunded }
        if scanner.says(token, "voided") { return .voided }
        if scanner.says(token, "unknown") { return .unknown }
        if scanner.says(token, "resolved") { return .resolved }
        if scanner.says(token, "disputed") { return .disputed }
        if scanner.says(token, "reinstated") { return .reinstated }
        throw .unknownWord("event", scanner.string(token))
    }

    private func channel(_ scanner: JSONScanner) throws(RowFault) -> SaleEvent.Channel {
        let token = try word(.channel, scanner)
        if scanner.says(token, "counter") { return .counter }
        if scanner.says(token, "online") { return .online }
        throw .unknownWord("channel", scanner.string(token))
    }

    private func method(_ scanner: JSONScanner) throws(RowFault) -> String {
        let token = try word(.method, scanner)
        if scanner.says(token, "card") { return "card" }
        if scanner.says(token, "qr") { return "qr" }
        if scanner.says(token, "emoney") { return "emoney" }
        if scanner.says(token, "cash") { return "cash" }
        throw .unknownWord("method", scanner.string(token))
    }

    /// The payment an event speaks of, and what became of it.
    private func reference(
        _ kind: SaleEvent.Kind, _ scanner: JSONScanner
    ) throws(RowFault) -> (PaymentID?, Bool?) {
        let wanted: SalesDraft.Field? =
            switch kind {
            case .captured, .unknown: nil
            case .refunded: .refundOf
            case .voided: .voidOf
            case .resolved: .resolves
            case .disputed: .disputeOf
            case .reinstated: .reinstates
            }
        let references: [SalesDraft.Field] = [
            .refundOf, .voidOf, .resolves, .disputeOf, .reinstates,
        ]
        for field in references where field != wanted {
            try absent(field)
        }
        guard let wanted else {
            try absent(.outcome)
            return (nil, nil)
        }
        let original = try paymentID(wanted, scanner)
        guard kind == .resolved else {
            try absent(.outcome)
            return (original, nil)
        }
        let outcome = try word(.outcome, scanner)
        if scanner.says(outcome, "paid") { return (original, true) }
        if scanner.says(outcome, "not_paid") { return (original, false) }
        throw .unknownWord("outcome", scanner.string(outcome))
    }

    /// What belongs to another event contradicts this one.
    private func absent(_ field: SalesDraft.Field) throws(RowFault) {
        let kind = draft[field].kind
        guard kind == .missing || kind == .null else {
            throw RowFault(
                field.name, .valueInvalid, ja: "この event には付けられません",
                en: "does not go with this event")
        }
    }
}

// MARK: - Amounts

extension SalesLineReader {
    private func lines(
        _ scanner: JSONScanner, _ amount: Yen
    ) throws(RowFault) -> [SaleEvent.Line] {
        let list = draft[.lines]
        guard list.kind != .missing, list.kind != .null else { throw .missing("lines") }
        guard list.kind == .list else { throw .invalid("lines") }
        var result: [SaleEvent.Line] = []
        result.reserveCapacity(draft.lines.count)
        var rest = amount
        for item in draft.lines {
            let line = try self.line(item, scanner)
            // Each line is positive, so the sum cannot come back once it has gone over.
            guard line.amount <= rest else { throw SalesLineReader.sumFault }
            rest = rest - line.amount
            result.append(line)
        }
        guard rest == .zero else { throw SalesLineReader.sumFault }
        return result
    }

    private static var sumFault: RowFault {
        RowFault(
            "lines", .sumDiffers, ja: "明細の合計が amount と一致しません",
            en: "does not sum to the amount")
    }

    private func line(
        _ item: SalesDraft.Line, _ scanner: JSONScanner
    ) throws(RowFault) -> SaleEvent.Line {
        let amount = try amount(item.amount, "lines.amount", scanner)
        let hasFee = item.fee.kind != .missing && item.fee.kind != .null
        let hasBill = item.bill.kind != .missing && item.bill.kind != .null
        guard hasFee != hasBill else {
            throw RowFault(
                "lines", .valueInvalid, ja: "明細には fee か bill のどちらか一方が必要です",
                en: "must have a fee or a bill in each line, and not both")
        }
        if hasBill {
            guard item.bill.isText, item.bill.end > item.bill.start else {
                throw .invalid("lines.bill")
            }
            return SaleEvent.Line(
                item: .bill(scanner.string(item.bill)), quantity: 1, amount: amount)
        }
        guard item.fee.isText, item.fee.end > item.fee.start else { throw .invalid("lines.fee") }
        let quantity = try self.amount(item.quantity, "lines.quantity", scanner).value
        let unit = try self.amount(item.unit, "lines.unit", scanner).value
        let (product, overflow) = quantity.multipliedReportingOverflow(by: unit)
        guard !overflow, product == amount.value else {
            throw RowFault(
                "lines", .sumDiffers, ja: "数量 × 単価が明細の金額と一致しません",
                en: "has a quantity times unit that is not the line's amount")
        }
        return SaleEvent.Line(
            item: .fee(scanner.string(item.fee)), quantity: Int(quantity), amount: amount)
    }

    /// A whole number above zero and not above ``Money/Yen/largest``.
    private func amount(
        _ token: JSONScanner.Token, _ column: String, _ scanner: JSONScanner
    ) throws(RowFault) -> Yen {
        guard token.kind != .missing, token.kind != .null else { throw .missing(column) }
        guard token.kind == .integer else { throw .amount(column) }
        var place = token.start
        if scanner.bytes[place] == 0x2D { place += 1 }
        let negative = place > token.start
        var value: Int64 = 0
        // JSON allows no leading zeros: sixteen digits are more than the largest amount has.
        guard token.end - place <= 15 else {
            throw negative ? .negative(column) : .tooLarge(column)
        }
        while place < token.end {
            value = value * 10 + Int64(scanner.bytes[place] &- 0x30)
            place += 1
        }
        guard value > 0 else { throw .amount(column) }
        guard !negative else { throw .negative(column) }
        return Yen(value)
    }
}
