public import Provider

/// 全銀協 入出金取引明細 (種別 03, 200-byte records): the statements of one or more bank accounts.
///
/// A bank file is all or nothing. Every total in it is proven before a single line is handed over:
/// the trailer against the lines, the closing balance against the opening one, the counts of the
/// end record against the file. What does not prove is refused whole.
///
/// Records may stand without anything between them, or end with CR LF, LF or CR; a final 0x1A is
/// dropped. Banks' CSV downloads with the same items, joined by commas and not padded, are read
/// too. Source: 全国銀行協会「適用業務およびレコード・フォーマット」2019-12.
public enum BankTransactions: FileAdapter {
    public static let kind = FileKind.bankTransactions

    public static func recognises(_ head: FileHead) -> Bool {
        shape(of: head.bytes) != nil
    }

    public static func read(
        _ source: inout ByteSource, into sink: inout FactSink
    ) throws(FileRejection) {
        var reader = BankStatementReader()
        switch shape(of: try source.peek(FileHead.size)) {
        case .fixed: try readFixed(&source, &reader, &sink)
        case .commas: try readCommas(&source, &reader, &sink)
        case .ebcdic: throw BankTransactions.ebcdicRejection
        case nil:
            throw FileRejection(
                line: 1, code: .unknownFormat,
                ja: "入出金取引明細（種別 03）のヘッダー・レコードで始まっていません",
                en: "does not begin with the header record of a bank statement (kind 03)")
        }
        for statement in try reader.finish() {
            sink.batch.bankStatements.append(statement)
            try sink.rowDone()
        }
    }

    /// コード区分 1.
    static let ebcdicRejection = FileRejection(
        line: 1, column: "コード区分", code: .unsupportedEncoding,
        ja: "EBCDIC（コード区分 1）のファイルです。銀行に JIS（コード区分 0）での送信を依頼してください",
        en: "is in EBCDIC (code kind 1); ask the bank to send it in JIS (code kind 0)")

    private enum Shape { case fixed, commas, ebcdic }

    /// How the file begins, by the first 26 bytes of its header record.
    private static func shape(of bytes: [UInt8]) -> Shape? {
        if bytes.starts(with: [0xF1, 0xF0, 0xF3]) { return .ebcdic }
        if bytes.starts(with: Array("103".utf8)), bytes.count >= 26,
            bytes[3] == 0x30 || bytes[3] == 0x31,
            bytes[4..<26].allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x20 })
        {
            return .fixed
        }
        let plain = bytes.prefix(40).filter { $0 != 0x22 && $0 != 0x20 }
        return plain.starts(with: Array("1,03,".utf8)) ? .commas : nil
    }

    private static func readFixed(
        _ source: inout ByteSource, _ reader: inout BankStatementReader, _ sink: inout FactSink
    ) throws(FileRejection) {
        var assembler = FixedRecordAssembler()
        try source.forEachBlock { (block, place) throws(FileRejection) in
            for (index, byte) in block.enumerated() {
                guard try assembler.take(byte, at: place + index) else { continue }
                let result: Result<Void, FileRejection> = assembler.withRecord { record in
                    do throws(FileRejection) {
                        return .success(try reader.take(record, &sink))
                    } catch {
                        return .failure(error)
                    }
                }
                try result.get()
            }
        }
        try assembler.finish()
    }

    private static func readCommas(
        _ source: inout ByteSource, _ reader: inout BankStatementReader, _ sink: inout FactSink
    ) throws(FileRejection) {
        try source.forEachRecord { (record) throws(FileRejection) in
            if record.isBlank { return }
            try reader.take(BankRecord(record), &sink)
        }
    }
}
