import BankFiles
import Provider
import ProviderContract

/// A bank file built item by item after the standard's tables, so that a test can spoil any item.
struct BankSample {
    struct Line {
        var reference = 1
        var day = "080430"
        var direction = "1"
        var transaction = "11"
        var amount = 1000
        var payer: [UInt8] = Array("PAYPAY".utf8)
        var text = "FURIKOMI"
        var edi = "PP-202604-1"
    }

    var codeKind = "0"
    var made = "080430"
    var from = "080430"
    var to = "080430"
    var type = "1"
    var number = "0009000001"
    var sign = "1"
    var opening = 50_000
    var lines: [Line] = []
    /// What the trailer says, in the order of its items; nil for what is true.
    var trailer: [String?] = Array(repeating: nil, count: 7)

    /// Money in and out as the lines stand, corrections where their money goes.
    private var totals: (inCount: Int, inSum: Int, outCount: Int, outSum: Int) {
        var result = (inCount: 0, inSum: 0, outCount: 0, outSum: 0)
        for line in lines {
            if (line.direction == "1") != (line.transaction == "19") {
                result.inCount += 1
                result.inSum += line.amount
            } else {
                result.outCount += 1
                result.outSum += line.amount
            }
        }
        return result
    }

    /// Header, lines and trailer of the account, each as its items.
    var records: [[[UInt8]]] {
        let sums = totals
        let closing = (sign == "1" ? opening : -opening) + sums.inSum - sums.outSum
        let truth = [
            "\(sums.inCount)", "\(sums.inSum)", "\(sums.outCount)", "\(sums.outSum)",
            closing < 0 ? "2" : "1", "\(abs(closing))", "\(lines.count)",
        ]
        let stated = zip(trailer, truth).map { $0 ?? $1 }
        let header = [
            "1", "03", codeKind, made, from, to, "9999", "TEST", "999", "HONTEN", "000", type,
            number, "SHIOMISHI", sign, "1", "\(opening)", "",
        ].map { Array($0.utf8) }
        let data = lines.map { line -> [[UInt8]] in
            let start = [
                "2", "\(line.reference)", line.day, line.day, line.direction, line.transaction,
                "\(line.amount)", "0", "0", "0", "0", "0", "999", "0",
            ].map { Array($0.utf8) }
            return start + [line.payer]
                + ["TEST", "HONTEN", line.text, line.edi, ""].map { Array($0.utf8) }
        }
        return [header] + data + [(["8"] + stated + [""]).map { Array($0.utf8) }]
    }

    static let widths: [UInt8: [Int]] = [
        0x31: [1, 2, 1, 6, 6, 6, 4, 15, 3, 15, 3, 1, -10, 40, 1, 1, -14, 71],
        0x32: [1, -8, 6, 6, 1, 2, -12, -12, -6, -6, 1, -7, 3, -10, 48, 15, 15, 20, 20, 1],
        0x38: [1, -6, -13, -6, -13, 1, -14, -7, 139],
        0x39: [1, -10, -5, 184],
    ]

    /// The whole file as items, with its end record.
    static func items(_ accounts: [BankSample], end: [String]? = nil) -> [[[UInt8]]] {
        let body = accounts.flatMap(\.records)
        let last = end ?? ["\(body.count + 1)", "\(accounts.count)"]
        return body + [(["9"] + last + [""]).map { Array($0.utf8) }]
    }

    /// The file in records of 200 bytes: widths below zero are numbers, zeros on their left.
    static func fixed(
        _ accounts: [BankSample], lineEnd: String = "\r\n", end: [String]? = nil
    ) -> [UInt8] {
        var result: [UInt8] = []
        for record in items(accounts, end: end) {
            for (item, width) in zip(record, widths[record[0][0]] ?? []) {
                let gap = max(0, abs(width) - item.count)
                let zeros = [UInt8](repeating: 0x30, count: width < 0 ? gap : 0)
                let spaces = [UInt8](repeating: 0x20, count: width < 0 ? 0 : gap)
                result += zeros + item + spaces
            }
            result += Array(lineEnd.utf8)
        }
        return result
    }

    /// The file as a bank's CSV download: the same items, not padded.
    static func commas(_ accounts: [BankSample], quoted: Bool) -> [UInt8] {
        var result: [UInt8] = []
        for record in items(accounts) {
            let fields = record.enumerated().map { index, item -> [UInt8] in
                quoted && index > 6 ? [0x22] + item + [0x22] : item
            }
            result += fields.joined(separator: [0x2C]) + [0x0D, 0x0A]
        }
        return result
    }

    static func read(_ bytes: [UInt8]) -> FileReading {
        FileReading(BankTransactions.self, bytes)
    }
}
