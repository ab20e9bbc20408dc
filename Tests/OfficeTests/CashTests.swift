import BankFiles
import City
import Database
import Ledger
import Money
import Office
import Reconciliation
import Settlement
import Testing

@Suite("The books' bank balance beside the bank's own")
struct CashTests {
    private func account(_ desk: Desk, _ day: String) throws -> CashPosition.Account {
        let position = try ReadCash(desk.books).run(Desk.day(day))
        return try #require(position.accounts.first)
    }

    @Test("On each day of the sample month both balances are one, with nothing on either list")
    func agreement() throws {
        let desk = try AprilBooks.copy()
        for number in 1...30 {
            let day = BookDay(number: 20_543 + Int32(number))
            let account = try account(desk, day.description)
            #expect(account.booked == account.stated && account.unexplained == .zero, "\(day)")
            #expect(account.notAtBank.isEmpty && account.notInBooks.isEmpty, "\(day)")
            // Banks write no statement of a day on which they rest.
            #expect(
                account.statedThrough == desk.books.city.calendar.banks.previous(onOrBefore: day))
        }
    }

    @Test("A line of a closed day that comes late is at the bank and not in the books of that day")
    func late() throws {
        let desk = try AprilBooks.copy()
        try desk.close(through: "2026-05-10")
        try desk.take(SampleMonth.late)
        try desk.reconcile("2026-05-20")
        let then = try account(desk, "2026-05-10")
        #expect(!then.notInBooks.isEmpty && then.notAtBank.isEmpty)
        #expect(then.booked != then.stated && then.unexplained == .zero)
        let now = try account(desk, "2026-05-20")
        #expect(now.booked == now.stated && now.notInBooks.isEmpty && now.notAtBank.isEmpty)
    }

    @Test("Where the bank's statements end is told, and balances stay those of that day")
    func ends() throws {
        let desk = try AprilBooks.copy()
        let account = try account(desk, "2026-05-04")
        #expect(account.statedThrough?.description == "2026-04-30")
        #expect(account.unexplained == .zero)
    }

    @Test("What providers hold is their clearing balance, by age, and the rest is named")
    func clearing() throws {
        let desk = try AprilBooks.copy()
        let balances = try desk.balances()
        for day in ["2026-04-15", "2026-04-30"] {
            let position = try ReadClearing(desk.books).run(Desk.day(day))
            #expect(position.providers.contains { $0.balance != .zero })
            for provider in position.providers {
                let sum = provider.byAge.reduce(Yen.zero, +) + provider.other
                #expect(sum == provider.balance)
            }
            guard day == "2026-04-30" else { continue }
            for provider in position.providers {
                let booked = balances.filter {
                    $0.key.hasSuffix(" asset/clearing/\(provider.id)")
                }.reduce(Int64(0)) { $0 + $1.value }
                #expect(provider.balance.value == booked, "\(provider.id)")
            }
            #expect(!position.received.isEmpty && !position.expected.isEmpty)
        }
    }

    @Test("A payout's receipt is its bank line and what the provider kept")
    func receipts() throws {
        let desk = try AprilBooks.copy()
        let position = try ReadClearing(desk.books).run(Desk.day("2026-04-30"))
        let figures = try ReadFigures(desk.books).run(Desk.day("2026-04-30"))
        let gross = position.received.reduce(Yen.zero) { $0 + $1.gross }
        let net = position.received.reduce(Yen.zero) { $0 + $1.net }
        #expect(gross == figures.month.sum().received)
        #expect(net == figures.month.bank[BankMovement(account: "main", reason: .payouts)])
        let unknown = figures.month.rows.filter { $0.key.item == RevenueKey.unidentified }
        let explained = position.received.flatMap(\.lines).filter {
            $0.account.code == "liability/unidentified"
        }.reduce(Yen.zero) { $0 + $1.amount }
        #expect(unknown.values.reduce(Yen.zero) { $0 + $1.received } == explained)
    }
}
