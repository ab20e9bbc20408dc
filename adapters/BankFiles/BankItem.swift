/// One item of a record: where it stands, and what the standard calls it.
///
/// Findings name an item in the standard's own words, because those are what a bank's help desk
/// knows.
struct BankItem: Sendable {
    static let recordLength = 200

    /// Its number in the record, 0 first; the place in a CSV download.
    let index: Int
    let bytes: Range<Int>
    let name: String

    /// - Parameter start: the 1-based offset that the standard prints.
    init(_ index: Int, at start: Int, length: Int, _ name: String) {
        self.index = index
        bytes = (start - 1)..<(start - 1 + length)
        self.name = name
    }
}

/// ヘッダー・レコード.
enum HeaderItem {
    static let format = BankItem(1, at: 2, length: 2, "種別")
    static let codeKind = BankItem(2, at: 4, length: 1, "コード区分")
    static let made = BankItem(3, at: 5, length: 6, "作成日")
    static let from = BankItem(4, at: 11, length: 6, "勘定日（自）")
    static let to = BankItem(5, at: 17, length: 6, "勘定日（至）")
    static let bank = BankItem(6, at: 23, length: 4, "銀行コード")
    static let branch = BankItem(8, at: 42, length: 3, "支店コード")
    static let accountType = BankItem(11, at: 63, length: 1, "預金種目")
    static let accountNumber = BankItem(12, at: 64, length: 10, "口座番号")
    static let sign = BankItem(14, at: 114, length: 1, "貸越区分")
    static let opening = BankItem(16, at: 116, length: 14, "取引前残高")
    /// Items without the filler at the end, which CSV downloads may leave out.
    static let count = 17
}

/// データ・レコード.
enum LineItem {
    static let reference = BankItem(1, at: 2, length: 8, "照会番号")
    static let day = BankItem(2, at: 10, length: 6, "勘定日")
    static let direction = BankItem(4, at: 22, length: 1, "入払区分")
    static let transaction = BankItem(5, at: 23, length: 2, "取引区分")
    static let amount = BankItem(6, at: 25, length: 12, "取引金額")
    static let payer = BankItem(14, at: 82, length: 48, "振込依頼人名")
    static let text = BankItem(17, at: 160, length: 20, "摘要内容")
    static let edi = BankItem(18, at: 180, length: 20, "EDI情報")
    static let count = 19
}

/// トレーラー・レコード.
enum TrailerItem {
    static let inCount = BankItem(1, at: 2, length: 6, "入金件数")
    static let inSum = BankItem(2, at: 8, length: 13, "入金額合計")
    static let outCount = BankItem(3, at: 21, length: 6, "出金件数")
    static let outSum = BankItem(4, at: 27, length: 13, "出金額合計")
    static let sign = BankItem(5, at: 40, length: 1, "貸越区分")
    static let closing = BankItem(6, at: 41, length: 14, "取引後残高")
    static let lineCount = BankItem(7, at: 55, length: 7, "データレコード件数")
    static let count = 8
}

/// エンド・レコード.
enum EndItem {
    static let recordCount = BankItem(1, at: 2, length: 10, "レコード総件数")
    static let accountCount = BankItem(2, at: 12, length: 5, "口座数")
    static let count = 3
}
