import City
import Money
import Testing

@Suite struct CatalogueRefusalTests {
    /// One fee in a flow mapping, from the fourth line on one key each line.
    static func fee(_ changes: [String: String?] = [:]) -> String {
        var values = [
            "id": "a", "name": "写し", "price": "300", "fund": "general", "subject": "\"14\"",
            "tax": "exempt", "from": "2025-04-01",
        ]
        for (key, value) in changes { values[key] = value }
        let order = [
            "id", "name", "price", "fund", "subject", "held", "tax", "office", "online", "from",
            "prize",
        ]
        let lines = order.compactMap { key in values[key].map { "    \(key): \($0)" } }
        return "fees:\n  -\n" + lines.joined(separator: "\n")
    }

    @Test(
        "A fee is refused",
        arguments: [
            Refusal(
                "A fraction of a yen is refused", .wrongType, 5, 12, "fees[0].price",
                fee(["price": "1.0"])),
            Refusal(
                "A number in quotes is refused", .wrongType, 5, 12, "fees[0].price",
                fee(["price": "\"300\""])),
            Refusal(
                "A number with a leading zero is refused", .wrongType, 5, 12, "fees[0].price",
                fee(["price": "0300"])),
            Refusal(
                "A number with an exponent is refused", .wrongType, 5, 12, "fees[0].price",
                fee(["price": "3e2"])),
            Refusal(
                "A number past 64 bits is refused", .valueInvalid, 5, 12, "fees[0].price",
                fee(["price": "99999999999999999999"])),
            Refusal(
                "A price of nothing is refused", .valueInvalid, 5, 12, "fees[0].price",
                fee(["price": "0"])),
            Refusal(
                "A price past the largest amount is refused", .valueInvalid, 5, 12,
                "fees[0].price", fee(["price": "1000000000000000"])),
            Refusal(
                "An unknown fund is refused", .unknownReference, 6, 11, "fees[0].fund",
                fee(["fund": "gas"])),
            Refusal(
                "A subject in a fund of others' money is refused", .valueInvalid, 7, 14,
                "fees[0].subject", fee(["fund": "outside"])),
            Refusal(
                "Held money in a fund of the city's is refused", .valueInvalid, 7, 11,
                "fees[0].held", fee(["subject": nil, "held": "jlis"])),
            Refusal(
                "A subject beside held money is refused", .valueInvalid, 8, 11, "fees[0].held",
                fee(["held": "jlis"])),
            Refusal(
                "A fee without destination is refused", .missingKey, 3, 5, "fees[0]",
                fee(["subject": nil])),
            Refusal(
                "A tax that is no tax is refused", .wrongType, 8, 10, "fees[0].tax",
                fee(["tax": "10%"])),
            Refusal(
                "A tax past the whole is refused", .valueInvalid, 8, 22, "fees[0].tax.rate_ppm",
                fee(["tax": "{ rate_ppm: 1000001 }"])),
            Refusal(
                "An unknown office is refused", .unknownReference, 9, 13, "fees[0].office",
                fee(["office": "nowhere"])),
            Refusal(
                "A yes that is no true is refused", .wrongType, 9, 13, "fees[0].online",
                fee(["online": "yes"])),
            Refusal(
                "A misspelt key is refused", .unknownKey, 10, 5, "fees[0].prize",
                fee(["prize": "3"])),
            Refusal(
                "A missing name is refused", .missingKey, 3, 5, "fees[0].name",
                fee(["name": nil])),
            Refusal(
                "Two prices from one day are refused", .duplicateID, 11, 9, "fees[1].id",
                fee() + fee().dropFirst("fees:".count)),
        ])
    func fees(refusal: Refusal) { expectAlone(refusal) }

    @Test("A fee may be taxed, and priced anew from a later day")
    func taxedFee() throws {
        let text = Sample.city(
            Self.fee(["tax": "{ rate_ppm: 100000 }"])
                + Self.fee(["from": "2026-10-01", "price": "400"]).dropFirst("fees:".count))
        let city = try City.read(text)
        #expect(city.fees[0].tax == .rate(.init(partsPerMillion: 100_000)))
        #expect(city.fees.map(\.price.value) == [300, 400])
    }

    static func bill(_ entry: String) -> String {
        "bills:\n  - { kind: water, name: 水道料金, fund: water, subject: \"1\", tax_ppm: 0 }\n  - "
            + entry
    }

    @Test(
        "Bills and slips are refused",
        arguments: [
            Refusal(
                "A kind of bill twice is refused", .duplicateID, 3, 13, "bills[1].kind",
                bill("{ kind: water, name: 水, fund: water, subject: \"1\", tax_ppm: 0 }")),
            Refusal(
                "A kind of bill named fees is refused", .valueInvalid, 3, 13, "bills[1].kind",
                bill("{ kind: fees, name: 水, fund: water, subject: \"1\", tax_ppm: 0 }")),
            Refusal(
                "A bill of others' money is refused", .valueInvalid, 3, 33, "bills[1].fund",
                bill("{ kind: tax, name: 税, fund: outside, subject: \"1\", tax_ppm: 0 }")),
            Refusal(
                "An eL item of two digits is refused", .valueInvalid, 3, 77, "bills[1].el_item",
                bill(
                    "{ kind: tax, name: 税, fund: general, subject: \"1\", tax_ppm: 0, el_item: 12 }"
                )),
            Refusal(
                "A barcode without room for its key is refused", .valueInvalid, 2, 62,
                "slips.barcode.key_digits",
                """
                slips:
                  barcode: { issuer: "929023", company: "25216", key_digits: 17, limit_yen: 300000 }
                """),
            Refusal(
                "A limit that has no room in a barcode is refused", .valueInvalid, 2, 59,
                "slips.barcode.limit_yen",
                """
                slips:
                  barcode: { issuer: "929023", key_digits: 16, limit_yen: 1000000 }
                """),
            Refusal(
                "An agency with a letter is refused", .valueInvalid, 2, 20, "slips.el_qr.agency",
                """
                slips:
                  el_qr: { agency: "1380A", org: "99901", key_digits: 20 }
                """),
        ])
    func billsAndSlips(refusal: Refusal) { expectAlone(refusal) }

    @Test("Codes keep their zeros without quotes too")
    func leadingZeros() throws {
        let text = Sample.city(replacing: "el_item: \"012\"", with: "el_item: 012")
            .replacing("org: \"09901\"", with: "org: 09901")
            .replacing("bank: \"0001\"", with: "bank: 0001")
        let city = try City.read(text)
        #expect(city.billKinds[1].elItem == "012")
        #expect(city.slips?.elQR?.organisation == "09901")
        #expect(city.bankAccounts[0].bank == "0001")
    }
}
