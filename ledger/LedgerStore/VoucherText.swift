public import Ledger
public import Money

/// A voucher's canonical text: what a leaf of the tree is made of, after its salt.
///
/// UTF-8, each line ended by LF; every string is the one that stands in `journal.csv`, so that
/// whoever has that file can write the text again.
///
/// ```
/// suito-voucher-1
/// voucher id
/// kind: post, reserve, confirm, void, reverse
/// sequence
/// book day
/// own day
/// occurred
/// recorded
/// target's id, or nothing
/// cause
/// fund,debit,credit,amount        one line for each transfer
/// ```
///
/// Days are `YYYY-MM-DD`, times RFC 3339 on the clock of Japan, numbers decimal. In the cause,
/// bytes below 0x20, 0x7F and `%` are written %XX with upper-case digits; in funds and accounts the
/// comma too. So a text can be read back in one way only.
public struct VoucherText: Sendable {
    private struct Names {
        var fund: [UInt8]
        var code: [UInt8]
    }

    private static let head = Array("suito-voucher-1\n".utf8)

    /// By the accounts' places.
    private let names: [Names]

    /// - Parameter accounts: those of the books, by their places in stored vouchers, as
    ///   ``LedgerStore/accounts(_:)`` gives them.
    public init(accounts: Chart) { self.init(accounts: accounts.accounts) }

    init(accounts: [Account]) {
        names = accounts.map { account in
            Names(
                fund: Array(VoucherText.fund(account).utf8),
                code: Array(VoucherText.code(account).utf8))
        }
    }

    /// Whether it has the accounts that the record's transfers name.
    func knowsAccounts(of record: VoucherRecord) -> Bool {
        var isKnown = true
        record.forEachTransfer { transfer in
            isKnown =
                isKnown && names.indices.contains(Int(transfer.debit.index))
                && names.indices.contains(Int(transfer.credit.index))
        }
        return isKnown
    }

    /// Adds the text of a voucher.
    ///
    /// - Precondition: the voucher's accounts are among those that were given.
    public func append(_ voucher: StoredVoucher, to bytes: inout [UInt8]) {
        append(voucher, id: voucher.id, to: &bytes)
    }

    private func append(_ voucher: StoredVoucher, id: VoucherID, to bytes: inout [UInt8]) {
        appendHead(
            id: id, kind: voucher.kind, sequence: voucher.sequence, day: voucher.day,
            ownDay: voucher.ownDay, occurred: voucher.occurred, recorded: voucher.recorded,
            target: voucher.target, to: &bytes)
        VoucherText.appendEscaped(voucher.cause, to: &bytes)
        bytes.append(lineFeed)
        for transfer in voucher.transfers { append(transfer, to: &bytes) }
    }

    /// Adds the text of a voucher where it lies, without making strings of it.
    ///
    /// - Precondition: its accounts are known.
    func append(_ record: VoucherRecord, at sequence: Int64, id: VoucherID, to bytes: inout [UInt8])
    {
        appendHead(
            id: id, kind: record.kind, sequence: sequence, day: record.day,
            ownDay: record.ownDay, occurred: record.occurred, recorded: record.recorded,
            target: record.target, to: &bytes)
        VoucherText.appendEscaped(record.cause.assumingMemoryBound(to: UInt8.self), to: &bytes)
        bytes.append(lineFeed)
        record.forEachTransfer { append($0, to: &bytes) }
    }

    private func appendHead(
        id: VoucherID, kind: Voucher.Kind, sequence: Int64, day: BookDay, ownDay: BookDay,
        occurred: Moment, recorded: Moment, target: VoucherID?, to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: VoucherText.head)
        id.append(to: &bytes)
        bytes.append(lineFeed)
        VoucherText.appendLine(VoucherText.kind(kind), to: &bytes)
        VoucherText.appendLine(number: sequence, to: &bytes)
        VoucherText.append(day, to: &bytes)
        bytes.append(lineFeed)
        VoucherText.append(ownDay, to: &bytes)
        bytes.append(lineFeed)
        VoucherText.append(occurred, to: &bytes)
        bytes.append(lineFeed)
        VoucherText.append(recorded, to: &bytes)
        bytes.append(lineFeed)
        target?.append(to: &bytes)
        bytes.append(lineFeed)
    }

    private func append(_ transfer: Transfer, to bytes: inout [UInt8]) {
        let debit = names[Int(transfer.debit.index)]
        bytes.append(contentsOf: debit.fund)
        bytes.append(comma)
        bytes.append(contentsOf: debit.code)
        bytes.append(comma)
        bytes.append(contentsOf: names[Int(transfer.credit.index)].code)
        bytes.append(comma)
        VoucherText.appendLine(number: transfer.amount.value, to: &bytes)
    }
}

