import Ledger
import LedgerStore
import Money
import Settlement
import Transparency

/// Writes the rows of `journal.csv`: for each transfer of a leaf one, all that the leaf is made of
/// in every row.
struct JournalRows {
    private var funds: [[UInt8]] = []
    private var codes: [[UInt8]] = []
    private var head: [UInt8] = []
    private var cause: [UInt8] = []

    init(_ accounts: Chart) {
        for account in accounts.accounts {
            var fund: [UInt8] = []
            CSVText.append(field: VoucherText.fund(account), to: &fund)
            funds.append(fund)
            var code: [UInt8] = []
            CSVText.append(field: VoucherText.code(account), to: &code)
            codes.append(code)
        }
    }

    mutating func append(_ leaf: StoredLeaf, to bytes: inout [UInt8]) {
        let voucher = leaf.voucher
        head.removeAll(keepingCapacity: true)
        CSVText.append(number: voucher.sequence, to: &head)
        head.append(0x2C)
        leaf.id.append(to: &head)
        head.append(0x2C)
        head.append(contentsOf: VoucherText.kind(voucher.kind).utf8)
        head.append(0x2C)
        cause.removeAll(keepingCapacity: true)
        VoucherText.append(cause: voucher.cause, to: &cause)
        cause.withUnsafeBytes { CSVText.append(field: $0, to: &head) }
        head.append(0x2C)
        VoucherText.append(voucher.occurred, to: &head)
        head.append(0x2C)
        VoucherText.append(voucher.ownDay, to: &head)
        head.append(0x2C)
        VoucherText.append(voucher.recorded, to: &head)
        head.append(0x2C)
        voucher.target?.append(to: &head)
        head.append(0x2C)
        CSVText.append(number: leaf.index, to: &head)
        head.append(0x2C)
        JournalRows.appendHex(leaf.salt.bits, to: &head)
        head.append(0x2C)
        for transfer in voucher.transfers {
            bytes.append(contentsOf: head)
            bytes.append(contentsOf: funds[Int(transfer.debit.index)])
            bytes.append(0x2C)
            bytes.append(contentsOf: codes[Int(transfer.debit.index)])
            bytes.append(0x2C)
            bytes.append(contentsOf: codes[Int(transfer.credit.index)])
            bytes.append(0x2C)
            CSVText.append(number: transfer.amount.value, to: &bytes)
            bytes.append(0x0A)
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func appendHex(_ bits: UInt128, to bytes: inout [UInt8]) {
        digits.withUnsafeBufferPointer { digits in
            for place in stride(from: 124, through: 0, by: -4) {
                bytes.append(digits[Int(truncatingIfNeeded: bits >> UInt128(place) & 15)])
            }
        }
    }
}
