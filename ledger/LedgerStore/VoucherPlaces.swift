import Ledger

/// Ids of vouchers and their places in the books: a hash table for the hot path.
///
/// Open addressing with linear probing, at most three quarters full. An id ends in bits of a
/// digest, so a multiplication spreads it well enough; the factor is drawn anew for each table, so
/// that nobody can choose causes whose ids fall together.
struct VoucherPlaces {
    private struct Slot {
        var id: VoucherID
        /// 0 where the slot is empty: places in the books count from 1.
        var sequence: Int64
    }

    private var slots: [Slot] = []
    private var shift = UInt64.bitWidth
    private let factor = UInt64.random(in: 0...UInt64.max) | 1
    private(set) var count = 0

    private static let empty = Slot(id: VoucherID(bits: 0), sequence: 0)

    subscript(id: VoucherID) -> Int64? {
        guard count > 0 else { return nil }
        let slot = slots[place(of: id)]
        return slot.sequence == 0 ? nil : slot.sequence
    }

    /// Adds an id that is not here, or gives it another place.
    mutating func insert(_ id: VoucherID, _ sequence: Int64) {
        precondition(sequence > 0, "places count from 1")
        if 4 * (count + 1) > 3 * slots.count { grow() }
        let place = place(of: id)
        if slots[place].sequence == 0 { count += 1 }
        slots[place] = Slot(id: id, sequence: sequence)
    }

    mutating func remove(_ id: VoucherID) {
        guard count > 0 else { return }
        var gap = place(of: id)
        guard slots[gap].sequence != 0 else { return }
        count -= 1
        // Whoever stands behind the gap and would be looked for through it moves into it.
        let mask = slots.count - 1
        var next = gap
        while true {
            next = (next + 1) & mask
            guard slots[next].sequence != 0 else { break }
            let home = home(of: slots[next].id)
            guard (next - home) & mask >= (next - gap) & mask else { continue }
            slots[gap] = slots[next]
            gap = next
        }
        slots[gap] = VoucherPlaces.empty
    }

    /// Forgets all and keeps the memory.
    mutating func removeAll() {
        guard count > 0 else { return }
        count = 0
        for place in slots.indices { slots[place] = VoucherPlaces.empty }
    }

    /// Where an id stands, or the empty slot where it would.
    @inline(__always)
    private func place(of id: VoucherID) -> Int {
        let mask = slots.count - 1
        var place = home(of: id)
        while slots[place].sequence != 0, slots[place].id != id { place = (place + 1) & mask }
        return place
    }

    @inline(__always)
    private func home(of id: VoucherID) -> Int {
        Int(truncatingIfNeeded: (UInt64(truncatingIfNeeded: id.bits) &* factor) >> UInt64(shift))
    }

    private mutating func grow() {
        let former = slots
        let size = max(64, 2 * former.count)
        slots = [Slot](repeating: VoucherPlaces.empty, count: size)
        shift = UInt64.bitWidth - size.trailingZeroBitCount
        for slot in former where slot.sequence != 0 { slots[place(of: slot.id)] = slot }
    }
}
