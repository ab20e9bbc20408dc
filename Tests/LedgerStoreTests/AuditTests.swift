import Database
import Ledger
import LedgerStore
import Money
import TestSupport
import Testing

/// The audit trusts nothing but the journal: each damage is told for what it is.
struct AuditTests {
    struct Tampering: Sendable, CustomTestStringConvertible {
        var sql: String
        var damage: AuditDamage.Kind
        var testDescription: String { damage.rawValue + ": " + sql }

        init(_ damage: AuditDamage.Kind, _ sql: String) {
            self.damage = damage
            self.sql = sql
        }
    }

    private static let noon = Moment(day: Books.begins, secondOfDay: 43_200)
    private static let laterRecorded = Patch.replace(
        Patch.number(Books.begins) + Patch.number(Books.recorded),
        with: Patch.number(Books.begins)
            + Patch.number(Moment(seconds: Books.recorded.seconds + 1)))
    /// 4,379 yen of the 4,380 that were reserved.
    private static let confirmedAmount = Patch.replace(
        Patch.number(Books.recorded) + [1, 0, 1, 0x9C, 0x22],
        with: Patch.number(Books.recorded) + [1, 0, 1, 0x9B, 0x22])

    static let tamperings: [Tampering] = [
        Tampering(.accountDamaged, "UPDATE ledger_account SET code = 'nonsense' WHERE id = 1"),
        Tampering(.accountDamaged, "INSERT INTO ledger_account VALUES (2, 'x', 'asset/x')"),
        Tampering(.hashWrong, "UPDATE ledger_account SET code = 'asset/bank/other' WHERE id = 0"),
        Tampering(
            .voucherDamaged, "UPDATE ledger_journal SET records = substr(records, 1, 5)"),
        Tampering(
            .voucherDamaged,
            "UPDATE ledger_journal SET records = CAST(records || x'00' AS BLOB) WHERE first = 1"),
        Tampering(.voucherDamaged, "UPDATE ledger_journal SET records = x'' WHERE first = 6"),
        Tampering(.voucherDamaged, "UPDATE ledger_journal SET vouchers = 9 WHERE first = 6"),
        Tampering(.voucherDamaged, "UPDATE ledger_journal SET vouchers = -1 WHERE first = 6"),
        Tampering(.sequenceGap, "DELETE FROM ledger_journal WHERE first = 4"),
        Tampering(.sequenceGap, "UPDATE ledger_journal SET first = 2 WHERE first = 1"),
        Tampering(.commitOutOfOrder, "DELETE FROM ledger_commit WHERE number = 2"),
        Tampering(.commitOutOfOrder, "UPDATE ledger_commit SET accounts = 99 WHERE number = 2"),
        Tampering(.transferUnsound, Patch.after("sale-1", [1, 0, 1, 0xD8, 4], with: [0])),
        Tampering(
            .transferUnsound, Patch.after("sale-1", [1, 0, 1, 0xD8, 4], with: [1, 0, 0, 1])),
        Tampering(
            .transferUnsound, Patch.after("sale-1", [1, 0, 1, 0xD8, 4], with: [1, 0, 1, 0])),
        Tampering(
            .transferUnsound, Patch.after("sale-1", [1, 0, 1, 0xD8, 4], with: [1, 0, 79, 1])),
        // The sale's and the sum's own bytes, so that only the hash can tell.
        Tampering(.hashWrong, laterRecorded),
        Tampering(.keyWrong, Patch.replace(Array("sale-1".utf8), with: Array("sale-9".utf8))),
        Tampering(
            .keyWrong,
            Patch.replace(
                Patch.number(noon), with: Patch.number(Moment(seconds: noon.seconds + 1)))),
        Tampering(.keyWrong, "DELETE FROM ledger_voucher_key WHERE sequence = 1"),
        Tampering(.keyWrong, "INSERT INTO ledger_voucher_key VALUES (zeroblob(16), 1)"),
        Tampering(
            .bookingDayWrong,
            Patch.replace(
                Patch.number(Books.begins) + [6] + Array("sale-1".utf8),
                with: Patch.number(Books.begins.adding(1)) + [6] + Array("sale-1".utf8))),
        Tampering(.bookingDayWrong, "UPDATE ledger_journal SET earliest_day = earliest_day - 1"),
        Tampering(.bookingDayWrong, "UPDATE ledger_journal SET latest_day = latest_day + 1"),
        Tampering(
            .targetWrong,
            """
            UPDATE ledger_journal SET records = CAST(
                substr(records, 1, instr(records, 'other-confirm') + 12) || zeroblob(16)
                    || substr(records, instr(records, 'other-confirm') + 29) AS BLOB)
            WHERE first = 4
            """),
        Tampering(
            .targetWrong,
            Patch.replace(
                [4] + Patch.number(Books.recorded), with: [3] + Patch.number(Books.recorded))),
        Tampering(.targetWrong, confirmedAmount),
        Tampering(.targetWrong, "UPDATE ledger_follower SET sequence = 5 WHERE reverses = 0"),
        Tampering(.targetWrong, "DELETE FROM ledger_follower WHERE reverses = 1"),
        Tampering(.targetWrong, "INSERT INTO ledger_follower VALUES (zeroblob(16), 0, 4)"),
        Tampering(.hashWrong, "UPDATE ledger_commit SET hash = zeroblob(32) WHERE number = 1"),
        Tampering(.closingOutOfOrder, "UPDATE ledger_closing SET day = day + 1"),
        Tampering(.closingOutOfOrder, "UPDATE ledger_closing SET commit_number = 99"),
        Tampering(.hashWrong, "UPDATE ledger_closing SET recorded = recorded + 1"),
        Tampering(.foldWrong, "DELETE FROM ledger_fold"),
        Tampering(.foldWrong, "UPDATE ledger_fold SET last = 9223372036854775807"),
        Tampering(.foldWrong, "UPDATE ledger_fold SET first = 2"),
        Tampering(.foldWrong, "UPDATE ledger_fold SET last = 4"),
        Tampering(.statementWrong, "UPDATE ledger_statement SET entries = x'0000'"),
        Tampering(.statementWrong, "DELETE FROM ledger_statement"),
        Tampering(.statementWrong, "INSERT INTO ledger_statement VALUES (9, x'000101')"),
        Tampering(.dayWrong, "UPDATE ledger_day SET vouchers = vouchers + 1"),
        Tampering(.dayWrong, "DELETE FROM ledger_day"),
        Tampering(.dayBalanceWrong, "UPDATE ledger_day_balance SET debits = debits + 1"),
        Tampering(.dayBalanceWrong, "DELETE FROM ledger_day_balance"),
        Tampering(
            .dayBalanceWrong,
            """
            INSERT INTO ledger_day_balance
                (place, debits, credits, pending_debits, pending_credits) VALUES (9, 0, 0, 0, 0)
            """),
        Tampering(.carriedBalanceWrong, "UPDATE ledger_carried_balance SET credits = 7"),
        Tampering(.carriedBalanceWrong, "DELETE FROM ledger_carried_balance"),
        Tampering(.closingDamaged, "UPDATE ledger_closing SET root = x'00'"),
        Tampering(.closingDamaged, "UPDATE ledger_closing SET tree_size = -1"),
        Tampering(.hashWrong, "UPDATE ledger_closing SET root = zeroblob(32)"),
        Tampering(.hashWrong, "UPDATE ledger_closing SET tree_size = tree_size + 1"),
        Tampering(.rootWrong, "UPDATE ledger_closing SET root = zeroblob(32)"),
        Tampering(.rootWrong, laterRecorded),
        Tampering(.rootWrong, "UPDATE ledger_account SET code = 'asset/bank/other' WHERE id = 0"),
        Tampering(.rootWrong, "UPDATE ledger_leaf_secret SET secret = zeroblob(32)"),
        Tampering(.treeSizeWrong, "UPDATE ledger_closing SET tree_size = tree_size + 1"),
        Tampering(.treeSizeWrong, "UPDATE ledger_closing SET tree_size = 1 << 62"),
        Tampering(.treeSizeWrong, "DELETE FROM ledger_journal WHERE first = 4"),
        Tampering(.treeWrong, laterRecorded),
        Tampering(.treeWrong, "UPDATE ledger_tree_run SET hashes = zeroblob(160)"),
        Tampering(.treeWrong, "UPDATE ledger_tree_run SET hashes = x'00'"),
        Tampering(.treeWrong, "UPDATE ledger_tree_run SET sequences = x'0102010101'"),
        Tampering(.treeWrong, "DELETE FROM ledger_tree_run"),
        Tampering(.treeWrong, "INSERT INTO ledger_tree_run VALUES (9, x'09', zeroblob(32))"),
        Tampering(.leafSecretMissing, "UPDATE ledger_leaf_secret SET secret = x'00'"),
        Tampering(.leafSecretMissing, "DELETE FROM ledger_leaf_secret"),
        Tampering(.headWrong, "UPDATE ledger_head SET turnover = turnover + 1"),
        Tampering(.headWrong, "UPDATE ledger_head SET hash = zeroblob(32)"),
    ]

