import Database
import Ledger
import LedgerStore
import Money
import Testing

struct WriterTests {
    struct Mistake: Error {}

    let books: Books

    init() throws {
        books = try Books()
        let note = "CREATE TABLE note (text TEXT NOT NULL) STRICT;"
        try books.database.write { connection in
            try connection.run(
                connection.engine == .sqlite ? note : PostgreSQLSchema.tables(note))
        }
    }

    private func notes(_ database: Database? = nil) throws -> [String] {
        try (database ?? books.database).read { connection in
            let row = try connection.statement("SELECT text FROM note ORDER BY rowid")
            var notes: [String] = []
            while try row.step() { notes.append(row.text(0)) }
            return notes
        }
    }

    private static func note(_ text: String) -> @Sendable (Connection) throws -> Void {
        { connection in
            let insert = try connection.statement("INSERT INTO note VALUES (?1)")
            insert.bind(1, text)
            try insert.run()
        }
    }

    @Test("A change's rows stand together with its vouchers")
    func rowsStand() throws {
        let change = try Books.sales(["sale-1"], rows: WriterTests.note("a"))
        _ = try books.store.post([change])
        #expect(try notes() == ["a"])
        #expect(try books.head().sequence == 1)
    }

    @Test("A change of rows alone leaves the head as it was")
    func rowsAlone() throws {
        let before = try books.head()
        let change = try Books.sales([], rows: WriterTests.note("a"))
        #expect(try books.store.post([change]) == [[]])
        #expect(try notes() == ["a"])
        #expect(try books.head() == before)
    }

