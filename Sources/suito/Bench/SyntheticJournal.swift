import Money

/// Writes lines of the register journal (JSON Lines).
struct SyntheticJournal {
    private let offices: [[UInt8]]
    private let fees: [(head: [UInt8], price: Int64)]
    private let providers: [[UInt8]]
    private let brands: [[[UInt8]]]

    init(city: SyntheticCity) {
        offices = city.offices.map { Array($0.id.utf8) }
        fees = city.fees.map { (Array("{\"fee\":\"\($0.id)\",\"quantity\":".utf8), $0.price) }
        providers = SyntheticProvider.allCases.map {
            Array(",\"provider\":\"\($0.id)\",\"method\":\"\($0.method)\",\"brand\":\"".utf8)
        }
        brands = SyntheticProvider.allCases.map { $0.brands.map { Array($0.name.utf8) } }
    }

    func add(
        _ event: SyntheticEvent, keys: SyntheticKeys, on day: BookDay, to text: inout ByteText
    ) {
        text.add("{\"id\":")
        text.add(quoted: event.id)
        text.add(",\"at\":\"")
        text.add(day: day, separator: "-")
        text.add("T")
        text.add(secondOfDay: event.second, separator: ":")
        switch event.kind {
        case .captured: text.add("+09:00\",\"event\":\"captured\",\"channel\":\"")
        case .voided: text.add("+09:00\",\"event\":\"voided\",\"channel\":\"")
        case .refunded: text.add("+09:00\",\"event\":\"refunded\",\"channel\":\"")
        }
        text.add(event.provider.isOnline ? "online\",\"office\":\"" : "counter\",\"office\":\"")
        text.add(offices[event.office])
        addTerminal(of: event, to: &text)
        text.add(providers[event.provider.rawValue])
        text.add(brands[event.provider.rawValue][event.brand])
        text.add("\",\"amount\":")
        text.add(event.amount)
        addItems(of: event, to: &text)
        addReferences(of: event, keys: keys, to: &text)
        addOrigin(of: event, to: &text)
        text.add("}\n")
    }

    private func addTerminal(of event: SyntheticEvent, to text: inout ByteText) {
        guard let terminal = event.terminal else {
            text.add("\",\"terminal\":null,\"operator\":null")
            return
        }
        text.add("\",\"terminal\":\"T")
        text.add(terminal, width: 2)
        text.add("\",\"operator\":\"op")
        text.add(20 + terminal % 3 * 10 + event.second / 3600 % 10)
        text.add("\"")
    }

    private func addItems(of event: SyntheticEvent, to text: inout ByteText) {
        text.add(",\"lines\":[")
        for (index, item) in event.items.enumerated() {
            if index > 0 { text.add(",") }
            let fee = fees[item.fee]
            text.add(fee.head)
            text.add(item.quantity)
            text.add(",\"unit\":")
            text.add(fee.price)
            text.add(",\"amount\":")
            text.add(fee.price * Int64(item.quantity))
            text.add("}")
        }
        text.add("]")
    }

    /// How the provider will name it: by our number, by its own, or by slip and approval code.
    private func addReferences(
        of event: SyntheticEvent, keys: SyntheticKeys, to text: inout ByteText
    ) {
        text.add(",\"provider_ref\":")
        switch event.provider {
        case .jcn:
            text.add("null,\"merchant_ref\":null,\"slip\":\"")
            text.add(keys.slip)
            text.add("\",\"approval\":\"")
            text.add(event.approval, width: 6)
            text.add("\"")
            return
        case _ where event.fate == .ambiguous:
            text.add("null,\"merchant_ref\":null")
        case .paypay, .paypayOnline:
            text.add("\"")
            text.add(digits: event.payPayNumber, width: 20)
            text.add("\",\"merchant_ref\":")
            if event.isShopScanned {
                text.add("null")
            } else {
                text.add(quoted: event.kind == .captured ? event.id : event.origin)
            }
        case .stripe:
            text.add(event.kind == .refunded ? "\"re_3" : "\"pi_3")
            text.add(letters: 23, seed: event.seed)
            text.add("\",\"merchant_ref\":")
            text.add(quoted: event.kind == .captured ? event.id : event.origin)
        case .dencard:
            text.add("\"")
            text.add(keys.transaction, width: 11)
            text.add("\",\"merchant_ref\":\"")
            text.add(till: keys.till, of: event)
            text.add("\"")
        }
        text.add(",\"slip\":null,\"approval\":null")
    }

    private func addOrigin(of event: SyntheticEvent, to text: inout ByteText) {
        switch event.kind {
        case .captured: return
        case .voided: text.add(",\"void_of\":")
        case .refunded: text.add(",\"refund_of\":")
        }
        text.add(quoted: event.origin)
    }
}

extension ByteText {
    /// The till's number as both sides write it: `T03-001469`.
    mutating func add(till number: Int, of event: SyntheticEvent) {
        add("T")
        add(event.terminal ?? 0, width: 2)
        add("-")
        add(number, width: 6)
    }
}
