import Database
import Ledger

/// A row of the packed account statements of one fold: some neighbouring accounts, and for each
/// one the vouchers that stand on it.
///
/// ```
/// for each account: its number less the one before (the first: less the row's own, so 0),
///     how many vouchers, then each one's place less the one before (the first: less the fold's)
/// ```
///
/// All numbers are LEB128. A row has as many accounts as fit a page; an account is never in two
/// rows of a fold, so that one look finds it.
struct StatementRow {
    /// What a row may hold where it has more than one account, so that it lies in one page.
    static let byteLimit = 4_000
    private static let foldShift: Int64 = 32

    /// The first account.
    private(set) var first: Int32
    private(set) var bytes = CanonicalBytes()
    private var last: Int32

    init(first: Int32) {
        self.first = first
        last = first
    }

    /// The key of the row of a fold that begins with an account.
    static func place(fold: Int64, account: Int32) -> Int64 {
        fold << foldShift | Int64(account)
    }

    var isEmpty: Bool { bytes.count == 0 }
    var count: Int { bytes.count }

    mutating func start(at account: Int32) {
        first = account
        last = account
        bytes.removeAll()
    }

    mutating func append(_ account: Int32, entries: CanonicalBytes, count: UInt64) {
        bytes.append(unsigned: UInt64(account - last))
        bytes.append(unsigned: count)
        bytes.append(contentsOf: entries)
        last = account
    }

    /// The vouchers that stand on an account, by their places in the books; nil where the bytes
    /// are damaged.
    static func sequences(
        of account: Int32, in bytes: UnsafeRawBufferPointer, rowBegins first: Int32,
        foldBegins start: Int64
    ) -> [Int64]? {
        var numbers = PackedNumbers(bytes)
        var current = Int64(first)
        while !numbers.isAtEnd {
            guard let step = numbers.next().flatMap(Int32.init(exactly:)),
                let count = numbers.next().flatMap(Int64.init(exactly:))
            else { return nil }
            current += Int64(step)
            var sequences: [Int64] = []
            var sequence = start
            for _ in 0..<count {
                guard let step = numbers.next().flatMap(Int32.init(exactly:)) else { return nil }
                guard current == account else { continue }
                sequence += Int64(step)
                sequences.append(sequence)
            }
            if current == account { return sequences }
            if current > account { return [] }
        }
        return []
    }
}
