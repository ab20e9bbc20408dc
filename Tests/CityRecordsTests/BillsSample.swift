import CityRecords
import Money
import Provider
import ProviderContract
import Slips
import Testing

/// Rows of a file of assessments, with codes that are right unless a test spoils them.
enum BillsSample {
    static let header =
        "bill_id,kind,payer,fund,subject,fiscal_year,levy_year,term,amount,tax_amount,issued,due,"
        + "limit,key,barcode,elqr,group"

    static func barcode(key: String, amount: Int) throws -> String {
        try CollectionBarcode(
            issuer: "929023", free: "25216" + key.suffix(16), reissue: 0,
            limit: BookDay("2026-05-31"), stamp: false, amount: Yen(amount)
        ).digits
    }

    static func elqr(key: String, amount: Int) throws -> String {
        let due = try #require(BookDay("2026-04-30"))
        let limit = try #require(BookDay("2026-05-31"))
        return try ElQRCode(
            key: key, confirmation: "123456", organisation: "99901", item: "123", office: "000",
            levyYear: 2026, taxYear: 2026, term: 1, due: due, limit: limit, amount: Yen(amount)
        ).digits
    }

    /// One row: what a test does not name is in order.
    static func row(
        _ id: String, amount: String, key: String = "2604010000002101", barcode: String = "",
        elqr: String = "", group: String = "", change: (column: String, value: String)? = nil
    ) -> String {
        var values = [
            "bill_id": id, "kind": "water", "payer": "P22117031", "fund": "water",
            "subject": "1-1-1-01", "fiscal_year": "2025", "levy_year": "2025", "term": "3",
            "amount": amount, "tax_amount": "0", "issued": "2026-03-23", "due": "2026-04-15",
            "limit": "2026-05-31", "key": key, "barcode": barcode, "elqr": elqr, "group": group,
        ]
        if let change { values[change.column] = change.value }
        return header.split(separator: ",").map { values[String($0)] ?? "" }
            .joined(separator: ",")
    }

    static func read(_ rows: [String]) -> FileReading {
        FileReading(BillsFile.self, Array(([header] + rows).joined(separator: "\n").utf8))
    }
}
