/// Finds the records that share a key: open addressing over record numbers, chains for equals.
///
/// Memory: eight bytes for each slot, four for each record. Keys are compared in full.
struct KeyTable {
    private var slots: [UInt64]
    private let mask: Int
    /// For each record of the indexed side: the next one with the same key, -1 at the end.
    private(set) var next: [Int32]
    /// For each chain, named by its first record: first record of the other side, -1 for none.
    private(set) var otherHead: [Int32]

    /// - Parameter count: records of the indexed side.
    init(count: Int) {
        var size = 16
        while size < count * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        mask = size - 1
        next = Array(repeating: -1, count: count)
        otherHead = Array(repeating: -1, count: count)
    }

    /// Puts a record under its key.
    ///
    /// - Parameter same: whether a record already there has the same key.
    mutating func insert(_ record: Int32, hash: UInt32, same: (Int32) -> Bool) {
        var place = Int(hash) & mask
        while slots[place] != 0 {
            let head = Int32(bitPattern: UInt32(truncatingIfNeeded: slots[place])) - 1
            if UInt32(truncatingIfNeeded: slots[place] >> 32) == hash, same(head) {
                next[Int(record)] = next[Int(head)]
                next[Int(head)] = record
                return
            }
            place = (place + 1) & mask
        }
        slots[place] = UInt64(hash) << 32 | UInt64(UInt32(bitPattern: record + 1))
    }

    /// The first record under a key, or -1.
    func find(hash: UInt32, same: (Int32) -> Bool) -> Int32 {
        var place = Int(hash) & mask
        while slots[place] != 0 {
            let head = Int32(bitPattern: UInt32(truncatingIfNeeded: slots[place])) - 1
            if UInt32(truncatingIfNeeded: slots[place] >> 32) == hash, same(head) { return head }
            place = (place + 1) & mask
        }
        return -1
    }

    /// Hangs a record of the other side onto a chain; answers what hung there before.
    mutating func hang(_ other: Int32, on head: Int32) -> Int32 {
        let before = otherHead[Int(head)]
        otherHead[Int(head)] = other
        return before
    }
}
