import Provider

/// Puts the 200 bytes of a record together out of a stream of bytes, whatever stands between the
/// records.
///
/// A file that somebody saved as UTF-8 has three bytes for each kana; they become the one byte of
/// JIS X 0201 again. That cannot be mistaken: 0xEF is no character of JIS X 0201.
struct FixedRecordAssembler {
    private var bytes: [UInt8] = []
    /// Place in the file of each of the bytes.
    private var places: [Int] = []
    /// First bytes of a kana in UTF-8, with their places.
    private var kana: [(byte: UInt8, place: Int)] = []
    private var number = 0
    private var isFull = false

    init() {
        bytes.reserveCapacity(BankItem.recordLength)
        places.reserveCapacity(BankItem.recordLength)
    }

    /// - Returns: true where the byte completes a record.
    mutating func take(_ byte: UInt8, at place: Int) throws(FileRejection) -> Bool {
        if isFull {
            bytes.removeAll(keepingCapacity: true)
            places.removeAll(keepingCapacity: true)
            isFull = false
        }
        if bytes.isEmpty, kana.isEmpty, byte == 0x0D || byte == 0x0A || byte == 0x1A {
            return false
        }
        if byte == 0x0D || byte == 0x0A { throw torn() }
        switch kana.count {
        case 0 where byte == 0xEF: kana.append((byte, place))
        case 1 where byte == 0xBD || byte == 0xBE: kana.append((byte, place))
        case 2:
            let base: UInt8 = kana[1].byte == 0xBD ? 0 : 0x40
            append(base &+ byte, at: kana[0].place)
            kana.removeAll()
        default:
            for (byte, place) in kana { append(byte, at: place) }
            kana.removeAll()
            append(byte, at: place)
        }
        guard bytes.count >= BankItem.recordLength else { return false }
        number += 1
        isFull = true
        return true
    }

    /// The file has ended: it may not end inside a record.
    func finish() throws(FileRejection) {
        guard isFull || (bytes.isEmpty && kana.isEmpty) else { throw torn() }
    }

    func withRecord<Result>(_ body: (BankRecord) -> Result) -> Result {
        bytes.withUnsafeBytes { body(BankRecord($0, number: number, places: places)) }
    }

    private mutating func append(_ byte: UInt8, at place: Int) {
        guard bytes.count < BankItem.recordLength else { return }
        bytes.append(byte)
        places.append(place)
    }

    private func torn() -> FileRejection {
        FileRejection(
            line: number + 1, code: .truncated,
            ja: "レコードが途中で切れています（\(BankItem.recordLength) バイト中 \(bytes.count) バイト）",
            en: "the record is cut off after \(bytes.count) of \(BankItem.recordLength) bytes")
    }
}