    @Test("A refused change leaves no trace, nor do its rows; its neighbours stand")
    func refusedChange() throws {
        var wrong = try Books.sales(["sale-2", "sale-3"], rows: WriterTests.note("wrong"))
        // It opens an account too, which must go with it.
        let new = try #require(Account(fund: "general", code: "asset/bank/new"))
        let place = wrong.chart.open(new)
        wrong.vouchers.append(
            Voucher(
                cause: "sale-4", occurred: Books.recorded, ownDay: Books.begins,
                action: .post([Transfer(debit: place, credit: place, amount: Yen(1))])))
        let answers = try books.store.post([
            try Books.sales(["sale-1"], rows: WriterTests.note("a")), wrong,
            try Books.sales(["sale-2"], amount: 5, rows: WriterTests.note("b")),
        ])
        let day = Books.begins
        #expect(
            answers == [
                [.success(.posted(sequence: 1, day: day))],
                [
                    .failure(.changeRefused), .failure(.changeRefused), .failure(.accountsEqual),
                ],
                [.success(.posted(sequence: 2, day: day))],
            ])
        #expect(try notes() == ["a", "b"])
        #expect(try books.database.read { try books.store.accounts($0).count } == 2)
        #expect(try books.store.audit().isSound)
    }

    @Test("What stood before a refused change answers as a duplicate still")
    func duplicateInRefusedChange() throws {
        _ = try books.store.post([try Books.sales(["sale-1"])])
        var change = try Books.sales(["sale-1", "sale-2"])
        change.vouchers.append(
            Voucher(
                cause: "sale-3", occurred: Books.recorded, ownDay: Books.begins, action: .post([])))
        let answers = try books.store.post([change])
        #expect(
            answers == [
                [
                    .success(.duplicate(sequence: 1, day: Books.begins)),
                    .failure(.changeRefused), .failure(.noTransfers),
                ]
            ])
        #expect(try books.head().sequence == 1)
    }

    @Test("A change whose rows throw leaves no trace, and its neighbours in the commit stand")
    func rowsThrow() throws {
        let note = WriterTests.note("half done")
        let broken = try Books.sales(["sale-2"]) { connection in
            try note(connection)
            throw Mistake()
        }
        #expect(throws: Mistake.self) {
            try books.store.post([
                try Books.sales(["sale-1"], rows: WriterTests.note("a")), broken,
                try Books.sales(["sale-3"], rows: WriterTests.note("b")),
            ])
        }
        #expect(try notes() == ["a", "b"])
        let causes = try causes()
        #expect(causes == ["sale-1", "sale-3"])
        #expect(try books.store.audit().isSound)
    }

    private func causes() throws -> [String] {
        var causes: [String] = []
        try books.database.read { connection in
            try books.store.forEachVoucher(connection) { causes.append($0.cause) }
        }
        return causes
    }

    @Test("Posting inside a transaction shares its fate, and the writer goes on rightly")
    func insideTransaction() throws {
        _ = try books.store.post([try Books.sales(["sale-1"])])
        #expect(throws: Mistake.self) {
            try books.database.write { connection in
                let answers = try books.store.post(try Books.sales(["sale-2"]), in: connection)
                #expect(answers == [.success(.posted(sequence: 2, day: Books.begins))])
                _ = try books.store.closeDay(
                    Books.begins, recorded: Books.recorded, in: connection)
                throw Mistake()
            }
        }
        #expect(try books.head().closedThrough == nil)
        let answers = try books.database.write { connection in
            // Two changes and a closing in one transaction.
            let first = try books.store.post(try Books.sales(["sale-3"]), in: connection)
            let closing = try books.store.closeDay(
                Books.begins, recorded: Books.recorded, in: connection)
            let second = try books.store.post(try Books.sales(["sale-2"]), in: connection)
            #expect((try? closing.get())?.sequence == 2)
            return first + second
        }
        #expect(
            answers == [
                .success(.posted(sequence: 2, day: Books.begins)),
                .success(.posted(sequence: 3, day: Books.begins.adding(1))),
            ])
        #expect(try causes() == ["sale-1", "sale-3", "sale-2"])
        #expect(try books.store.audit().isSound)
    }

    @Test("Two writers on one file see each other's vouchers, accounts and closings")
    func twoWriters() throws {
        let database = try books.opened()
        let other = LedgerStore(database)
        let day = Books.begins
        let first = try books.store.post([try Books.sales(["sale-1"])])
        #expect(first == [[.success(.posted(sequence: 1, day: day))]])
        let again = try other.post([try Books.sales(["sale-1", "sale-2"])])
        #expect(
            again == [
                [
                    .success(.duplicate(sequence: 1, day: day)),
                    .success(.posted(sequence: 2, day: day)),
                ]
            ])
        #expect(try other.closeDay(day, recorded: Books.recorded).get().sequence == 2)
        let later = try books.store.post([try Books.sales(["sale-2", "sale-3"])])
        #expect(
            later == [
                [
                    .success(.duplicate(sequence: 2, day: day)),
                    .success(.posted(sequence: 3, day: day.adding(1))),
                ]
            ])
        #expect(
            try books.store.closeDay(day, recorded: Books.recorded)
                == .failure(.dayAlreadyClosed))
        #expect(try other.audit().isSound)
    }

    @Test("Books that a newer program has upgraded meanwhile are left alone")
    func upgradedMeanwhile() throws {
        _ = try books.store.post([try Books.sales(["sale-1"])])
        try books.opened().write { connection in
            try connection.run("INSERT INTO schema_migration VALUES (999, 'new')")
            try connection.run("UPDATE schema_compatible SET since = 999")
        }
        let trouble = try #require(
            #expect(throws: DatabaseTrouble.self) {
                try books.store.post([try Books.sales(["sale-2"])])
            })
        #expect(trouble.kind == .schema)
        #expect(try books.head().sequence == 1)
    }

    @Test("Books are initialised once, and not posted to before")
    func initialisedOnce() throws {
        #expect(throws: DatabaseTrouble.self) {
            try books.database.write {
                try LedgerStore.initialise(in: $0, begins: Books.begins)
            }
        }
        let folder = try TemporaryFolder()
        let empty = try Database.create(
            path: folder.path("empty"), migrations: LedgerStore.migrations)
        let trouble = try #require(
            #expect(throws: DatabaseTrouble.self) {
                try LedgerStore(empty).post([try Books.sales(["sale-1"])])
            })
        #expect(trouble.kind == .schema)
    }

    @Test("A voucher reads back as it was posted, by id and by day")
    func readsBack() throws {
        let change = try Books.sales(["収納/1"], amount: .max / 2, day: Books.begins.adding(-3))
        _ = try books.store.post([change])
        let later = try Books.sales(["sale-2"], day: Books.begins.adding(2))
        _ = try books.store.post([later])
        try books.database.read { connection in
            let posted = change.vouchers[0]
            let stored = try #require(try books.store.voucher(posted.id, connection))
            #expect(stored.id == posted.id)
            #expect(stored.cause == posted.cause)
            #expect(stored.occurred == posted.occurred)
            #expect(stored.ownDay == posted.ownDay)
            #expect(stored.action == posted.action)
            #expect(stored.day == Books.begins)
            #expect(stored.recorded == Books.recorded)
            #expect(try books.store.voucher(VoucherID(bits: 1), connection) == nil)
            #expect(try books.store.state(of: VoucherID(bits: 1), connection) == nil)
            for (offset, expected) in [(0, ["収納/1"]), (1, []), (2, ["sale-2"])] {
                var causes: [String] = []
                try books.store.forEachVoucher(
                    connection, bookedOn: Books.begins.adding(offset)
                ) { causes.append($0.cause) }
                #expect(causes == expected)
            }
        }
    }
}
