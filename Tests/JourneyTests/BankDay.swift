/// A 入出金取引明細 of one day, made for a test: 全銀協 200-byte records without line ends.
struct BankDay {
    /// `YYMMDD`, the year of Reiwa.
    var day: String
    var opening: Int
    /// Yen; what goes out is negative.
    var lines: [Int]

    func bytes() -> [UInt8] {
        var records = [header]
        for (number, amount) in lines.enumerated() { records.append(line(number + 1, amount)) }
        records.append(trailer)
        let count = records.count + 1
        records.append("9" + digits(count, 10) + digits(1, 5))
        return records.flatMap { record in
            Array(record.utf8) + Array(repeating: 0x20, count: 200 - record.utf8.count)
        }
    }

    private var header: String {
        "1030" + day + day + day + "9999" + padded("SHIOMI", 15) + "999" + padded("HONTEN", 15)
            + "000" + "1" + "0009000001" + padded("SHIOMISHI", 40) + "11" + digits(opening, 14)
    }

    private func line(_ number: Int, _ amount: Int) -> String {
        "2" + digits(number, 8) + day + day + (amount < 0 ? "2" : "1") + "14"
            + digits(abs(amount), 12) + digits(0, 12) + digits(0, 12) + digits(0, 7)
            + digits(0, 8)
    }

    private var trailer: String {
        let ins = lines.filter { $0 >= 0 }
        let outs = lines.filter { $0 < 0 }
        return "8" + digits(ins.count, 6) + digits(ins.reduce(0, +), 13)
            + digits(outs.count, 6) + digits(-outs.reduce(0, +), 13) + "1"
            + digits(opening + lines.reduce(0, +), 14) + digits(lines.count, 7)
    }

    private func digits(_ value: Int, _ count: Int) -> String {
        String(repeating: "0", count: count - String(value).count) + String(value)
    }

    private func padded(_ text: String, _ count: Int) -> String {
        text + String(repeating: " ", count: count - text.count)
    }
}
