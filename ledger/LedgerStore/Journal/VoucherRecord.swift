import Ledger
import Money

/// A voucher's record (``VoucherEncoding``) where it lies: its parts are read, nothing is copied.
///
/// Good as long as the bytes are: of a row of the journal, until its statement goes on.
struct VoucherRecord {
    let kind: Voucher.Kind
    let occurred: Moment
    let ownDay: BookDay
    /// The day it is booked on.
    let day: BookDay
    let recorded: Moment
    let target: VoucherID?
    /// UTF-8.
    let cause: UnsafeRawBufferPointer
    /// What makes two vouchers of one id the same voucher.
    let content: UnsafeRawBufferPointer
    /// All of it: what the running hash covers.
    let bytes: UnsafeRawBufferPointer
    let transferCount: Int
    private let packed: UnsafeRawBufferPointer

    /// Reads the record that begins at a place; nil where it is damaged.
    init?(_ block: UnsafeRawBufferPointer, at start: Int) {
        var numbers = PackedNumbers(block, at: start)
        guard let kind = numbers.nextByte().flatMap(Voucher.Kind.init(rawValue:)),
            let occurred = numbers.nextSigned(),
            let ownDay = numbers.nextSigned().flatMap(Int32.init(exactly:)),
            let cause = numbers.next().flatMap(Int.init(exactly:)).flatMap({
                numbers.nextBytes($0)
            })
        else { return nil }
        var target: VoucherID?
        var transfers = (start: 0, end: 0, count: 0)
        if kind == .post || kind == .reserve {
            guard let found = VoucherRecord.skipTransfers(&numbers) else { return nil }
            transfers = found
        } else {
            guard let bytes = numbers.nextBytes(16) else { return nil }
            target = VoucherID(bytes: bytes)
        }
        let contentEnd = numbers.place
        guard let day = numbers.nextSigned().flatMap(Int32.init(exactly:)),
            let recorded = numbers.nextSigned()
        else { return nil }
        if target != nil {
            guard let found = VoucherRecord.skipTransfers(&numbers) else { return nil }
            transfers = found
        }
        self.kind = kind
        self.occurred = Moment(seconds: occurred)
        self.ownDay = BookDay(number: ownDay)
        self.day = BookDay(number: day)
        self.recorded = Moment(seconds: recorded)
        self.target = target
        self.cause = cause
        content = UnsafeRawBufferPointer(rebasing: block[start..<contentEnd])
        bytes = UnsafeRawBufferPointer(rebasing: block[start..<numbers.place])
        packed = UnsafeRawBufferPointer(rebasing: block[transfers.start..<transfers.end])
        transferCount = transfers.count
    }

    /// Where the next transfers lie, without their count; nil where they are damaged.
    private static func skipTransfers(
        _ numbers: inout PackedNumbers
    ) -> (start: Int, end: Int, count: Int)? {
        guard let count = numbers.next().flatMap(Int.init(exactly:)) else { return nil }
        let start = numbers.place
        for _ in 0..<count {
            guard let debit = numbers.next(), let credit = numbers.next(),
                let amount = numbers.next(), debit <= UInt64(Int32.max),
                credit <= UInt64(Int32.max), amount <= UInt64(Int64.max)
            else { return nil }
        }
        return (start, numbers.place, count)
    }

    /// Runs through the transfers, of which it is known that they can be read.
    @inline(__always)
    func forEachTransfer(_ body: (Transfer) -> Void) {
        var numbers = PackedNumbers(packed)
        while let debit = numbers.next(), let credit = numbers.next(),
            let amount = numbers.next()
        {
            body(
                Transfer(
                    debit: AccountID(Int32(truncatingIfNeeded: debit)),
                    credit: AccountID(Int32(truncatingIfNeeded: credit)),
                    amount: Yen(Int64(truncatingIfNeeded: amount))))
        }
    }

    var transfers: [Transfer] {
        var transfers: [Transfer] = []
        transfers.reserveCapacity(transferCount)
        forEachTransfer { transfers.append($0) }
        return transfers
    }

    /// The voucher, copied.
    ///
    /// - Parameter sequence: its place in the books, which its record does not hold.
    func voucher(at sequence: Int64) -> StoredVoucher {
        StoredVoucher(
            sequence: sequence, kind: kind, target: target,
            cause: String(decoding: cause, as: UTF8.self), occurred: occurred, ownDay: ownDay,
            day: day, recorded: recorded, transfers: transfers)
    }
}
