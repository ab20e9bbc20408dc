import Money
import Provider
import Slips

/// Reads the rows of one file of assessments under its header.
struct BillRows {
    private let header: CSVHeader
    /// Where each of ``BillsFile/columns`` stands, in that order.
    private let id, kind, payer, fund, subject, fiscalYear, levyYear, term: Int
    private let amount, tax, issued, due, limit, key, barcode, elqr, group: Int
    private let freeText: [Int]

    init(header: CSVHeader) throws(FileRejection) {
        self.header = header
        id = try header.required("bill_id")
        kind = try header.required("kind")
        payer = try header.required("payer")
        fund = try header.required("fund")
        subject = try header.required("subject")
        fiscalYear = try header.required("fiscal_year")
        levyYear = try header.required("levy_year")
        term = try header.required("term")
        amount = try header.required("amount")
        tax = try header.required("tax_amount")
        issued = try header.required("issued")
        due = try header.required("due")
        limit = try header.required("limit")
        key = try header.required("key")
        barcode = try header.required("barcode")
        elqr = try header.required("elqr")
        group = try header.required("group")
        freeText = header.others(than: [
            id, payer, fiscalYear, levyYear, amount, tax, issued, due, limit, key, barcode, elqr,
            group,
        ])
    }

    /// Takes one row to its slip, and hands over what that completes.
    func read(
        _ record: CSVRecord, into slips: inout SlipSums, _ sink: inout FactSink
    ) throws(FileRejection) {
        guard sink.hasShape(record, fields: header.names.count) else { return }
        if sink.guardFreeText(record, columns: freeText, header: header) {
            spoil(record, &slips)
            return
        }
        do throws(RowFault) {
            let (row, codes) = try row(of: record)
            try slips.add(row, of: slip(of: record), codes, to: &sink)
        } catch {
            sink.refuse(record, error, names: header.names)
            spoil(record, &slips)
            return
        }
        try sink.rowDone()
    }

    private func spoil(_ record: CSVRecord, _ slips: inout SlipSums) {
        // Rows that name no slip must not be thrown together.
        if record[group].isEmpty, record[key].isEmpty { return }
        slips.spoil(slip(of: record), line: record.line, share(of: record))
    }

    /// The slip a row stands on: its group, or where it has none, its key.
    private func slip(of record: CSVRecord) -> SlipSums.Slip {
        record[group].isEmpty ? .key(record.text(key)) : .group(record.text(group))
    }

    private func row(of record: CSVRecord) throws(RowFault) -> (BillRow, SlipSums.Codes) {
        let years = 1900...2999
        let amount = try record.amount(amount, "amount")
        let tax = try record.amount(tax, "tax_amount")
        guard tax <= amount else {
            throw RowFault(
                "tax_amount", .valueInvalid, ja: "税額が金額を超えています",
                en: "is more than the amount")
        }
        let codes = try codes(of: record)
        let row = BillRow(
            row: record.line, id: try record.required(id, "bill_id"),
            kind: try record.required(kind, "kind"), payer: try record.required(payer, "payer"),
            fund: try record.required(fund, "fund"),
            subject: try record.required(subject, "subject"),
            fiscalYear: FiscalYear(try record.number(fiscalYear, "fiscal_year", in: years)),
            levyYear: try record.number(levyYear, "levy_year", in: years),
            term: record.text(term), amount: amount, tax: tax,
            issued: try record.day(issued, "issued"), due: try record.day(due, "due"),
            limit: try record.optionalDay(limit, "limit"), key: try key(of: record),
            barcode: record.optional(barcode), elqr: record.optional(elqr),
            group: record.optional(group))
        try compare(row.key, codes)
        return (row, codes)
    }

    /// What a row that is left out would have brought to its slip; nil where that cannot be read.
    private func share(of record: CSVRecord) -> (amount: Yen, codes: SlipSums.Codes)? {
        guard let amount = try? record.amount(amount, "amount"),
            let codes = try? codes(of: record)
        else { return nil }
        return (amount, codes)
    }

    private func key(of record: CSVRecord) throws(RowFault) -> String {
        let key = try record.digits(key, "key", count: 16...20)
        guard key.utf8.count == 16 || key.utf8.count == 20 else { throw .invalid("key") }
        return key
    }
}

// MARK: - Codes on the slip

extension BillRows {
    private func codes(of record: CSVRecord) throws(RowFault) -> SlipSums.Codes {
        var codes = SlipSums.Codes()
        let bars = record[barcode]
        if !bars.isEmpty {
            do throws(SlipError) {
                codes.barcode = try CollectionBarcode(parsing: bars)
            } catch { throw BillRows.fault("barcode", error) }
        }
        let square = record[elqr]
        if !square.isEmpty {
            do throws(SlipError) {
                codes.elqr = try ElQRCode(parsing: square)
            } catch { throw BillRows.fault("elqr", error) }
        }
        return codes
    }

    /// The key is what payments come back with, so both codes must carry it.
    private func compare(_ key: String, _ codes: SlipSums.Codes) throws(RowFault) {
        // The agent's code before it has no fixed length, but the city's part ends the field.
        if let barcode = codes.barcode, !barcode.free.hasSuffix(key.suffix(16)) {
            throw RowFault(
                "barcode", .valueInvalid, ja: "自由使用欄の番号がこの行の key と一致しません",
                en: "does not carry the key of its row in the free field")
        }
        if let elqr = codes.elqr, elqr.key != key {
            throw RowFault(
                "elqr", .valueInvalid, ja: "案件特定キーがこの行の key と一致しません",
                en: "does not carry the key of its row")
        }
    }

    private static func fault(_ column: String, _ error: SlipError) -> RowFault {
        let words = error.sentence
        let isCheck = error == .checkDigit || error == .crc
        return RowFault(
            column, isCheck ? .checkDigit : .valueInvalid, ja: words.ja, en: words.en)
    }
}
