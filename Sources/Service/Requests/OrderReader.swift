import Money
import Office
import Provider

/// Reads what is to be paid, from the body of `POST /v1/payments` and of `POST /v1/links`.
struct OrderReader {
    /// Addresses without TLS may be named, and those of the loopback.
    let isSandbox: Bool

    static let mostItems = 100
    static let mostMetadata = 15

    func order(_ reader: inout MemberReader) throws(ServiceError) -> PaymentOrder {
        let amount = try reader.yen("amount")
        let items = try items(&reader, amount)
        let reference = try reader.requiredText("reference", most: 255)
        let description = try reader.requiredText("description", most: 255)
        let isSandbox = isSandbox
        let returnURL = try reader.requiredText("return_url", most: 2000) {
            ReturnURL.fault($0, isSandbox: isSandbox)
        }
        return PaymentOrder(
            items: items, amount: amount, reference: reference, description: description,
            returnURL: returnURL,
            language: try reader.choice("language", PaymentOrder.Language.self) ?? .ja,
            metadata: try metadata(&reader),
            isCapturedLater: try reader.truth("delayed_capture") ?? false,
            email: try reader.text("email", most: 254, isOwn: OrderReader.mailFault),
            office: try reader.text("office", most: 32, isOwn: OrderReader.nameFault),
            provider: try reader.text("provider", most: 32, isOwn: OrderReader.nameFault))
    }

    /// Either `items`, or `fund` and `subject` for the amount as a whole.
    private func items(
        _ reader: inout MemberReader, _ amount: Yen?
    ) throws(ServiceError) -> [PaymentOrder.Item] {
        guard let list = try reader.list("items", most: OrderReader.mostItems) else {
            guard let amount else { throw .missing("amount") }
            return [try plain(&reader, amount)]
        }
        for name in ["fund", "subject"] where reader.has(name) {
            throw .invalid(name, "it goes without items")
        }
        var items: [PaymentOrder.Item] = []
        for (place, value) in list.enumerated() {
            var item = try MemberReader(value, at: "items[\(place)].")
            items.append(try read(&item))
            try item.end()
        }
        return items
    }

    private func read(_ item: inout MemberReader) throws(ServiceError) -> PaymentOrder.Item {
        if let fee = try item.text("fee", most: 32, isOwn: OrderReader.nameFault) {
            let quantity = try item.number("quantity", 1...999) ?? 1
            return .fee(id: fee, quantity: Int(quantity))
        }
        if let bill = try item.text("bill", most: 64, isOwn: OrderReader.nameFault) {
            return .bill(id: bill)
        }
        guard let amount = try item.yen("amount") else { throw .missing(item.field("fee")) }
        return try plain(&item, amount)
    }

    private func plain(
        _ reader: inout MemberReader, _ amount: Yen
    ) throws(ServiceError) -> PaymentOrder.Item {
        let fund = try reader.requiredText("fund", most: 32, isOwn: OrderReader.nameFault)
        let subject = try reader.requiredText("subject", most: 40) { text in
            text.contains { $0 == "." || $0 == "_" }
                ? "it must be letters, digits and hyphens" : OrderReader.nameFault(text)
        }
        return .plain(amount: amount, fund: fund, subject: subject)
    }

    private func metadata(
        _ reader: inout MemberReader
    ) throws(ServiceError) -> [PaymentOrder.Metadata] {
        guard let value = reader.value("metadata") else { return [] }
        guard case .object(let members) = value else {
            throw .invalid("metadata", "it must be an object")
        }
        guard members.count <= OrderReader.mostMetadata else {
            throw .invalid("metadata", "it has more than \(OrderReader.mostMetadata) keys")
        }
        var metadata: [PaymentOrder.Metadata] = []
        for member in members {
            if let fault = TextRules.fault(member.name, most: 30) {
                throw .invalid("metadata", "of a key, \(fault)")
            }
            switch member.value {
            case .text(let text):
                if let fault = TextRules.fault(text, most: 100) {
                    throw .invalid("metadata", "of a value, \(fault)")
                }
                metadata.append(.init(member.name, .text(text)))
            // Shorter than any card number.
            case .integer(let number) where number.magnitude < 1_000_000_000_000:
                metadata.append(.init(member.name, .number(number)))
            case .boolean(let truth): metadata.append(.init(member.name, .truth(truth)))
            case .null, .integer, .number, .list, .object:
                throw .invalid(
                    "metadata", "a value must be a string, a whole number below 10^12 or a boolean")
            }
        }
        return metadata
    }

    /// Ids of the city file and of its systems.
    static func nameFault(_ text: String) -> String? {
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        return isName ? nil : "it is no id"
    }

    /// What `mailFault` accepts, as ECMA 262 writes it.
    static let mailPattern =
        "^[A-Za-z0-9._%+-]{1,64}@\(HostName.label)(\\.\(HostName.label))+$"

    static func mailFault(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count),
            parts[0].utf8.allSatisfy({ byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x25, 0x2B, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }), HostName.isName(parts[1].utf8, fewestLabels: 2)
        else { return "it is no address" }
        return nil
    }
}
