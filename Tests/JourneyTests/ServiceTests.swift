import City
import Database
import Ledger
import LedgerStore
import Money
import Office
import TestSupport
import Testing

@Suite("A service that posts while other processes write the same books")
struct ServiceTests {
    /// What a service does without pause: each voucher of a pair takes back what the other moved,
    /// so that the month's own figures stay what they are.
    private struct Service: Sendable {
        static let tasks = 24
        static let pairs = 40

        let books: Office.Books
        let chart: Chart
        let transfer: Transfer
        let name: String

        init(_ place: String, name: String) throws {
            books = try Office.Books.open(place)
            self.name = name
            var chart = Chart()
            let places = try ["asset/bank/service", "liability/service"].map { code in
                chart.open(try #require(Account(fund: "general", code: code)))
            }
            self.chart = chart
            transfer = Transfer(debit: places[0], credit: places[1], amount: Yen(1_234))
        }

        func voucher(_ task: Int, _ pair: Int, isBack: Bool) -> Voucher {
            let day = books.city.municipality.booksBegin.adding(pair % 30)
            return Voucher(
                cause: "\(name)/\(task)/\(pair)/\(isBack)",
                occurred: Moment(day: day, secondOfDay: task * 100), ownDay: day,
                action: .post([isBack ? transfer.turnedRound : transfer]))
        }

        /// Posts from many tasks, and again and again until it is told to end; returns what was
        /// answered as posted.
        func post(until isEnded: @escaping @Sendable () -> Bool) async throws -> [VoucherID] {
            try await withThrowingTaskGroup(of: [VoucherID].self) { group in
                for task in 0..<Service.tasks {
                    group.addTask {
                        var posted: [VoucherID] = []
                        var pair = 0
                        while pair < Service.pairs || !isEnded() {
                            for isBack in [false, true] {
                                let voucher = voucher(task, pair, isBack: isBack)
                                let change = Change(
                                    chart: chart, vouchers: [voucher], recorded: voucher.occurred)
                                let answer = try await books.ledger.submit(change)
                                guard case .success(.posted) = answer[0] else { return [] }
                                posted.append(voucher.id)
                            }
                            pair += 1
                        }
                        return posted
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }

        /// Each of the vouchers stands in the books, once.
        func check(_ posted: [VoucherID]) throws {
            let wanted = Set(posted)
            #expect(wanted.count == posted.count)
            var found: [VoucherID] = []
            try books.database.read { connection in
                try books.ledger.forEachVoucher(connection) { voucher in
                    if voucher.cause.hasPrefix(name + "/") { found.append(voucher.id) }
                }
            }
            #expect(found.count == wanted.count && Set(found) == wanted)
        }
    }

    private func run(_ commands: [[String]], beside names: [String]) async throws {
        let books = try TestBooks()
        let services = try names.map { try Service(books.place, name: $0) }
        let running = Running(try commands.map { try books.start($0) })
        let posted = try await withThrowingTaskGroup(of: (Int, [VoucherID]).self) { group in
            for (place, service) in services.enumerated() {
                group.addTask {
                    (place, try await service.post { running.haveEnded })
                }
            }
            return try await group.reduce(into: [Int: [VoucherID]]()) { $0[$1.0] = $1.1 }
        }
        for answer in try running.answers() {
            #expect(answer.status == 0, "\(answer.ending)")
        }
        var count = 0
        for (place, service) in services.enumerated() {
            let ids = try #require(posted[place])
            #expect(ids.count >= 2 * Service.tasks * Service.pairs)
            service.books.ledger.shutdown()
            try service.check(ids)
            count += ids.count
        }
        #expect(try books.differences(from: .ofMonth()) == [])
        let vouchers = try books.audit()
        print(
            "ServiceTests: \(names.count) services posted \(count) vouchers beside "
                + "\(commands.count) imports; \(vouchers) in the books, audited")
        #expect(vouchers > count)
    }

    @Test("An import beside a service: all that was answered stands once, and so does the month")
    func importBesideService() async throws {
        try await run([["import", "--json"] + Shiomi.month], beside: ["service"])
    }

    @Test("Two imports and two services at once")
    func everybodyAtOnce() async throws {
        let files = try Shiomi.monthFiles().map(Shiomi.path)
        let half = files.count / 2
        try await run(
            [["import", "--json"] + files[..<half], ["import", "--json"] + files[half...]],
            beside: ["one", "other"])
    }
}
