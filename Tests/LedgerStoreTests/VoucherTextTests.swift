import Database
import Ledger
import LedgerStore
import Money
import TestSupport
import Testing

/// The strings of which a leaf is made.
struct VoucherTextTests {
    private static func text(_ voucher: StoredVoucher, accounts: [Account]) -> String {
        var chart = Chart()
        for account in accounts { _ = chart.open(account) }
        var bytes = Array("before".utf8)
        VoucherText(accounts: chart).append(voucher, to: &bytes)
        return String(decoding: bytes.dropFirst(6), as: UTF8.self)
    }

    /// A voucher of the books, to be changed at will.
    let base: StoredVoucher

    init() throws {
        let books = try Books()
        _ = try books.store.post([try Books.sales(["x"])])
        var found: [StoredVoucher] = []
        try books.database.read { connection in
            try books.store.forEachVoucher(connection) { found.append($0) }
        }
        base = try #require(found.first)
    }

    private func voucher(
        cause: String = "x", occurred: Moment = Books.recorded, ownDay: BookDay = Books.begins,
        target: VoucherID? = nil, transfers: [Transfer] = []
    ) -> StoredVoucher {
        var voucher = base
        voucher.kind = target == nil ? .post : .void
        voucher.target = target
        voucher.cause = cause
        voucher.occurred = occurred
        voucher.ownDay = ownDay
        voucher.transfers = transfers
        return voucher
    }

    @Test(
        "Control bytes and the percent sign are written %XX, all else as it is",
        arguments: [
            ("", ""), ("plain/cause-1", "plain/cause-1"), ("収納・一", "収納・一"),
            ("a\nb", "a%0Ab"), ("100%", "100%25"), ("%0A", "%250A"),
            ("\u{0}\u{1F} \u{7F}", "%00%1F %7F"),
            ("\r\n", "%0D%0A"), ("a,b \"c\"", "a,b \"c\""), ("\u{80}\u{A0}", "\u{80}\u{A0}"),
        ])
    func escaping(_ cause: String, _ written: String) throws {
        #expect(VoucherText.cause(cause) == written)
        let text = VoucherTextTests.text(voucher(cause: cause), accounts: [])
        #expect(text.hasSuffix("\n\n" + written + "\n"))
    }

    @Test("In funds and accounts the comma is written %2C too")
    func accountNames() throws {
        let first = try #require(Account(fund: "a,b", code: "asset/c,d%"))
        let second = try #require(Account(fund: "a,b", code: "revenue/e\n"))
        #expect(VoucherText.fund(first) == "a%2Cb")
        #expect(VoucherText.code(first) == "asset/c%2Cd%25")
        let transfer = Transfer(debit: AccountID(0), credit: AccountID(1), amount: Yen(Int64.max))
        let text = VoucherTextTests.text(
            voucher(transfers: [transfer, transfer]), accounts: [first, second])
        let line = "a%2Cb,asset/c%2Cd%25,revenue/e%0A,9223372036854775807\n"
        #expect(text.hasSuffix("\nx\n" + line + line))
    }

    @Test("Days and times are those that are printed elsewhere, at every hour of every year")
    func times() {
        var random = SplitMix64(seed: ModelTests.seed)
        var seconds: [Int64] = [
            0, -1, -32_400, -32_401, -62_135_629_200, -62_167_251_600, 253_402_268_399,
        ]
        seconds += (0..<2_000).map { _ in
            Int64.random(in: -62_167_251_600...253_402_268_399, using: &random)
        }
        for moment in seconds.map(Moment.init(seconds:)) {
            #expect(VoucherText.time(moment) == moment.description)
            let text = VoucherTextTests.text(
                voucher(occurred: moment, ownDay: moment.day), accounts: [])
            #expect(text.contains("\n\(moment.day)\n\(moment)\n"))
        }
    }

    @Test("A time that RFC 3339 cannot say is told in seconds, a day with all digits of its year")
    func farTimes() {
        for seconds in [Int64.min, -62_167_251_601, 253_402_268_400, .max] {
            #expect(VoucherText.time(Moment(seconds: seconds)) == String(seconds))
        }
        for number in [Int32.min, -800_000, 2_932_897, .max] {
            let day = BookDay(number: number)
            let text = VoucherTextTests.text(voucher(ownDay: day), accounts: [])
            #expect(text.contains("\n\(day)\n"))
        }
    }

    @Test("Each kind has its word, and a target its line")
    func kinds() {
        #expect(
            Voucher.Kind.allCases.map(VoucherText.kind)
                == ["post", "reserve", "confirm", "void", "reverse"])
        let target = VoucherID(bits: 5)
        let text = VoucherTextTests.text(voucher(target: target), accounts: [])
        #expect(text.contains("\nvoid\n1\n"))
        #expect(text.hasSuffix("\n\(target)\nx\n"))
    }
}
