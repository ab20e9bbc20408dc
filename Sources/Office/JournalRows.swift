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
        field(leaf.id.description)
        field(VoucherText.kind(voucher.kind))
        field(VoucherText.cause(voucher.cause))
        field(VoucherText.time(voucher.occurred))
        field(voucher.ownDay.description)
        field(VoucherText.time(voucher.recorded))
        field(voucher.target?.description ?? "")
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

    private mutating func field(_ text: String) {
        head.append(0x2C)
        CSVText.append(field: text, to: &head)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func appendHex(_ bits: UInt128, to bytes: inout [UInt8]) {
        for place in stride(from: 124, through: 0, by: -4) {
            bytes.append(digits[Int(truncatingIfNeeded: bits >> UInt128(place) & 15)])
        }
    }
}
