/// Lines of a register journal (INTERFACES 5) for tests.
struct Journal {
    static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")

    /// A payment id that ends in a number.
    static func id(_ number: Int) -> String {
        var rest = number
        var tail = ""
        for _ in 0..<6 {
            tail = String(alphabet[rest % 32]) + tail
            rest /= 32
        }
        return "01kn3p5w8h0000000000" + tail
    }

    /// `lines` as `fee quantity unit` or `bill amount`.
    static func event(
        _ number: Int, _ at: String, kind event: String = "captured", provider: String? = "jcn",
        office: String = "shimin", _ lines: [String], of original: Int? = nil
    ) -> String {
        var total = 0
        let rendered = lines.map { line in
            let words = line.split(separator: " ")
            let numbers = words.dropFirst().compactMap { Int($0) }
            if numbers.count == 2 {
                total += numbers[0] * numbers[1]
                return """
                    {"fee":"\(words[0])","quantity":\(numbers[0]),"unit":\(numbers[1]),\
                    "amount":\(numbers[0] * numbers[1])}
                    """
            }
            total += numbers[0]
            return "{\"bill\":\"\(words[0])\",\"amount\":\(numbers[0])}"
        }
        let link =
            switch (event, original) {
            case ("refunded", let of?): ",\"refund_of\":\"\(id(of))\""
            case ("voided", let of?): ",\"void_of\":\"\(id(of))\""
            default: ""
            }
        let method = provider == nil ? "cash" : provider == "jcn" ? "card" : "qr"
        let name = provider.map { "\"\($0)\"" } ?? "null"
        let brand = provider == nil ? "null" : provider == "jcn" ? "\"VISA\"" : "\"PayPay\""
        let slip = provider == "jcn" ? "\"\(10_000 + number)\"" : "null"
        return """
            {"id":"\(id(number))","at":"\(at):00+09:00","event":"\(event)","channel":"counter",\
            "office":"\(office)","terminal":"T01","operator":"op1","provider":\(name),\
            "method":"\(method)","brand":\(brand),"amount":\(total),\
            "lines":[\(rendered.joined(separator: ","))],"provider_ref":null,\
            "merchant_ref":"\(id(number))","slip":\(slip),"approval":\(slip)\(link)}

            """
    }
}
