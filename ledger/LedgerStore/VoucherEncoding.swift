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
    /// Where the parts lie that are stored by themselves.
    struct Places {
        var cause: Range<Int>
        var transfers: Range<Int>
    }

    static func appendContent(
        of voucher: Voucher, transfers: ArraySlice<Transfer>, to bytes: inout CanonicalBytes
    ) -> Places {
        appendContent(
            kind: voucher.action.kind, occurred: voucher.occurred, ownDay: voucher.ownDay,
            cause: voucher.cause, target: voucher.action.target, transfers: transfers, to: &bytes)
    }

    static func appendContent(
        of voucher: StoredVoucher, to bytes: inout CanonicalBytes
    ) {
        _ = appendContent(
            kind: voucher.kind, occurred: voucher.occurred, ownDay: voucher.ownDay,
            cause: voucher.cause, target: voucher.target, transfers: voucher.transfers[...],
            to: &bytes)
    }

    private static func appendContent(
        kind: Voucher.Kind, occurred: Moment, ownDay: BookDay, cause: String, target: VoucherID?,
        transfers: ArraySlice<Transfer>, to bytes: inout CanonicalBytes
    ) -> Places {
        bytes.append(byte: kind.rawValue)
        bytes.append(signed: occurred.seconds)
        bytes.append(signed: Int64(ownDay.number))
        bytes.append(text: cause)
        let end = bytes.count
        let places = end - cause.utf8.count..<end
        if let target {
            bytes.append(target)
            return Places(cause: places, transfers: end..<end)
        }
        return Places(cause: places, transfers: append(transfers, to: &bytes))
    }

    /// The whole record of a stored voucher.
    static func record(of voucher: StoredVoucher) -> CanonicalBytes {
        var bytes = CanonicalBytes()
        appendContent(of: voucher, to: &bytes)
        _ = appendBooking(
            day: voucher.day, recorded: voucher.recorded,
            transfersOfTarget: voucher.target == nil ? nil : voucher.transfers[...], to: &bytes)
        return bytes
    }

    /// The rest of the record; says where the transfers lie that a target's content leaves out.
    static func appendBooking(
        day: BookDay, recorded: Moment, transfersOfTarget transfers: ArraySlice<Transfer>?,
        to bytes: inout CanonicalBytes
    ) -> Range<Int>? {
        bytes.append(signed: Int64(day.number))
        bytes.append(signed: recorded.seconds)
        return transfers.map { append($0, to: &bytes) }
    }

    private static func append(
        _ transfers: ArraySlice<Transfer>, to bytes: inout CanonicalBytes
    ) -> Range<Int> {
        bytes.append(unsigned: UInt64(transfers.count))
        let start = bytes.count
        for transfer in transfers { bytes.append(transfer) }
        return start..<bytes.count
    }
}