    /// Sales, a reservation confirmed, a reversal, and a closed day.
    static func books(amountOfSecondSale amount: Int64 = 600) throws -> Books {
        let books = try Books()
        var change = try Books.sales(["sale-1"])
        change.vouchers += try Books.sales(["sale-2"], amount: amount).vouchers
        let reserve = Voucher(
            cause: "slip-1", occurred: Books.recorded, ownDay: Books.begins,
            action: .reserve([
                Transfer(debit: AccountID(0), credit: AccountID(1), amount: Yen(4_380))
            ]))
        change.vouchers.append(reserve)
        let others = [Voucher.Action.confirm(reserve.id), .reverse(change.vouchers[0].id)].map {
            Voucher(
                cause: "other-\($0.kind)", occurred: Books.recorded, ownDay: Books.begins,
                action: $0)
        }
        _ = try books.store.post([change])
        change.vouchers = others
        let answers = try books.store.post([change]).joined().map { try $0.get().sequence }
        #expect(answers == [4, 5])
        _ = try books.store.closeDay(Books.begins, recorded: Books.recorded).get()
        _ = try books.store.post([
            try Books.sales(["sale-3"], day: Books.begins.adding(1))
        ])
        return books
    }

    @Test("Sound books are found sound, and what was walked is told")
    func soundBooks() throws {
        let books = try AuditTests.books()
        var told: [Int64] = []
        let report = try books.store.audit { walked, _ in told.append(walked) }
        #expect(report.damages == [])
        #expect(report.isSound)
        #expect(report.vouchers == 6)
        #expect(report.transfers == 6)
        #expect(report.accounts == 2)
        #expect(report.commits == 4)
        #expect(report.closedDays == 1)
        #expect(report.leaves == 5)
        #expect(report.sums == 6)
        #expect(told.last == 6)
    }

