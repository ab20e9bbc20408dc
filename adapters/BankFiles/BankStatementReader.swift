import Money
import Provider

/// Proves the records of a bank file one after the other: 1 header, 2 lines, 8 trailer for each
/// account, and one 9 at the end.
struct BankStatementReader {

    private var proven: [BankStatement] = []
    private var open: OpenStatement?
    private var records = 0
    private var hasEnded = false

    mutating func take(_ record: BankRecord, _ sink: inout FactSink) throws(FileRejection) {
        guard !hasEnded else {
            throw record.rejection(
                nil, .recordOrder, ja: "エンド・レコードの後に続きがあります",
                en: "comes after the end record")
        }
        records += 1
        switch record.kind {
        case 0x31: try begin(record)
        case 0x32:
            guard open != nil else { throw BankStatementReader.order(record) }
            sink.rows += 1
            try addLine(record, &sink)
        case 0x38:
            guard let statement = open else { throw BankStatementReader.order(record) }
            proven.append(try statement.proven(by: record))
            open = nil
        case 0x39:
            guard open == nil, !proven.isEmpty else { throw BankStatementReader.order(record) }
            try end(record)
        default:
            throw record.rejection(
                "データ区分", .recordOrder, ja: "データ区分が 1・2・8・9 のいずれでもありません",
                en: "is no record kind of this format (1, 2, 8 or 9)")
        }
    }

    /// The statements, once nothing more comes.
    func finish() throws(FileRejection) -> [BankStatement] {
        guard hasEnded else {
            throw FileRejection(
                line: records + 1, code: .truncated,
                ja: "エンド・レコードがないまま終わっています", en: "ends without an end record")
        }
        return proven
    }

    private static func order(_ record: BankRecord) -> FileRejection {
        record.rejection(
            "データ区分", .recordOrder, ja: "レコードの順序が正しくありません",
            en: "is not where such a record may stand")
    }

    // MARK: Header

    private mutating func begin(_ record: BankRecord) throws(FileRejection) {
        guard open == nil else { throw BankStatementReader.order(record) }
        try record.require(items: HeaderItem.count)
        guard try record.digits(HeaderItem.format) == 3 else {
            throw record.rejection(
                HeaderItem.format, .unknownFormat, ja: "入出金取引明細（03）ではありません",
                en: "is no statement of transactions (03)")
        }
        switch try record.digits(HeaderItem.codeKind) {
        case 0: break
        case 1: throw BankTransactions.ebcdicRejection
        default:
            throw record.rejection(
                HeaderItem.codeKind, .statusUnknown, ja: "0（JIS）でも 1（EBCDIC）でもありません",
                en: "is neither 0 (JIS) nor 1 (EBCDIC)")
        }
        let from = try record.day(HeaderItem.from)
        let to = try record.day(HeaderItem.to)
        guard from <= to else {
            throw record.rejection(
                HeaderItem.to, .dateInvalid, ja: "勘定日（自）より前の日付です",
                en: "is before the first day of the statement")
        }
        _ = try record.day(HeaderItem.made)
        open = OpenStatement(
            BankStatement(
                row: record.number,
                bank: try record.code(HeaderItem.bank),
                branch: try record.code(HeaderItem.branch),
                type: Int(try record.digits(HeaderItem.accountType)),
                number: String(try record.digits(HeaderItem.accountNumber)),
                from: from, to: to,
                opening: try record.balance(
                    HeaderItem.opening, sign: HeaderItem.sign),
                closing: .zero, lines: []))
    }

    // MARK: Line

    private mutating func addLine(
        _ record: BankRecord, _ sink: inout FactSink
    ) throws(FileRejection) {
        try record.require(items: LineItem.count)
        let isIn: Bool
        switch try record.digits(LineItem.direction) {
        case 1: isIn = true
        case 2: isIn = false
        default:
            throw record.rejection(
                LineItem.direction, .statusUnknown, ja: "1（入金）でも 2（出金）でもありません",
                en: "is neither 1 (in) nor 2 (out)")
        }
        let transaction = Int(try record.digits(LineItem.transaction))
        let amount = try record.amount(LineItem.amount)
        // 19 訂正 takes back what 入払区分 names.
        let isCorrection = transaction == 19
        let line = BankLine(
            row: record.number,
            reference: try record.code(LineItem.reference),
            day: try record.day(LineItem.day),
            amount: isIn != isCorrection ? amount : -amount, transaction: transaction,
            payer: guarded(record, LineItem.payer, &sink),
            text: guarded(record, LineItem.text, &sink),
            edi: isCardNumber(record.bytes(LineItem.edi))
                ? guarded(record, LineItem.edi, &sink)
                : BankText.decode(record.bytes(LineItem.edi)))
        try open?.add(line, isIn: isIn, isCorrection: isCorrection, record)
    }

    /// EDI information is mostly a number of the sender's, which may pass the Luhn check by chance:
    /// it is taken for a card's only with a card's length and first digits.
    private func isCardNumber(_ bytes: UnsafeRawBufferPointer) -> Bool {
        CardNumberGuard.find(in: bytes).contains { range in
            let digits = range.map { bytes[$0] }.filter { (0x30...0x39).contains($0) }
            guard (14...16).contains(digits.count) else { return false }
            switch (digits[0], digits[1]) {
            case (0x34, _), (0x36, _), (0x33, 0x30), (0x33, 0x34...0x39), (0x35, 0x31...0x35),
                (0x32, 0x32...0x37):
                return true
            default: return false
            }
        }
    }

    /// A text of a line, a card number in it made stars and reported.
    ///
    /// The line stays: without it the statement would prove nothing.
    private func guarded(
        _ record: BankRecord, _ item: BankItem, _ sink: inout FactSink
    ) -> String {
        let bytes = record.bytes(item)
        guard bytes.count >= 13, !CardNumberGuard.find(in: bytes).isEmpty else {
            return BankText.decode(bytes)
        }
        sink.markSecret(record.place(item))
        sink.report(
            Finding(
                line: record.number, column: item.name, code: .cardNumber,
                Sentence(
                    ja: "カード番号と思われる数字を伏せ字にして取り込みました",
                    en: "held what looks like a full card number; taken in with stars instead")))
        return CardNumberGuard.mask(Array(bytes)).withUnsafeBytes { BankText.decode($0) }
    }

    // MARK: End

    private mutating func end(_ record: BankRecord) throws(FileRejection) {
        try record.require(items: EndItem.count)
        let count = try record.digits(EndItem.recordCount)
        guard count == records else {
            throw record.rejection(
                EndItem.recordCount, .bankContinuity, ja: "\(count) 件とあるが、実際は \(records) 件です",
                en: "says \(count) records where there are \(records)")
        }
        let accounts = try record.digits(EndItem.accountCount)
        guard accounts == proven.count else {
            throw record.rejection(
                EndItem.accountCount, .bankContinuity,
                ja: "\(accounts) 口座とあるが、実際は \(proven.count) 口座です",
                en: "says \(accounts) accounts where there are \(proven.count)")
        }
        hasEnded = true
    }
}
