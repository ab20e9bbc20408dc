import CityRecords
import Provider
import ProviderContract

/// Lines of the sales journal made of raw JSON members, so that a test can say just what differs.
enum SalesSample {
    static let members: [(name: String, value: String)] = [
        ("id", #""01kn3p5w8h0000000000000001""#), ("at", #""2026-04-01T09:15:03+09:00""#),
        ("event", #""captured""#), ("channel", #""counter""#), ("office", #""shimin""#),
        ("terminal", #""T01""#), ("operator", #""op42""#), ("provider", #""paypay""#),
        ("method", #""qr""#), ("brand", #""PayPay""#), ("amount", "600"),
        ("lines", #"[{"fee":"juminhyo","quantity":2,"unit":300,"amount":600}]"#),
        ("provider_ref", #""08123456789012345678""#),
        ("merchant_ref", #""01kn3p5w8h0000000000000001""#), ("slip", "null"),
        ("approval", "null"),
    ]

    /// A line with some members changed, added, or (nil) taken out.
    static func line(_ changes: KeyValuePairs<String, String?> = [:]) -> String {
        var all = members
        for (name, value) in changes {
            all.removeAll { $0.name == name && value == nil }
            guard let value else { continue }
            if let index = all.firstIndex(where: { $0.name == name }) {
                all[index].value = value
            } else {
                all.append((name, value))
            }
        }
        return "{" + all.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    static func read(_ text: String) -> FileReading { read(Array(text.utf8)) }

    static func read(_ bytes: [UInt8]) -> FileReading { FileReading(SalesJournal.self, bytes) }
}