// MARK: - The single strings

extension VoucherText {
    /// The kind's name.
    public static func kind(_ kind: Voucher.Kind) -> String {
        switch kind {
        case .post: "post"
        case .reserve: "reserve"
        case .confirm: "confirm"
        case .void: "void"
        case .reverse: "reverse"
        }
    }

    /// RFC 3339 on the clock of Japan, `2026-04-01T09:00:00+09:00`; a time outside of the years 0
    /// to 9999, which cannot be said so, in seconds since 1970.
    public static func time(_ moment: Moment) -> String {
        var bytes: [UInt8] = []
        append(moment, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The cause, with bytes below 0x20, 0x7F and `%` written %XX.
    public static func cause(_ cause: String) -> String { escaped(cause) }

    /// The account's fund, escaped as a cause is, and commas too.
    public static func fund(_ account: Account) -> String { escaped(account.fund, also: comma) }

    /// The account's path, escaped as a cause is, and commas too.
    public static func code(_ account: Account) -> String { escaped(account.code, also: comma) }

    private static func escaped(_ text: String, also other: UInt8? = nil) -> String {
        var bytes: [UInt8] = []
        appendEscaped(text, also: other, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

// MARK: - Writing without strings

private let lineFeed = UInt8(ascii: "\n")
private let comma = UInt8(ascii: ",")
private let percent = UInt8(ascii: "%")

extension VoucherText {
    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func appendLine(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: text.utf8)
        bytes.append(lineFeed)
    }

    private static func appendLine(number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
        bytes.append(lineFeed)
    }

    /// Adds the cause as ``cause(_:)`` gives it, without making it.
    public static func append(cause: String, to bytes: inout [UInt8]) {
        appendEscaped(cause, to: &bytes)
    }

    private static func appendEscaped(
        _ text: String, also other: UInt8? = nil, to bytes: inout [UInt8]
    ) {
        var text = text
        text.withUTF8 { appendEscaped($0, also: other, to: &bytes) }
    }

    private static func appendEscaped(
        _ text: UnsafeBufferPointer<UInt8>, also other: UInt8? = nil, to bytes: inout [UInt8]
    ) {
        let isPlain = text.allSatisfy { !isEscaped($0) && $0 != other }
        if isPlain { return bytes.append(contentsOf: text) }
        for byte in text {
            if isEscaped(byte) || byte == other {
                bytes.append(percent)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            } else {
                bytes.append(byte)
            }
        }
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == percent
    }

    /// From the first second of the year 0 to before that of 10000, on the clock of Japan.
    private static let sayable =
        -62_167_219_200 - Moment.japanOffsetSeconds..<253_402_300_800 - Moment.japanOffsetSeconds

    /// Adds the time as ``time(_:)`` gives it, without making it.
    public static func append(_ moment: Moment, to bytes: inout [UInt8]) {
        guard sayable.contains(moment.seconds) else {
            return bytes.append(contentsOf: String(moment.seconds).utf8)
        }
        let second = moment.secondOfDay
        append(moment.day, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(twoDigits: second / 3600, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(twoDigits: second / 60 % 60, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(twoDigits: second % 60, to: &bytes)
        bytes.append(contentsOf: japanOffset)
    }

    private static let japanOffset = Array("+09:00".utf8)

    /// Adds a day as its description is, without making it.
    public static func append(_ day: BookDay, to bytes: inout [UInt8]) {
        let date = day.civil
        guard (0...9999).contains(date.year) else {
            return bytes.append(contentsOf: day.description.utf8)
        }
        append(twoDigits: date.year / 100, to: &bytes)
        append(twoDigits: date.year % 100, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(twoDigits: date.month, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(twoDigits: date.day, to: &bytes)
    }

    @inline(__always)
    private static func append(twoDigits number: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }
}
