import Money
import Provider
import Slips

/// Reads the rows of one file of collection data under its header.
struct DSKRows {
    private let header: CSVHeader
    private let kind, day, time, barcode, user1, user2, stamp, amount: Int
    private let channel, store, payDate, made: Int
    private let freeText: [Int]

    init(header: CSVHeader) throws(FileRejection) {
        self.header = header
        kind = try header.required("種別")
        day = try header.required("収納日")
        time = try header.required("収納時刻")
        barcode = try header.required("バーコード情報")
        user1 = try header.required("ユーザー使用欄１", "ユーザー使用欄1")
        user2 = try header.required("ユーザー使用欄２", "ユーザー使用欄2")
        stamp = try header.required("印紙フラグ")
        amount = try header.required("金額")
        channel = try header.required("コンビニ本部コード")
        _ = try header.required("コンビニ名")
        store = try header.required("コンビニ店舗コード")
        payDate = try header.required("振込日")
        made = try header.required("データ作成日")
        freeText = header.others(than: [
            kind, day, time, barcode, user1, user2, stamp, amount, channel, store, payDate, made,
        ])
    }

    /// The line of one row; nil where the row is left out, with why in the sink.
    func line(of record: CSVRecord, sink: inout FactSink) -> SlipLine? {
        guard sink.hasShape(record, fields: header.names.count) else { return nil }
        if sink.guardFreeText(record, columns: freeText, header: header) { return nil }
        do throws(RowFault) {
            return try line(of: record)
        } catch {
            sink.refuse(record, error, names: header.names)
            return nil
        }
    }

    private func line(of record: CSVRecord) throws(RowFault) -> SlipLine {
        let kind = try dataKind(of: record)
        let barcode = try barcode(of: record)
        let amount = try amount(of: record, barcode, kind)
        try compareUserFields(record, barcode)
        let payDate = try payDate(of: record)
        guard payDate != nil || !kind.hasPayDate else { throw .missing("振込日") }
        return SlipLine(
            row: record.line, kind: kind.meaning, merchant: barcode.company(5),
            key: barcode.key(afterCompany: 5), paidDay: try record.day(day, "収納日"),
            paidSecond: try second(of: record, kind), amount: amount,
            place: try code(of: record, store, "コンビニ店舗コード", digits: 6),
            channel: try code(of: record, channel, "コンビニ本部コード", digits: 3),
            payDate: payDate, madeDay: try record.day(made, "データ作成日"))
    }

    private func dataKind(of record: CSVRecord) throws(RowFault) -> DSKKind {
        let field = record[kind]
        guard !field.isEmpty else { throw .missing("種別") }
        guard field.count <= 2, let number = Field.digits(field),
            let kind = DSKKind(rawValue: Int(number))
        else { throw .unknownWord("種別", record.text(kind)) }
        return kind
    }

    private func barcode(of record: CSVRecord) throws(RowFault) -> CollectionBarcode {
        let field = record[barcode]
        guard !field.isEmpty else { throw .missing("バーコード情報") }
        guard field.starts(with: [0x45, 0x41, 0x4E]) else { throw .invalid("バーコード情報") }
        do throws(SlipError) {
            return try CollectionBarcode(parsing: field.dropFirst(3))
        } catch {
            let words = error.sentence
            throw RowFault(
                "バーコード情報", error == .checkDigit ? .checkDigit : .valueInvalid,
                ja: words.ja, en: words.en)
        }
    }

    /// What was paid; only a correction may differ from what the slip says.
    private func amount(
        of record: CSVRecord, _ barcode: CollectionBarcode, _ kind: DSKKind
    ) throws(RowFault) -> Yen {
        let amount = try record.amount(amount, "金額")
        guard amount > .zero else { throw .amount("金額") }
        guard amount == barcode.amount || kind == .postalCorrected else {
            throw RowFault(
                "金額", .valueInvalid, ja: "バーコードの金額 \(barcode.amount) 円と一致しません",
                en: "is not the barcode's amount of \(barcode.amount) yen")
        }
        return amount
    }

    /// Three fields repeat parts of the barcode; where they are filled, they must agree.
    private func compareUserFields(
        _ record: CSVRecord, _ barcode: CollectionBarcode
    ) throws(RowFault) {
        let digits = barcode.free + String(barcode.reissue)
        // Digits 14–19 and 20–30 of the barcode, of which `free` begins with the 9th.
        try compare(record, user1, header.names[user1], with: digits.dropFirst(5).prefix(6))
        try compare(record, user2, header.names[user2], with: digits.dropFirst(11))
        try compare(record, stamp, "印紙フラグ", with: barcode.stamp ? "1" : "0")
    }

    /// Compares as numbers: spreadsheets lose leading zeros.
    private func compare(
        _ record: CSVRecord, _ index: Int, _ column: String, with wanted: Substring
    ) throws(RowFault) {
        let field = record[index]
        guard !field.isEmpty else { return }
        guard let number = Field.digits(field), number == Int64(wanted) else {
            throw RowFault(
                column, .valueInvalid, ja: "バーコードの \(wanted) と一致しません",
                en: "is not \(wanted) as in the barcode")
        }
    }

    /// `HHMM` with or without its leading zeros; the post office states no time and writes 0000.
    private func second(of record: CSVRecord, _ kind: DSKKind) throws(RowFault) -> Int? {
        let field = record[time]
        if field.isEmpty { return nil }
        guard field.count <= 4, let number = Field.digits(field), number / 100 < 24,
            number % 100 < 60
        else { throw .date("収納時刻") }
        return kind.hasTime ? Int(number / 100 * 3600 + number % 100 * 60) : nil
    }

    private func payDate(of record: CSVRecord) throws(RowFault) -> BookDay? {
        let isZero = record[payDate].allSatisfy { $0 == 0x30 }
        return isZero ? nil : try record.day(payDate, "振込日")
    }

    /// A code of digits, its leading zeros put back.
    private func code(
        of record: CSVRecord, _ index: Int, _ column: String, digits: Int
    ) throws(RowFault) -> String {
        let code = try record.digits(index, column, count: 1...10)
        return String(repeating: "0", count: max(0, digits - code.utf8.count)) + code
    }
}
