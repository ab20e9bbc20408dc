import City
import Ledger
import Money
import Reconciliation

extension ReconciliationReport {
    /// A page for the terminal: what matches, what does not, and why.
    public func page() -> String {
        var lines: [String] = []
        let name = language(city.municipality.name, city.municipality.nameEnglish)
        lines.append(
            language(
                "\(name) 突合結果  \(report.through) まで",
                "\(name): reconciled through \(report.through)"))
        lines.append("")
        var table = TextTable(columns: 5)
        table.add([
            "", language("件数", "count"), language("金額", "yen"), language("一致", "matched"),
            language("未一致", "open"),
        ])
        add(language("収納（当方）", "sales (ours)"), report.sales, &table)
        add(language("事業者の明細", "provider lines"), report.providerLines, &table)
        add(language("銀行の明細", "bank lines"), report.bankLines, &table)
        lines += table.lines()
        lines.append("")
        lines += payoutLines()
        if report.bills.count > 0 { lines += billLines() }
        lines += exceptionLines()
        return lines.joined(separator: "\n") + "\n"
    }

    private func add(_ name: String, _ side: MatchReport.Side, _ table: inout TextTable) {
        table.add([
            name, grouped(Int64(side.count)), grouped(side.amount.value),
            grouped(Int64(side.matched)), grouped(Int64(side.open)),
        ])
    }

    private func payoutLines() -> [String] {
        var table = TextTable(columns: 6)
        table.add([
            language("入金（精算）", "payouts"), language("件数", "count"),
            language("総額", "gross"), language("手数料と税", "fee and tax"),
            language("差引", "net"), language("入金済", "banked"),
        ])
        for provider in city.providers {
            let own = report.payouts.filter { $0.provider == provider.id }
            if own.isEmpty { continue }
            func sum(_ part: (MatchReport.PayoutRow) -> Yen) -> String {
                grouped(own.reduce(Yen.zero) { $0 + part($1) }.value)
            }
            table.add([
                provider.name, String(own.count), sum(\.gross), sum { $0.fee + $0.feeTax },
                sum(\.net), "\(own.count { $0.status != .announced })/\(own.count)",
            ])
        }
        return table.lines() + [""]
    }

    private func billLines() -> [String] {
        var table = TextTable(columns: 6)
        table.add([
            language("調定", "bills"), language("調定額", "assessed"),
            language("収納", "collected"), language("速報のみ", "provisional"),
            language("過誤納", "overpaid"), language("未収", "outstanding"),
        ])
        table.add([
            grouped(Int64(report.bills.count)), grouped(report.bills.assessed.value),
            grouped(report.bills.collected.value), grouped(report.bills.provisional.value),
            grouped(report.bills.overpaid.value), grouped(report.bills.outstanding.value),
        ])
        let orphans = report.bills.revisionsWithoutBill
        guard orphans > 0 else { return table.lines() + [""] }
        return table.lines() + [
            language(
                "調定のない変更が \(orphans) 件あります（調定の取込待ち）。",
                "\(orphans) revisions wait for bills that have not come."), "",
        ]
    }

    private func exceptionLines() -> [String] {
        guard !report.exceptions.isEmpty else {
            return [language("不突合はありません。", "No exceptions.")]
        }
        var table = TextTable(columns: 4)
        table.add([
            language("不突合", "exception"), language("件数", "count"), language("金額", "yen"), "",
        ])
        for code in ExceptionCode.allCases {
            let own = report.exceptions.filter { $0.code == code }
            if own.isEmpty { continue }
            table.add([
                code.rawValue, String(own.count),
                grouped(own.reduce(Yen.zero) { $0 + $1.amount }.value), language(code.sentence),
            ])
        }
        let total = report.exceptions.count
        return table.lines(leftAligned: [0, 3]) + [
            language("不突合 計 \(total) 件", "\(total) exceptions in all")
        ]
    }
}

/// Digits in groups of three.
public func grouped(_ number: Int64) -> String {
    let digits = String(number.magnitude)
    var result = ""
    for (place, digit) in digits.enumerated() {
        if place > 0, (digits.count - place) % 3 == 0 { result.append(",") }
        result.append(digit)
    }
    return (number < 0 ? "-" : "") + result
}

/// Columns of a terminal, where a kanji is two wide.
public struct TextTable {
    private var rows: [[String]] = []
    private let columns: Int

    public init(columns: Int) { self.columns = columns }

    public mutating func add(_ row: [String]) { rows.append(row) }

    /// The first column to the left, numbers to the right.
    public func lines(leftAligned: Set<Int> = [0]) -> [String] {
        var widths = Array(repeating: 0, count: columns)
        for row in rows {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], TextTable.width(cell))
            }
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - TextTable.width(cell))
                return leftAligned.contains(column) ? cell + space : space + cell
            }.joined(separator: "  ").trimmingTrailingSpaces()
        }
    }

    public static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
                0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6:
                width + 2
            default: width + 1
            }
        }
    }
}

extension String {
    fileprivate func trimmingTrailingSpaces() -> String {
        var result = self
        while result.last == " " { result.removeLast() }
        return result
    }
}
