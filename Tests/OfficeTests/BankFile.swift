import Foundation
import Testing

/// A bank file of the sample city's account (全銀協 入出金取引明細, format 03, 200-byte records).
struct BankFile {
    struct Line {
        /// Positive in, negative out.
        var amount: Int64
        var payer = "YAMADA TARO"
        /// A day of its own, where the file covers several.
        var day: String?
    }

    /// `2026-04-01`.
    var from: String
    var to: String
    var opening: Int64
    var lines: [Line] = []
    var account = "9000001"

    init(
        _ day: String, to last: String? = nil, opening: Int64, _ lines: [Line] = [],
        account: String = "9000001"
    ) {
        from = day
        to = last ?? day
        self.opening = opening
        self.lines = lines
        self.account = account
    }

    var closing: Int64 { lines.reduce(opening) { $0 + $1.amount } }

    /// 令和: 2026 is its eighth year.
    private func era(_ day: String) -> String {
        let parts = day.split(separator: "-").compactMap { Int($0) }
        return String(format: "%02d%02d%02d", parts[0] - 2018, parts[1], parts[2])
    }

    private func digits(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: width - text.count) + text
    }

    private func wide(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: width - text.count)
    }

    /// A file of its own.
    var text: String { BankFile.together([self]) }

    /// One file with the statements of several accounts, or of several days of one.
    static func together(_ statements: [BankFile]) -> String {
        var records = statements.flatMap(\.records)
        records.append(
            "9" + statements[0].digits(Int64(records.count + 1), 10)
                + statements[0].digits(Int64(statements.count), 5))
        return records.map { statements[0].wide($0, 200) + "\r\n" }.joined()
    }

    private var records: [String] {
        var records = [
            "1030" + era(to) + era(from) + era(to) + "9999" + wide("", 15) + "999" + wide("", 15)
                + "0001" + digits(Int64(account) ?? 0, 10) + wide("", 40) + "11"
                + digits(opening, 14)
        ]
        for (place, line) in lines.enumerated() {
            let day = era(line.day ?? from)
            records.append(
                "2" + digits(Int64(place + 1), 8) + day + day + (line.amount > 0 ? "1" : "2") + "11"
                    + digits(abs(line.amount), 12) + digits(0, 45) + wide(line.payer, 48)
                    + wide("", 30))
        }
        let ins = lines.filter { $0.amount > 0 }
        let outs = lines.filter { $0.amount < 0 }
        records.append(
            "8" + digits(Int64(ins.count), 6) + digits(ins.reduce(0) { $0 + $1.amount }, 13)
                + digits(Int64(outs.count), 6) + digits(-outs.reduce(0) { $0 + $1.amount }, 13)
                + "1" + digits(closing, 14) + digits(Int64(lines.count), 7))
        return records
    }
}
