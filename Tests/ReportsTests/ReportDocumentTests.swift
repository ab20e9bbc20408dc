import Foundation
import Money
import Reports
import Testing

@Suite("A report as a value, and its renderings")
struct ReportDocumentTests {
    private func document(_ language: Language = .en) -> ReportDocument {
        var table = ReportDocument.Table(
            "t", "Table",
            [
                .init("name", "name", .text), .init("day", "day", .date),
                .init("count", "count", .count), .init("amount", "yen", .yen),
            ])
        table.add([.text("a,\"b\""), .date(BookDay(number: 20_544)), .count(3), .yen(Yen(-1234))])
        table.add([.text("=1+1"), .none, .none, .yen(Yen(5))])
        table.add([.text("sum"), .none, .none, .yen(Yen(-1229))], isTotal: true)
        let empty = ReportDocument.Table("e", "Empty", [.init("x", "x", .yen)])
        return ReportDocument(
            name: "r", title: "Title", issuer: "City",
            facts: [.init("day", "day", .date(BookDay(number: 20_544)))], tables: [table, empty],
            notes: ["careful"], language: language)
    }

    @Test("CSV quotes what must be quoted, disarms formulas, leaves sums out")
    func csv() {
        #expect(
            document().csv() == """
                name,day,count,amount
                "a,""b\""",2026-04-01,3,-1234
                '=1+1,,,5

                x

                """)
        #expect(document().csv(only: "e") == "x\n")
        #expect(document().csv(only: "nothing") == "")
    }

    @Test(
        "A text that a spreadsheet would run is disarmed, a number is not",
        arguments: [
            ("+1", "'+1"), ("@x", "'@x"), ("-x", "'-x"), ("-5", "-5"), ("'x", "'x"), ("", ""),
            ("a\nb", "\"a\nb\""),
        ])
    func formulas(_ text: String, _ expected: String) {
        var table = ReportDocument.Table("t", "t", [.init("x", "x", .text)])
        table.add([.text(text)])
        let document = ReportDocument(
            name: "r", title: "", issuer: "", tables: [table], language: .en)
        #expect(document.csv() == "x\n\(expected)\n")
    }

    @Test("A name is for persons, its id for programs")
    func named() {
        var table = ReportDocument.Table("t", "t", [.init("x", "x", .text)])
        table.add([.named(id: "general", "一般会計")])
        let document = ReportDocument(
            name: "r", title: "", issuer: "", tables: [table], language: .ja)
        #expect(document.csv() == "x\ngeneral\n")
        #expect(document.json().contains(#""x":"general""#))
        #expect(document.text().contains("一般会計") && !document.text().contains("general"))
    }

    @Test("JSON keeps rows and sums apart, numbers as numbers, nothing as null")
    func json() throws {
        let value = try JSONSerialization.jsonObject(with: Data(document().json().utf8))
        let object = try #require(value as? [String: Any])
        #expect(object["day"] as? String == "2026-04-01")
        #expect(object["notes"] as? [String] == ["careful"])
        let table = try #require(object["t"] as? [String: [[String: Any]]])
        #expect(table["rows"]?.count == 2 && table["totals"]?.count == 1)
        #expect(table["rows"]?[0]["amount"] as? Int == -1234)
        #expect(table["rows"]?[1]["day"] is NSNull)
    }

    @Test("Text says facts, notes and every table, an empty one too")
    func text() {
        #expect(
            document().text() == """
                City  Title
                day: 2026-04-01
                * careful

                [Table]
                name   day         count     yen
                --------------------------------
                a,"b"  2026-04-01      3  -1,234
                =1+1                           5
                sum                       -1,229

                [Empty]
                  none

                """)
        #expect(document(.ja).text().contains("※ careful"))
    }
}
