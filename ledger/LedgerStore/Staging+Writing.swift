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
        let folds = StoredFolds(connection)
        if next.sequence - (try folds.last().sequence) >= Fold.width { try folds.fold(next) }
        return next
    }

    private func writeAccounts(_ connection: Connection) throws(DatabaseTrouble) {
        let insert = try connection.statement("INSERT INTO ledger_account VALUES (?1, ?2, ?3)")
        for (account, number) in zip(opened, Int64(stored.accounts)...) {
            insert.bind(1, number)
            insert.bind(2, account.fund)
            insert.bind(3, account.code)
            try insert.run()
        }
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
        let insert = try connection.statement("INSERT INTO ledger_follower VALUES (?1, ?2, ?3)")
        for (voucher, sequence) in zip(vouchers, (stored.sequence + 1)...) {
            guard let target = voucher.target else { continue }
            insert.bind(1, target)
            insert.bind(2, voucher.kind == .reverse ? 1 : 0)
            insert.bind(3, sequence)
            try insert.run()
        }
    }

    /// In the order of the ids, so that the index grows in as few places as can be.
    private func writeKeys(_ connection: Connection) throws(DatabaseTrouble) {
        let insert = try connection.statement("INSERT INTO ledger_voucher_key VALUES (?1, ?2)")
        var order = Array(vouchers.indices)
        let isSorted = zip(vouchers, vouchers.dropFirst()).allSatisfy { $0.id < $1.id }
        if !isSorted { order.sort { vouchers[$0].id < vouchers[$1].id } }
        for place in order {
            let id = vouchers[place].id.bits.bigEndian
            try withUnsafePointer(to: id) { id throws(DatabaseTrouble) in
                insert.bindInPlace(blob: 1, UnsafeRawBufferPointer(start: id, count: 16))
                insert.bind(2, stored.sequence + Int64(place) + 1)
                try insert.run()
            }
        }
    }
}