    @Test("Empty books are sound")
    func emptyBooks() throws {
        let books = try Books()
        let report = try books.store.audit()
        #expect(report.isSound)
        #expect(report.vouchers == 0)
        #expect(report.sums == 0)
    }

    @Test("Tampering is found", arguments: tamperings)
    func tamperingIsFound(_ tampering: Tampering) throws {
        let books = try AuditTests.books()
        try books.database.write { connection in
            try AuditTests.disarm(connection)
            let statement = try connection.statement(TestEngine.sql(tampering.sql))
            try statement.run()
            #expect(statement.changes > 0)
        }
        let report = try books.store.audit()
        #expect(!report.isSound)
        #expect(report.damages.map(\.kind).contains(tampering.damage), "\(report.damages)")
    }

    /// Takes the triggers and the checks away that would refuse to tamper.
    static func disarm(_ connection: Connection) throws {
        if connection.engine == .postgresql { return try connection.run(TestEngine.disarming) }
        try connection.run("PRAGMA ignore_check_constraints = ON")
        let row = try connection.statement(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        var names: [String] = []
        while try row.step() { names.append(row.text(0)) }
        for name in names { try connection.run("DROP TRIGGER \(name)") }
    }

    @Test("Every damage has its own code and can be said in both languages")
    func damagesCanBeSaid() {
        let kinds = AuditDamage.Kind.allCases
        #expect(Set(kinds.map(\.sentence.ja)).count == kinds.count)
        #expect(Set(kinds.map(\.sentence.en)).count == kinds.count)
        #expect(kinds.allSatisfy { $0.sentence.ja.hasSuffix("。") })
        #expect(kinds.allSatisfy { $0.sentence.en.hasSuffix(".") })
    }
}
