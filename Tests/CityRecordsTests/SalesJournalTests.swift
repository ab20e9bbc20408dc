import CityRecords
import Money
import Provider
import ProviderContract
import Testing

@Suite("Sales journal") struct SalesJournalTests {
    @Test("Every journal of the sample month is read without a finding")
    func sampleMonth() throws {
        let paths = SampleCity.files(in: "sales") + SampleCity.files(in: "late/sales")
        #expect(paths.count == 32)
        var kinds: [SaleEvent.Kind: Int] = [:]
        for path in paths {
            let bytes = try #require(SampleCity.bytes(path))
            #expect(SalesJournal.recognises(FileHead(bytes: bytes)))
            let reading = SalesSample.read(bytes)
            #expect(reading.rejection == nil && reading.findings == [], "\(path)")
            #expect(reading.rows == bytes.count { $0 == 0x0A }, "\(path)")
            #expect(reading.facts.sales.count == reading.rows)
            #expect(reading.facts.impossibleAmounts == [])
            for event in reading.facts.sales { kinds[event.kind, default: 0] += 1 }
        }
        #expect(
            kinds == [.captured: 5175, .unknown: 21, .voided: 17, .refunded: 22, .resolved: 5])
    }

    @Test("The contract of all adapters holds")
    func contract() throws {
        let lines = [
            SalesSample.line(),
            SalesSample.line(["id": #""01kn3p5w8h0000000000000002""#, "brand": #""ｄ払い""#]),
        ]
        let contract = FileAdapterContract<SalesJournal>(
            sample: Array(lines.joined(separator: "\n").utf8) + [0x0A], expectedRows: 2,
            layout: .other)
        try contract.run()
        contract.fuzz(rounds: 800)
    }

    @Test("A line becomes an event with every field")
    func wholeEvent() throws {
        let reading = SalesSample.read(SalesSample.line())
        let event = try #require(reading.facts.sales.first)
        let id = try #require(PaymentID("01kn3p5w8h0000000000000001".utf8))
        let day = try #require(BookDay("2026-04-01"))
        #expect(
            event
                == SaleEvent(
                    row: 1, id: id, at: Moment(day: day, secondOfDay: 9 * 3600 + 15 * 60 + 3),
                    kind: .captured, channel: .counter, office: "shimin", terminal: "T01",
                    operatorName: "op42", provider: "paypay", method: "qr", brand: "PayPay",
                    amount: Yen(600),
                    lines: [.init(item: .fee("juminhyo"), quantity: 2, amount: Yen(600))],
                    providerRef: "08123456789012345678",
                    merchantRef: "01kn3p5w8h0000000000000001", slip: nil, approval: nil,
                    original: nil, paid: nil))
    }

    @Test("A torn line and a wrong sum are findings; the rest of the file is taken in")
    func brokenSample() throws {
        let bytes = try #require(SampleCity.bytes("bad/sales-broken-line.jsonl"))
        let reading = SalesSample.read(bytes)
        #expect(reading.rejection == nil)
        #expect(reading.findings.map(\.code) == [.rowBroken, .sumDiffers])
        #expect(reading.findings.map(\.line) == [2, 4])
        #expect(reading.rows == 4 && reading.facts.sales.map(\.row) == [1, 3])
    }

    @Test("Blank lines are no rows")
    func blankLines() {
        let reading = SalesSample.read("\n \t\n" + SalesSample.line() + "\r\n\r\n\n")
        #expect(reading.rows == 1 && reading.facts.sales.map(\.row) == [3])
        #expect(reading.findings == [])
    }

    @Test(
        "Each event names the payment it speaks of",
        arguments: [
            (#"{"event":"refunded","refund_of":"#, SaleEvent.Kind.refunded, Bool?.none),
            (#"{"event":"voided","void_of":"#, .voided, nil),
            (#"{"event":"disputed","dispute_of":"#, .disputed, nil),
            (#"{"event":"reinstated","reinstates":"#, .reinstated, nil),
            (#"{"event":"resolved","outcome":"paid","resolves":"#, .resolved, true),
            (#"{"event":"resolved","outcome":"not_paid","resolves":"#, .resolved, false),
        ])
    func references(start: String, kind: SaleEvent.Kind, paid: Bool?) throws {
        let rest = SalesSample.line(["event": nil]).dropFirst()
        let other = "01kn3p5w8h0000000000000009"
        let reading = SalesSample.read(start + "\"\(other)\"," + rest)
        let event = try #require(reading.facts.sales.first)
        #expect(event.kind == kind && event.paid == paid)
        #expect(event.original == PaymentID(other.utf8))
    }

    @Test(
        "The time is taken on any offset and shown on Japan's clock",
        arguments: [
            ("2026-04-01T00:15:03Z", "2026-04-01T09:15:03+09:00"),
            ("2026-04-01t00:15:03z", "2026-04-01T09:15:03+09:00"),
            ("2026-03-31T23:30:00-01:30", "2026-04-01T10:00:00+09:00"),
            ("2026-03-31T15:00:00.999999999Z", "2026-04-01T00:00:00+09:00"),
            ("2026-03-31 23:59:59+09:00", "2026-03-31T23:59:59+09:00"),
            ("2024-02-29T12:00:00.5+00:00", "2024-02-29T21:00:00+09:00"),
        ])
    func times(written: String, shown: String) throws {
        let reading = SalesSample.read(SalesSample.line(["at": "\"\(written)\""]))
        #expect(reading.facts.sales.first?.at.description == shown)
    }

    @Test(
        "Text is read whatever its escapes",
        arguments: [
            (#""op\"4\\2\/""#, "op\"4\\2/"), (#""\u7a93\u53E3""#, "窓口"),
            (#""\ud842\udfb7野""#, "\u{20BB7}野"), (#""a\tb\u0041""#, "a\tbA"),
            (#""ﾏﾄﾞｸﾞﾁ""#, "ﾏﾄﾞｸﾞﾁ"),
        ])
    func escapes(json: String, text: String) {
        let reading = SalesSample.read(SalesSample.line(["operator": json]))
        #expect(reading.facts.sales.first?.operatorName == text)
    }

    @Test("A name may be written with escapes too")
    func escapedNames() {
        let line = SalesSample.line().replacing("\"amount\":600,", with: #""\u0061mount":600,"#)
        #expect(SalesSample.read(line).facts.sales.first?.amount == Yen(600))
    }

    @Test("A journal in CP932 is read, also where a character ends in a backslash byte")
    func shiftJIS() {
        // 表 is 0x95 0x5C, 窓口 0x91 0x8B 0x8C 0xFB.
        let parts = SalesSample.line(["operator": "\"@\""]).split(separator: "@")
        let bytes =
            Array(parts[0].utf8) + [0x95, 0x5C, 0x91, 0x8B, 0x8C, 0xFB] + Array(parts[1].utf8)
        let reading = SalesSample.read(bytes)
        #expect(reading.findings == [])
        #expect(reading.facts.sales.first?.operatorName == "表窓口")
    }

    @Test("Cash has no provider")
    func cash() {
        let reading = SalesSample.read(
            SalesSample.line(["method": #""cash""#, "provider": "null", "brand": "null"]))
        #expect(reading.facts.sales.first?.method == "cash")
        #expect(reading.facts.sales.first?.provider == nil)
    }

    @Test("Unknown members are passed over")
    func unknownMembers() {
        let reading = SalesSample.read(
            SalesSample.line([
                "note": #"{"a":[1,2.5e-3,{"b":null}],"amount":true}"#, "": "false",
            ]))
        #expect(reading.findings == [] && reading.facts.sales.count == 1)
    }

    @Test("Bills and fees stand in one basket")
    func mixedBasket() {
        let lines =
            #"[{"bill":"W1","amount":400},{"fee":"x","quantity":1,"unit":200,"amount":200}]"#
        let event = SalesSample.read(SalesSample.line(["lines": lines])).facts.sales.first
        #expect(
            event?.lines == [
                .init(item: .bill("W1"), quantity: 1, amount: Yen(400)),
                .init(item: .fee("x"), quantity: 1, amount: Yen(200)),
            ])
    }

    /// Every letter of the names and texts of a line as an escape.
    private static func escaped(_ line: String) -> String {
        var result = ""
        var isText = false
        for unit in line.utf16 {
            let mark = Unicode.Scalar(unit).map(Character.init)
            if mark == "\"" { isText.toggle() }
            if isText, mark != "\"" {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else if let mark {
                result.append(mark)
            }
        }
        return result
    }

    @Test("Escapes may stand anywhere: in names, ids, times, words and texts")
    func escapesAnywhere() throws {
        let plain = SalesSample.line(["office": #""窓口 𠮷田""#, "outcome": "null"])
        let refund = SalesSample.line([
            "id": #""01kn3p5w8h0000000000000002""#, "event": #""refunded""#,
            "refund_of": #""01kn3p5w8h0000000000000001""#,
        ])
        let lines = plain + "\n" + refund + "\n"
        let escaped = Self.escaped(plain) + "\n" + Self.escaped(refund) + "\n"
        #expect(!escaped.contains("event") && escaped.contains("\\ud842\\udfb7"))
        #expect(SalesJournal.recognises(FileHead(bytes: Array(escaped.utf8))))
        let reading = SalesSample.read(escaped)
        #expect(reading.findings == [] && reading.facts.sales.count == 2)
        #expect(reading.facts.sales == SalesSample.read(lines).facts.sales)
        #expect(reading.facts.sales.first?.office == "窓口 𠮷田")
    }

    @Test("Short escapes are undone in texts")
    func shortEscapes() {
        let reading = SalesSample.read(
            SalesSample.line(["operator": #""a\/b\\c\"d\te""#]))
        #expect(reading.facts.sales.map(\.operatorName) == ["a/b\\c\"d\te"])
    }

    @Test(
        "Escapes do not make a value good that is not",
        arguments: [
            ("id", #""\u0030""#, FindingCode.valueInvalid), ("at", #""\u0032026""#, .dateInvalid),
            ("event", #""c\u0061ptures""#, .statusUnknown), ("id", #""\ud842""#, .rowBroken),
        ])
    func wrongEscapes(name: String, value: String, code: FindingCode) {
        let reading = SalesSample.read(SalesSample.line([name: value]))
        #expect(reading.findings.map(\.code) == [code] && reading.facts.sales.isEmpty)
    }
}
