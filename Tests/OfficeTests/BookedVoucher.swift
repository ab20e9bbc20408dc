import Ledger
import LedgerStore
import Money

/// A voucher in words.
struct BookedVoucher: Hashable {
    var kind: Voucher.Kind
    var cause: String
    var ownDay: BookDay
    var day: BookDay
    /// `fund: debit -> credit yen`, like ones added up, sorted.
    var transfers: [String]

    init(_ voucher: StoredVoucher, _ chart: Chart) {
        kind = voucher.kind
        cause = voucher.cause
        ownDay = voucher.ownDay
        day = voucher.day
        var sums: [String: Int64] = [:]
        for transfer in voucher.transfers {
            let (debit, credit) = (chart[transfer.debit], chart[transfer.credit])
            sums["\(debit.fund): \(debit.code) -> \(credit.code)", default: 0] +=
                transfer.amount.value
        }
        transfers = sums.map { "\($0) \($1)" }.sorted()
    }
}
