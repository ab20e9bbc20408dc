import Money

/// Writes 入出金取引明細 (全銀協 03): records of 200 bytes in CP932, CRLF.
struct SyntheticBankFile {
    struct Line {
        var isOut = false
        /// 取引区分: 11 振込, 14 振替.
        var kind = 11
        var amount: Int64
        var payer = ""
        var bank = ""
        var branch = ""
        var text = ""
        var edi = ""
    }

    static let holder = "ｼｹﾝｼｶｲｹｲｶﾝﾘｼﾔ"
    static let directDebitPayer = "ｼｹﾝｼｺｳｻﾞﾌﾘｶｴ"
    static let bankFeeText = "ﾌﾘｺﾐﾃｽｳﾘﾖｳ"

    let day: BookDay
    let opening: Int64
    private(set) var lines: [Line] = []

    init(day: BookDay, opening: Int64) {
        self.day = day
        self.opening = opening
    }

    var closing: Int64 { lines.reduce(opening) { $0 + ($1.isOut ? -$1.amount : $1.amount) } }

    mutating func add(_ line: Line) { lines.append(line) }

    /// The file's bytes.
    func finished() throws(SyntheticMonthTrouble) -> [UInt8] {
        var text = ByteText(reserving: (lines.count + 3) * 202)
        try addHeader(to: &text)
        for (index, line) in lines.enumerated() {
            try add(line, number: index + 1, to: &text)
        }
        addTrailer(to: &text)
        text.add("9")
        text.add(lines.count + 3, width: 10)
        text.add(1, width: 5)
        text.endRecord()
        return text.bytes
    }

    private func addHeader(to text: inout ByteText) throws(SyntheticMonthTrouble) {
        text.add("1030")
        for _ in 0..<3 { text.add(eraDay: day) }
        text.add("9999")
        try text.add(field: "ｼｹﾝ", width: 15)
        text.add("999")
        try text.add(field: "ﾎﾝﾃﾝ", width: 15)
        text.add("00010009000002")
        try text.add(field: SyntheticBankFile.holder, width: 40)
        text.add(opening < 0 ? "21" : "11")
        text.add(abs(opening), width: 14)
        text.endRecord()
    }

    private func add(
        _ line: Line, number: Int, to text: inout ByteText
    ) throws(SyntheticMonthTrouble) {
        text.add("2")
        text.add(number, width: 8)
        for _ in 0..<2 { text.add(eraDay: day) }
        text.add(line.isOut ? "2" : "1")
        text.add(line.kind, width: 2)
        text.add(line.amount, width: 12)
        // うち他店券, 交換呈示日, 不渡返還日, 手形小切手区分 and 番号: none of them.
        for width in [12, 6, 6, 1, 7] { text.add(0, width: width) }
        text.add("9990000000000")
        try text.add(field: line.payer, width: 48)
        try text.add(field: line.bank, width: 15)
        try text.add(field: line.branch, width: 15)
        try text.add(field: line.text, width: 20)
        try text.add(field: line.edi, width: 20)
        text.endRecord()
    }

    private func addTrailer(to text: inout ByteText) {
        text.add("8")
        for out in [false, true] {
            let some = lines.filter { $0.isOut == out }
            text.add(some.count, width: 6)
            text.add(some.reduce(0) { $0 + $1.amount }, width: 13)
        }
        text.add(closing < 0 ? "2" : "1")
        text.add(abs(closing), width: 14)
        text.add(lines.count, width: 7)
        text.endRecord()
    }
}

extension ByteText {
    /// Year of Reiwa (令和), month, day: two digits each.
    fileprivate mutating func add(eraDay day: BookDay) {
        let date = day.civil
        add(date.year - 2018, width: 2)
        add(date.month, width: 2)
        add(date.day, width: 2)
    }

    /// A text field (C): to the left, filled up with spaces.
    fileprivate mutating func add(
        field: String, width: Int
    ) throws(SyntheticMonthTrouble) {
        let encoded = try ByteText.cp932(field)
        add(Array(encoded.prefix(width)))
        for _ in encoded.count..<max(width, encoded.count) { add(" ") }
    }

    /// Fills the record up to 200 bytes and ends its line.
    fileprivate mutating func endRecord() {
        while bytes.count % 202 != 200 { add(" ") }
        add("\r\n")
    }
}
