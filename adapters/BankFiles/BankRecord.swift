import Money
import Provider

/// One record of a bank file, of either shape: its items by their place in the layout.
///
/// It is valid during the call that hands it over.
struct BankRecord {
    private enum Content {
        case fixed(UnsafeRawBufferPointer, [Int])
        case commas(CSVRecord)
    }

    /// 1-based number of the record, or in CSV of its line.
    let number: Int
    /// データ区分, the first byte; 0 where there is none.
    let kind: UInt8
    private let content: Content

    init(_ bytes: UnsafeRawBufferPointer, number: Int, places: [Int]) {
        self.number = number
        kind = bytes.first ?? 0
        content = .fixed(bytes, places)
    }

    init(_ record: CSVRecord) {
        number = record.line
        kind = record[0].count == 1 ? record[0][0] : 0
        content = .commas(record)
    }

    /// A record of fixed length has all its items; one of a CSV download may lack some.
    func require(items count: Int) throws(FileRejection) {
        guard case .commas(let record) = content, record.count < count else { return }
        throw rejection(
            nil, .columnCount, ja: "項目が \(record.count) しかありません（\(count) 以上必要）",
            en: "has only \(record.count) items of at least \(count)")
    }

    /// An item without the spaces around it.
    func bytes(_ item: BankItem) -> UnsafeRawBufferPointer {
        let whole =
            switch content {
            case .fixed(let bytes, _): UnsafeRawBufferPointer(rebasing: bytes[item.bytes])
            case .commas(let record): record[item.index]
            }
        var (start, end) = (0, whole.count)
        while start < end, whole[start] == 0x20 { start += 1 }
        while end > start, whole[end - 1] == 0x20 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: whole[start..<end])
    }

    /// Where an item stands in the file.
    func place(_ item: BankItem) -> Range<Int> {
        switch content {
        case .fixed(_, let places):
            places[item.bytes.lowerBound]..<(places[item.bytes.upperBound - 1] + 1)
        case .commas(let record): record.place(of: item.index)
        }
    }
}

// MARK: - Items as values

extension BankRecord {
    func rejection(
        _ column: String?, _ code: FindingCode, ja: String, en: String
    ) -> FileRejection {
        FileRejection(line: number, column: column, code: code, ja: ja, en: en)
    }

    /// What is wrong with an item of this record.
    func rejection(
        _ item: BankItem, _ code: FindingCode, ja: String, en: String
    ) -> FileRejection {
        rejection(item.name, code, ja: ja, en: en)
    }

    func digits(_ item: BankItem) throws(FileRejection) -> Int64 {
        let bytes = bytes(item)
        guard !bytes.isEmpty else {
            throw rejection(item, .valueMissing, ja: "値がありません", en: "has no value")
        }
        guard let value = Field.digits(bytes) else {
            throw rejection(item, .valueInvalid, ja: "数字ではありません", en: "is not all digits")
        }
        return value
    }

    /// Yen, not negative: the sign is an item of its own.
    func amount(_ item: BankItem) throws(FileRejection) -> Yen {
        let value = Yen(try digits(item))
        guard value <= Yen.largest else {
            throw rejection(
                item, .amountTooLarge, ja: "金額が大きすぎます（上限 \(Yen.largest) 円）",
                en: "is larger than \(Yen.largest) yen")
        }
        return value
    }

    /// A balance: 貸越区分 1 is money of ours, 2 is owed to the bank.
    func balance(_ item: BankItem, sign: BankItem) throws(FileRejection) -> Yen {
        let amount = try amount(item)
        switch try digits(sign) {
        case 1: return amount
        case 2: return -amount
        default:
            throw rejection(
                sign, .statusUnknown, ja: "1（プラス）でも 2（マイナス）でもありません",
                en: "is neither 1 (plus) nor 2 (minus)")
        }
    }

    /// A date of a Japanese era.
    func day(_ item: BankItem) throws(FileRejection) -> BookDay {
        guard let day = EraDate.day(bytes(item)) else {
            throw rejection(
                item, .dateInvalid, ja: "和暦の日付 YYMMDD ではありません",
                en: "is no date YYMMDD of a Japanese era")
        }
        return day
    }

    /// A code of digits, leading zeros put back to its width.
    func code(_ item: BankItem) throws(FileRejection) -> String {
        let digits = String(try digits(item))
        return String(repeating: "0", count: max(0, item.bytes.count - digits.utf8.count)) + digits
    }
}
