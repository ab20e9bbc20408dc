import Crypto
import Ledger
import Money

/// The running hash of the books: SHA-256 over the former hash and what the commit adds.
///
/// ```
/// former hash, commit number, sequence before
/// count of opened accounts, then fund and code of each
/// count of vouchers, then the record of each (VoucherEncoding)
/// 0, or 1 with the closed day, when that was recorded, the tree's size and its root
/// ```
struct CommitHash {
    private var hash = SHA256()

    init(after head: LedgerHead, opened: ArraySlice<Account>) {
        var bytes = CanonicalBytes()
        bytes.append(unsigned: UInt64(head.commits + 1))
        bytes.append(unsigned: UInt64(head.sequence))
        bytes.append(unsigned: UInt64(opened.count))
        for account in opened {
            bytes.append(text: account.fund)
            bytes.append(text: account.code)
        }
        head.hash.withUnsafeBytes { hash.update(bufferPointer: $0) }
        update(bytes)
    }

    mutating func addVouchers(count: Int, records: CanonicalBytes) {
        startVouchers(count: count)
        update(records)
    }

    /// Instead of ``addVouchers(count:records:)``: the records follow one by one.
    mutating func startVouchers(count: Int) {
        var bytes = CanonicalBytes()
        bytes.append(unsigned: UInt64(count))
        update(bytes)
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    mutating func update(_ bytes: CanonicalBytes) {
        bytes.bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }

    /// The hash, once it is said whether the commit closes a day.
    mutating func finish(closing: DayClosing?) -> [UInt8] {
        var bytes = CanonicalBytes()
        bytes.append(byte: closing == nil ? 0 : 1)
        if let closing {
            bytes.append(signed: Int64(closing.day.number))
            bytes.append(signed: closing.recorded.seconds)
            bytes.append(unsigned: UInt64(bitPattern: closing.treeSize))
            bytes.append(closing.root)
        }
        update(bytes)
        return Array(hash.finalize())
    }
}
