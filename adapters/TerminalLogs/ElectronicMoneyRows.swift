import Money
import Provider

/// Reads the rows of one electronic money day log under its header.
struct ElectronicMoneyRows {
    private let header: CSVHeader
    private let columns: ElectronicMoneyColumns
    private var days: [ElectronicMoneyDay] = []
    private var places: [Key: Int] = [:]
    /// Lines of rows whose money could not be read: the totals count them all the same.
    private var unreadable: [Int] = []

    private struct Key: Hashable {
        let terminal: String
        let day: BookDay
    }

    private static let total = Array("TOTAL".utf8)

    init(header: CSVHeader) throws(FileRejection) {
        self.header = header
        columns = try ElectronicMoneyColumns(header)
    }

    mutating func take(_ record: CSVRecord, sink: inout FactSink) throws(FileRejection) {
        if columns.type < record.count, record[columns.type].elementsEqual(Self.total) {
            let totals = try prove(record)
            sink.batch.terminalTotals.append(totals)
            try sink.rowDone()
            return
        }
        sink.rows += 1
        guard sink.hasShape(record, fields: header.names.count) else {
            noteUnreadable(record.line)
            return
        }
        let holdsCard = sink.guardFreeText(record, columns: columns.freeText, header: header)
        let transaction: ElectronicMoneyTransaction
        do throws(RowFault) {
            transaction = try ElectronicMoneyTransaction(record, columns, names: header.names)
        } catch {
            noteUnreadable(record.line)
            sink.refuse(record, error, names: header.names)
            return
        }
        // The totals count the row whether we take it in or not.
        try add(transaction, line: record.line)
        if holdsCard || transaction.movement == .none { return }
        do throws(RowFault) {
            sink.batch.lines.append(try line(of: transaction, record))
        } catch {
            sink.refuse(record, error, names: header.names)
            return
        }
        try sink.rowDone()
    }

    /// Every terminal's day must have been proven.
    func finish() throws(FileRejection) {
        guard let open = days.first(where: { !$0.isProven }) else { return }
        throw FileRejection(
            line: open.firstLine, column: header.names[columns.type], code: .totalsDiffer,
            ja: "端末 \(open.terminal) の \(open.day) の合計行（TOTAL）がありません",
            en: "terminal \(open.terminal) has no TOTAL row for \(open.day)")
    }

    private mutating func add(
        _ transaction: ElectronicMoneyTransaction, line: Int
    ) throws(FileRejection) {
        let place = place(terminal: transaction.terminal, day: transaction.at.day, line: line)
        guard !days[place].isProven else {
            throw FileRejection(
                line: line, code: .recordOrder, ja: "合計行（TOTAL）のあとに明細があります",
                en: "a row stands behind the TOTAL row of its terminal and day")
        }
        try days[place].add(transaction, line: line)
    }

    /// The totals row of a day stands behind its rows.
    ///
    /// A terminal that is closed after midnight
    /// dates its totals on the next day; they are those of the day that is still open.
    private mutating func prove(_ record: CSVRecord) throws(FileRejection) -> TerminalTotals {
        let terminal: String
        let day: BookDay
        do throws(RowFault) {
            guard record.count == header.names.count, record.isSound else {
                throw .columnCount(record.count, expected: header.names.count)
            }
            terminal = try record.required(columns.terminal, header.names[columns.terminal])
            day = try record.moment(columns.time, header.names[columns.time]).day
        } catch {
            throw FileRejection(
                Finding(
                    line: record.line, column: error.column, code: .totalsDiffer, error.text))
        }
        let before = day.adding(-1)
        let isLate = !isOpen(terminal, day) && isOpen(terminal, before)
        let place = place(terminal: terminal, day: isLate ? before : day, line: record.line)
        guard !days[place].isProven else {
            throw FileRejection(
                line: record.line, code: .recordOrder,
                ja: "端末 \(terminal) の \(day) の合計行（TOTAL）が 2 つあります",
                en: "terminal \(terminal) has two TOTAL rows for \(day)")
        }
        return try days[place].prove(
            record, columns, names: header.names, unreadable: unreadable)
    }

    /// A few lines say enough.
    private mutating func noteUnreadable(_ line: Int) {
        if unreadable.count < 20 { unreadable.append(line) }
    }

    private mutating func place(terminal: String, day: BookDay, line: Int) -> Int {
        if let last = days.last, last.day == day, last.terminal == terminal {
            return days.count - 1
        }
        let key = Key(terminal: terminal, day: day)
        if let place = places[key] { return place }
        places[key] = days.count
        days.append(ElectronicMoneyDay(terminal: terminal, day: day, firstLine: line))
        return days.count - 1
    }

    /// Whether there are rows that no totals row has proven yet.
    private func isOpen(_ terminal: String, _ day: BookDay) -> Bool {
        guard let place = places[Key(terminal: terminal, day: day)] else { return false }
        return !days[place].isProven
    }

    private func line(
        of transaction: ElectronicMoneyTransaction, _ record: CSVRecord
    ) throws(RowFault) -> ProviderLine {
        let names = header.names
        let number = try record.required(columns.number, names[columns.number])
        let service = try record.required(columns.service, names[columns.service])
        var kind = transaction.movement == .taken ? ProviderLine.Kind.sale : .giveBack
        guard transaction.amount > .zero || transaction.result == .failed else {
            throw .amount(names[columns.amount])
        }
        switch transaction.result {
        case .completed: break
        case .failed: kind = .failed
        case .unknown:
            guard transaction.movement == .taken else {
                throw RowFault(
                    names[columns.result], .statusUnknown,
                    ja: "取消・返品の処理未了です。お金が戻ったか、端末で確かめてください",
                    en: "is a cancel or return whose result nobody knows; look at the terminal")
            }
            kind = .unknown
        }
        return ProviderLine(
            row: record.line, number: number, kind: kind, at: transaction.at,
            amount: transaction.amount, terminal: transaction.terminal, brand: service,
            merchantRef: record.optional(columns.reference), providerRefs: [number])
    }
}
