/// What is true of the sample month on one of its two days, and where a report differs from it.
struct Truth {
    let through: String
    private let figures: JSONValue
    private let exceptions: JSONValue

    /// After 30 April, without what came later.
    static func ofMonth() throws -> Truth {
        let all = try Shiomi.expected()
        return Truth(through: Shiomi.monthEnd, figures: all, exceptions: all["exceptions"])
    }

    /// After 20 May, with what came later.
    static func ofLate() throws -> Truth {
        let all = try Shiomi.expected()
        return Truth(
            through: Shiomi.lateEnd, figures: all["late"], exceptions: all["exceptions_late"])
    }

    /// A list of rows: what names a row, and whether a row of zeros may be left out.
    private struct Table {
        var name: String
        var keys: [String]
        var zeroMayBeAbsent = false
    }

    private static let tables = [
        Table(name: "payouts", keys: ["provider", "payout"]),
        Table(name: "revenue", keys: ["fund", "fiscal_year", "subject"]),
        Table(name: "fees", keys: ["fund"]),
        Table(name: "days", keys: ["date"]),
        Table(name: "balances", keys: ["account", "fund"], zeroMayBeAbsent: true),
    ]

    /// Each figure of the report that is not the true one; empty where all are.
    func differences(from report: JSONValue) -> [String] {
        var found: [String] = []
        if report["through"] != .string(through) {
            found.append("through: \(report["through"].shown), true is \(through)")
        }
        for name in ["sales", "provider_lines", "bank_lines", "bills"] {
            found += compare(name, figures[name], report[name])
        }
        for table in Truth.tables { found += compare(table, report) }
        return found + compareExceptions(report)
    }

    /// Members that the truth names must be there with the same value.
    private func compare(_ name: String, _ truth: JSONValue, _ said: JSONValue) -> [String] {
        if truth.names.isEmpty { return ["\(name): the truth is silent"] }
        return truth.names.filter { truth[$0] != said[$0] }.map {
            "\(name).\($0): \(said[$0].shown), true is \(truth[$0].shown)"
        }
    }

    private func compare(_ table: Table, _ report: JSONValue) -> [String] {
        var found: [String] = []
        var said: [String: JSONValue] = [:]
        for row in report[table.name].rows {
            let key = name(row, table)
            if said.updateValue(row, forKey: key) != nil { found.append("\(key) stands twice") }
        }
        for row in figures[table.name].rows {
            let key = name(row, table)
            if let other = said.removeValue(forKey: key) {
                found += compare(key, row, other)
            } else if !(table.zeroMayBeAbsent && isZero(row)) {
                found.append("\(key) is missing; true is \(row.shown)")
            }
        }
        for (key, row) in said.sorted(by: { $0.key < $1.key })
        where !(table.zeroMayBeAbsent && isZero(row)) {
            found.append("\(key) is there and should not be: \(row.shown)")
        }
        return found
    }

    private func name(_ row: JSONValue, _ table: Table) -> String {
        table.name + "/" + table.keys.map { row[$0].shown }.joined(separator: "/")
    }

    private func isZero(_ row: JSONValue) -> Bool {
        row.names.allSatisfy { row[$0].int ?? 0 == 0 }
    }

    /// Exceptions are compared as a multiset: a true one that is there twice is wrong.
    private func compareExceptions(_ report: JSONValue) -> [String] {
        var open: [String: Int] = [:]
        for row in exceptions.rows { open[words(row), default: 0] += 1 }
        for row in report["exceptions"].rows { open[words(row), default: 0] -= 1 }
        return open.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map {
            $0.value > 0 ? "exception missing: \($0.key)" : "exception too many: \($0.key)"
        }
    }

    private func words(_ exception: JSONValue) -> String {
        ["code", "provider", "reference", "amount", "day"].map { exception[$0].shown }
            .joined(separator: " ")
    }
}
