import City
import Database
import Foundation
import Ledger
import LedgerStore
import Money
import Office
import Provider
import Reconciliation
import Store
import Testing

@Suite("A changed city file") struct CityApplyTests {
    private static let fee = """
        { id: juminhyo,       name: 住民票の写し,                    price: 300,  fund: general, \
        subject: "14-02-01-01", tax: exempt, office: shimin, online: true,  from: 2025-04-01 }
        """
    private static let raised = """
          - { id: juminhyo, name: 住民票の写し, price: 400, fund: general, \
        subject: "14-02-01-09", tax: exempt, office: shimin, online: true, from: 2026-04-10 }

        """

    /// The city with another price, and another subject, from 2026-04-10.
    private func cityWithNewPrice() throws -> String {
        let city = try SampleMonth.city
        let place = try #require(city.range(of: "  - { id: inkan,"))
        return city[..<place.lowerBound] + Self.raised + city[place.lowerBound...]
    }

    private func stored(_ desk: Desk) throws -> String? {
        try desk.books.database.read { try CityFiles($0).current() }
    }

    @Test("A change of what the past used is refused, and the old file holds")
    func refused() throws {
        let desk = try Desk()
        try desk.take("a", Journal.event(1, "2026-04-09T10:00", ["juminhyo 1 300"]))
        let city = try SampleMonth.city
        #expect(city.contains(Self.fee))
        let changed = city.replacing(Self.fee, with: Self.fee.replacing("300", with: "400"))
        let code = try desk.refusal {
            try desk.books.apply(cityFile: changed, at: Desk.noon("2026-04-09"))
        }
        #expect(code == "city-change")
        #expect(try stored(desk) == city)
        #expect(try desk.count("city_file") == 1)
        try desk.reopen()
        #expect(desk.books.city.fee("juminhyo", on: try Desk.day("2026-04-09"))?.price == Yen(300))
    }

    @Test("A file that cannot be read changes nothing")
    func unreadable() throws {
        let desk = try Desk()
        let city = try SampleMonth.city
        #expect(throws: (any Error).self) {
            try desk.books.apply(cityFile: city + "\nnonsense: 1\n", at: Desk.noon("2026-04-09"))
        }
        #expect(try stored(desk) == city)
    }

    @Test("An allowed change holds from its date, and what was sold before stays")
    func allowed() throws {
        let desk = try Desk()
        try desk.take("a", Journal.event(1, "2026-04-09T10:00", ["juminhyo 1 300"]))
        try desk.reconcile("2026-04-09")
        let changed = try cityWithNewPrice()
        try desk.books.apply(cityFile: changed, at: Desk.noon("2026-04-09"))
        try desk.reopen()
        #expect(try stored(desk) == changed)
        #expect(desk.books.city.fee("juminhyo", on: try Desk.day("2026-04-09"))?.price == Yen(300))
        #expect(desk.books.city.fee("juminhyo", on: try Desk.day("2026-04-10"))?.price == Yen(400))
        try desk.take("b", Journal.event(2, "2026-04-10T10:00", ["juminhyo 1 400"]))
        let result = try desk.reconcile("2026-04-10")
        #expect(result.undone == 0 && result.posted == 1)
        let balances = try desk.balances()
        #expect(balances["general revenue/2026/14-02-01-01"] == 300)
        #expect(balances["general revenue/2026/14-02-01-09"] == 400)
        #expect(try desk.audit().isSound)
    }

    @Test("The same file again is harmless and makes no new version")
    func again() throws {
        let desk = try Desk()
        let changed = try cityWithNewPrice()
        for _ in 0..<3 {
            try desk.books.apply(cityFile: changed, at: Desk.noon("2026-04-09"))
        }
        #expect(try desk.count("city_file") == 2)
    }

    @Test("Books are made once")
    func initialiseTwice() throws {
        let desk = try Desk()
        try desk.take("a", Journal.event(1, "2026-04-09T10:00", ["juminhyo 1 300"]))
        let code = try desk.refusal {
            _ = try Books.initialise(
                desk.place, cityFile: SampleMonth.city, at: Desk.noon("2026-04-09"))
        }
        #expect(code == "books-exist")
        #expect(try desk.count("sale") == 1)
    }

    @Test("Where there are no books, none are opened")
    func noBooks() throws {
        let desk = try Desk()
        let code = try desk.refusal { _ = try Books.open(desk.path + "-elsewhere") }
        #expect(code == "no-books")
    }
}
