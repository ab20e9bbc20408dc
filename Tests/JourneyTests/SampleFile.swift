import Foundation
import Testing

/// One file of each kind, small enough to be turned about.
struct SampleFile: Sendable, CustomTestStringConvertible {
    enum Shape: Sendable {
        /// CSV with a header line: names of a column with a date and of one with an amount.
        case table(date: String, amount: String)
        /// CSV without a header: the places of the two.
        case log(date: Int, amount: Int)
        case journal
        case bank
    }

    /// The kind's name, as `--as` takes it.
    var kind: String
    var shape: Shape
    private var path: String?
    private var text: String?

    var testDescription: String { kind }

    private init(_ kind: String, _ path: String, _ shape: Shape) {
        self.kind = kind
        self.path = path
        self.shape = shape
    }

    private init(_ kind: String, text: String, _ shape: Shape) {
        self.kind = kind
        self.text = text
        self.shape = shape
    }

    static let all = [
        SampleFile("sales", "sales/2026-04-05.jsonl", .journal),
        SampleFile(
            "bills", "bills/bills-2026-04-01.csv", .table(date: "issued", amount: "amount")),
        SampleFile(
            "bill-changes",
            text: """
                bill_id,revision,event,amount,tax_amount,date,reason,document
                W2026-04000001,1,reduce,100,9,2026-04-10,leak,K-17
                W2026-04000003,1,reduce,200,18,2026-04-10,leak,K-18

                """, .table(date: "date", amount: "amount")),
        SampleFile(
            "paypay-history", "providers/paypay/history-20260401.csv",
            .table(date: "取引日時", amount: "取引金額")),
        SampleFile(
            "psp-payouts", "providers/paypay/payouts-20260420.csv",
            .table(date: "支払日", amount: "売上金額")),
        SampleFile(
            "stripe-payouts", "providers/stripe/itemized-20260416.csv",
            .table(date: "created_utc", amount: "gross")),
        SampleFile(
            "emoney-daylog", "providers/dencard/T01-20260401.csv",
            .table(date: "EVRWDateTime", amount: "Amount")),
        SampleFile(
            "cvs-dsk", "providers/dsk/dsk-20260402.csv", .table(date: "収納日", amount: "金額")),
        SampleFile(
            "eltax-payments", "providers/eltax/payments-20260407.csv",
            .table(date: "paid_date", amount: "amount")),
        SampleFile("cat-dailylog", "providers/jcn/T01-20260401.log", .log(date: 2, amount: 9)),
        SampleFile("zengin-03", "bank/03-2026-04-01.dat", .bank),
    ]

    func bytes() throws -> [UInt8] {
        if let path { try Shiomi.bytes(path) } else { Array((text ?? "").utf8) }
    }

    func utf8() throws -> [UInt8] {
        let bytes = try bytes()
        return String(validating: bytes, as: UTF8.self) == nil ? try CP932.toUTF8(bytes) : bytes
    }

    /// 1-based line of the first record with content.
    var firstLine: Int {
        switch shape {
        case .table, .bank: 2
        case .log, .journal: 1
        }
    }

    /// The file with the date of its first record replaced by the 30th of February.
    func withImpossibleDay() throws -> [UInt8] {
        switch shape {
        case .table(let date, _):
            return try table { table in
                guard let column = table.column(date) else { return }
                table.records[1][column] = impossible(table.records[1][column])
            }
        case .log(let date, _):
            return try table { table in
                table.records[0][date] = impossible(table.records[0][date])
            }
        case .journal: return try replacing("\"at\":\"2026-04-05", by: "\"at\":\"2026-02-30")
        case .bank: return try replacing("080401080401114", by: "080230080401114")
        }
    }

    /// The file with the amount of its first record replaced.
    func withAmount(_ change: (String) -> String) throws -> [UInt8] {
        switch shape {
        case .table(_, let amount):
            return try table { table in
                guard let column = table.column(amount) else { return }
                table.records[1][column] = change(table.records[1][column])
            }
        case .log(_, let amount):
            return try table { table in
                table.records[0][amount] = change(table.records[0][amount])
            }
        case .journal:
            let line = try String(decoding: utf8().prefix { $0 != 0x0A }, as: UTF8.self)
            guard let start = line.range(of: "\"amount\":")?.upperBound else { return [] }
            let digits = String(line[start...].prefix { $0.isNumber })
            return try replacing("\"amount\":" + digits, by: "\"amount\":" + change(digits))
        case .bank: return try replacing("114000000008600", by: "114" + change("000000008600"))
        }
    }

    /// The header line alone; nil where the kind has none.
    func headerAlone() throws -> [UInt8]? {
        guard case .table = shape else { return nil }
        return try Array(bytes().prefix { $0 != 0x0A }) + [0x0A]
    }

    /// `2026-04-01`, `2026/04/01`, `20260401` and what follows, with another day.
    private func impossible(_ date: String) -> String {
        let isPlain = date.prefix(8).allSatisfy(\.isNumber)
        let mark = isPlain ? "" : String(date.dropFirst(4).prefix(1))
        return date.prefix(4) + mark + "02" + mark + "30" + date.dropFirst(isPlain ? 8 : 10)
    }

    private func table(_ change: (inout DelimitedTable) -> Void) throws -> [UInt8] {
        var table = DelimitedTable(try utf8())
        change(&table)
        return table.bytes()
    }

    /// The first place where a text stands, in bytes; a file without it is no sample.
    private func replacing(_ old: String, by new: String) throws -> [UInt8] {
        let bytes = try bytes()
        let wanted = Array(old.utf8)
        var start = bytes.startIndex
        while start + wanted.count <= bytes.endIndex {
            if bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
                return bytes[..<start] + Array(new.utf8) + bytes[(start + wanted.count)...]
            }
            start += 1
        }
        return []
    }
}
