public import Provider

/// Collection data of convenience stores and payment apps as DSK (電算システム) sends it: CSV in
/// CP932 with a header line, columns by name.
///
/// Each row becomes one ``Provider/SlipLine``. Payments are matched by the 16 digits of the city's
/// key, never by all 44 of the barcode: a re-issue counts up, and the records of the post office
/// carry another limit. Times are Japan's.
public enum ConvenienceStoreDSK: FileAdapter {
    public static let kind = FileKind.convenienceStoreDSK

    static let columns = [
        "種別", "収納日", "収納時刻", "バーコード情報", "ユーザー使用欄１", "ユーザー使用欄２", "印紙フラグ",
        "金額", "コンビニ本部コード", "コンビニ名", "コンビニ店舗コード", "振込日", "データ作成日",
    ]

    /// How DSK's server begins the text that it sends instead of data.
    static let failureMark = Array("error:".utf8)

    public static func recognises(_ head: FileHead) -> Bool {
        isFailure(head.bytes) || head.countColumns(named: columns) >= 8
    }

    public static func read(
        _ source: inout ByteSource, into sink: inout FactSink
    ) throws(FileRejection) {
        var rows: DSKRows?
        try source.forEachRecord { (record) throws(FileRejection) in
            guard let reader = rows else {
                if record.isBlank { return }
                try refuseFailure(record)
                rows = try DSKRows(header: sink.header(of: record))
                return
            }
            if record.isBlank { return }
            sink.rows += 1
            if let line = reader.line(of: record, sink: &sink) {
                sink.batch.slips.append(line)
                try sink.rowDone()
            }
        }
    }

    private static func isFailure(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.prefix(failureMark.count).elementsEqual(failureMark) { $0 | 0x20 == $1 | 0x20 }
    }

    private static func refuseFailure(_ record: CSVRecord) throws(FileRejection) {
        guard isFailure(record[0]) else { return }
        let said = TextEncoding.decode(CardNumberGuard.mask(Array(record[0].prefix(200))))
        throw FileRejection(
            line: 1, code: .unreadable,
            ja: "データではなくエラー応答です: \(said)",
            en: "is no data but an answer of failure: \(said)")
    }
}
