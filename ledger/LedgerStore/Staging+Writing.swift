import Database
import Ledger
import Money

/// Writing a judged batch: after this point only trouble can stop it.
extension Staging {
    /// Writes what the batch adds, and the head; does nothing where it adds nothing.
    func write(_ connection: Connection) throws(DatabaseTrouble) -> LedgerHead {
        guard !vouchers.isEmpty else { return stored }
        try writeAccounts(connection)
        try writeJournal(connection)
        try writeFollowers(connection)
        try writeKeys(connection)
        var hash = CommitHash(after: stored, opened: opened)
        hash.addVouchers(count: vouchers.count, records: records)
        var next = head
        next.commits += 1
        next.hash = hash.finish(closing: nil)
        try next.write(connection)
        if next.sequence - folded >= Fold.width { try StoredFolds(connection).fold(next) }
        return next
    }

    private func writeAccounts(_ connection: Connection) throws(DatabaseTrouble) {
        guard !opened.isEmpty else { return }
        let insert = try connection.insertion(
            into: "ledger_account", [.integer("id"), .text("fund"), .text("code")])
        for (account, number) in zip(opened, Int64(stored.accounts)...) {
            insert.bind(1, number)
            insert.bind(2, account.fund)
            insert.bind(3, account.code)
            try insert.add()
        }
        try insert.finish()
    }

    private func writeJournal(_ connection: Connection) throws(DatabaseTrouble) {
        var packer = JournalPacker(after: stored.sequence)
        var days = DayCounts()
        try records.bytes.withUnsafeBufferPointer { records throws(DatabaseTrouble) in
            let bytes = UnsafeRawBufferPointer(records)
            for (place, voucher) in vouchers.enumerated() {
                let end = place + 1 < vouchers.count ? vouchers[place + 1].record : bytes.count
                try packer.append(
                    UnsafeRawBufferPointer(rebasing: bytes[voucher.record..<end]),
                    day: voucher.day, connection)
                days.add(voucher.day, sequence: packer.last)
            }
        }
        try packer.finishCommit(connection)
        try days.write(connection)
    }

    private func writeFollowers(_ connection: Connection) throws(DatabaseTrouble) {
        let insert = try connection.insertion(
            into: "ledger_follower", [.blob("target"), .integer("reverses"), .integer("sequence")])
        for (voucher, sequence) in zip(vouchers, (stored.sequence + 1)...) {
            guard let target = voucher.target else { continue }
            try withUnsafeBytes(of: target.bits.bigEndian) { target throws(DatabaseTrouble) in
                insert.bind(1, target)
                insert.bind(2, voucher.kind == .reverse ? 1 : 0)
                insert.bind(3, sequence)
                try insert.add()
            }
        }
        try insert.finish()
    }

    /// In the order of the ids, so that the index grows in as few places as can be.
    private func writeKeys(_ connection: Connection) throws(DatabaseTrouble) {
        let insert = try connection.insertion(
            into: "ledger_voucher_key", [.blob("id"), .integer("sequence")])
        var order = Array(vouchers.indices)
        let isSorted = zip(vouchers, vouchers.dropFirst()).allSatisfy { $0.id < $1.id }
        if !isSorted { order.sort { vouchers[$0].id < vouchers[$1].id } }
        for place in order {
            let id = vouchers[place].id.bits.bigEndian
            try withUnsafePointer(to: id) { id throws(DatabaseTrouble) in
                insert.bind(1, UnsafeRawBufferPointer(start: id, count: 16))
                insert.bind(2, stored.sequence + Int64(place) + 1)
                try insert.add()
            }
        }
        try insert.finish()
    }
}
