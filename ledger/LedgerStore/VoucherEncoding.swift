import Ledger
import Money

/// A voucher's canonical bytes.
///
/// ```
/// content  kind, occurred, own day, cause, then the transfers (post, reserve) or the target's id
/// record   content, booked day, recorded, and where there is a target the transfers it moves
/// ```
///
/// Accounts are the numbers that the books gave them, which the running hash covers too. Two
/// vouchers of one id are the same voucher when their contents have the same bytes.
enum VoucherEncoding {
    static func appendContent(
        of voucher: Voucher, transfers: ArraySlice<Transfer>, to bytes: inout CanonicalBytes
    ) {
        appendContent(
            kind: voucher.action.kind, occurred: voucher.occurred, ownDay: voucher.ownDay,
            cause: voucher.cause, target: voucher.action.target, transfers: transfers, to: &bytes)
    }

    private static func appendContent(
        kind: Voucher.Kind, occurred: Moment, ownDay: BookDay, cause: String, target: VoucherID?,
        transfers: ArraySlice<Transfer>, to bytes: inout CanonicalBytes
    ) {
        bytes.append(byte: kind.rawValue)
        bytes.append(signed: occurred.seconds)
        bytes.append(signed: Int64(ownDay.number))
        bytes.append(text: cause)
        if let target { bytes.append(target) } else { append(transfers, to: &bytes) }
    }

    /// The whole record of a stored voucher.
    static func record(of voucher: StoredVoucher) -> CanonicalBytes {
        var bytes = CanonicalBytes()
        let transfers = voucher.transfers[...]
        appendContent(
            kind: voucher.kind, occurred: voucher.occurred, ownDay: voucher.ownDay,
            cause: voucher.cause, target: voucher.target, transfers: transfers, to: &bytes)
        appendBooking(
            day: voucher.day, recorded: voucher.recorded,
            transfersOfTarget: voucher.target == nil ? nil : transfers, to: &bytes)
        return bytes
    }

    /// The rest of the record.
    static func appendBooking(
        day: BookDay, recorded: Moment, transfersOfTarget transfers: ArraySlice<Transfer>?,
        to bytes: inout CanonicalBytes
    ) {
        bytes.append(signed: Int64(day.number))
        bytes.append(signed: recorded.seconds)
        if let transfers { append(transfers, to: &bytes) }
    }

    private static func append(_ transfers: ArraySlice<Transfer>, to bytes: inout CanonicalBytes) {
        bytes.append(unsigned: UInt64(transfers.count))
        for transfer in transfers { bytes.append(transfer) }
    }
}
