import Ledger
import Money

/// Reads the packed transfers of a stored voucher: debit, credit, amount, each LEB128, to the end.
enum PackedTransfers {
    /// All transfers, or nil where the bytes are damaged.
    static func read(_ bytes: UnsafeRawBufferPointer) -> [Transfer]? {
        var numbers = PackedNumbers(bytes)
        var transfers: [Transfer] = []
        while !numbers.isAtEnd {
            guard let debit = numbers.next().flatMap(Int32.init(exactly:)),
                let credit = numbers.next().flatMap(Int32.init(exactly:)),
                let amount = numbers.next().flatMap(Int64.init(exactly:))
            else { return nil }
            transfers.append(
                Transfer(
                    debit: AccountID(debit), credit: AccountID(credit), amount: Yen(amount)))
        }
        return transfers
    }
}
