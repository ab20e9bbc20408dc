import Database
import Ledger
import Money

/// Writing a judged batch: after this point only trouble can stop it.
extension Staging {
    /// Writes what the batch adds, and the head; does nothing where it adds nothing.
    func write(_ connection: Connection) throws(DatabaseTrouble) -> LedgerHead {
        guard !vouchers.isEmpty else { return stored }
        try writeAccounts(connection)
        try writeVouchers(connection)
        try writeKeys(connection)
        try DaySums(self).write(connection)
        var hash = CommitHash(after: stored, opened: opened)
        hash.addVouchers(count: vouchers.count, records: records)
        var next = head
        next.commits += 1
        next.hash = hash.finish(closing: nil)
        try next.write(connection)
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

    private func writeVouchers(_ connection: Connection) throws(DatabaseTrouble) {
        // OR FAIL, as the table's trigger: a row that might have to be undone by itself would make
        // SQLite copy the pages it touches, for each row. Here the whole batch is undone instead.
        let insert = try connection.statement(
            "INSERT OR FAIL INTO ledger_voucher VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        try records.bytes.withUnsafeBufferPointer { records throws(DatabaseTrouble) in
            let bytes = UnsafeRawBufferPointer(records)
            for (voucher, sequence) in zip(vouchers, (stored.sequence + 1)...) {
                insert.bind(1, sequence)
                insert.bind(2, Int64(voucher.kind.rawValue))
                insert.bind(3, Int64(voucher.day.number))
                let ownDay = voucher.ownDay == voucher.day ? nil : voucher.ownDay
                insert.bind(4, ownDay.map { Int64($0.number) })
                insert.bind(5, voucher.occurred.seconds)
                insert.bind(6, voucher.recorded.seconds)
                insert.bind(7, voucher.target?.bytes)
                insert.bindInPlace(text: 8, UnsafeRawBufferPointer(rebasing: bytes[voucher.cause]))
                insert.bindInPlace(
                    blob: 9, UnsafeRawBufferPointer(rebasing: bytes[voucher.packedTransfers]))
                try insert.run()
            }
        }
    }

    /// In the order of the ids, so that the index grows in as few places as can be.
    private func writeKeys(_ connection: Connection) throws(DatabaseTrouble) {
        let insert = try connection.statement("INSERT INTO ledger_voucher_key VALUES (?1, ?2)")
        let keys = zip(vouchers, (stored.sequence + 1)...).map { (id: $0.id, sequence: $1) }
            .sorted { $0.id < $1.id }
        let ids = keys.map(\.id.bits.bigEndian)
        try ids.withUnsafeBufferPointer { ids throws(DatabaseTrouble) in
            let bytes = UnsafeRawBufferPointer(ids)
            for (place, key) in keys.enumerated() {
                insert.bindInPlace(
                    blob: 1, UnsafeRawBufferPointer(rebasing: bytes[place * 16..<place * 16 + 16]))
                insert.bind(2, key.sequence)
                try insert.run()
            }
        }
    }
}
