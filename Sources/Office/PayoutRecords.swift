import Money
import Settlement

/// Rows of `payouts.csv` as they are read again.
struct PayoutRecords: JoinedRows {
    static let file = PackageFile.payouts
    static let columns = PackageTable.payouts
    static let voucher = 13

    private(set) var sums: [String: PackageTotals.Sum] = [:]

    mutating func count(_ record: CSVRecord) -> Bool {
        guard let status = PayoutRow.Status(rawValue: record.text(9)), let net = record.yen(7)
        else { return false }
        sums[status.rawValue, default: .init()].add(net)
        return true
    }

    static func speaks(of voucher: JournalVoucher) -> Bool { voucher.payout != nil }

    static func difference(_ record: CSVRecord, _ voucher: JournalVoucher) -> String? {
        guard let cause = voucher.payout else { return nil }
        guard record.isEqual(0, cause.provider.utf8), voucher.isOwnProvider else {
            return "provider"
        }
        // A number may end as a revision does; which it is stands in the books alone.
        guard record.isEqual(1, cause.number.utf8) || record.isEqual(1, cause.wholeNumber.utf8)
        else { return "payout" }
        let isBanked = cause.isBanked(voucher.kind)
        let status: PayoutRow.Status =
            cause.isUndone
            ? .corrected
            : isBanked
                ? record.number(7) == voucher.banked.value ? .banked : .differs : .announced
        guard record.isEqual(9, status.rawValue.utf8) else { return "status" }
        guard isBanked ? record.number(10) == voucher.banked.value : record.slice(10).isEmpty
        else { return "banked" }
        return nil
    }
}
