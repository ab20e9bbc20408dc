import Ledger
import Money

/// Reads the packed transfers of a stored voucher: debit, credit, amount, each LEB128, to the end.
struct PackedTransfers {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// All transfers, or nil where the bytes are damaged.
    static func read(_ bytes: UnsafeRawBufferPointer) -> [Transfer]? {
        var reader = PackedTransfers(bytes)
        var transfers: [Transfer] = []
        while reader.place < bytes.count {
            guard let debit = reader.number().flatMap(Int32.init(exactly:)),
                let credit = reader.number().flatMap(Int32.init(exactly:)),
                let amount = reader.number().flatMap(Int64.init(exactly:))
            else { return nil }
            transfers.append(
                Transfer(
                    debit: AccountID(debit), credit: AccountID(credit), amount: Yen(amount)))
        }
        return transfers
    }

    private mutating func number() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.count, shift < 64 {
            let byte = bytes[place]
            place += 1
            let part = UInt64(byte & 0x7F)
            guard (part << shift) >> shift == part else { return nil }
            value |= part << shift
            // A last byte of zero would be a second way to write a smaller number.
            if byte < 0x80 { return byte == 0 && shift > 0 ? nil : value }
            shift += 7
        }
        return nil
    }
}
