import Money
import Provider

/// An order's notes, and whole orders of links, as JSON texts that the books keep.
enum OrderText {
    static func metadata(_ metadata: [PaymentOrder.Metadata]) -> String {
        let object = JSONValue.object(
            metadata.map { entry in
                switch entry.value {
                case .text(let text): .init(entry.name, .text(text))
                case .number(let number): .init(entry.name, .integer(number))
                case .truth(let truth): .init(entry.name, .boolean(truth))
                }
            })
        return String(decoding: object.bytes, as: UTF8.self)
    }

    static func metadata(_ text: String) -> [PaymentOrder.Metadata] {
        // As most have it.
        if text == "{}" { return [] }
        guard case .object(let members) = JSONValue(Array(text.utf8)) else { return [] }
        return members.compactMap { member in
            switch member.value {
            case .text(let text): .init(member.name, .text(text))
            case .integer(let number): .init(member.name, .number(number))
            case .boolean(let truth): .init(member.name, .truth(truth))
            case .null, .number, .list, .object: nil
            }
        }
    }

    // MARK: - Orders

    static func order(_ order: PaymentOrder) -> String {
        func text(_ name: String, _ text: String?) -> JSONValue.Member? {
            text.map { .init(name, .text($0)) }
        }
        let members: [JSONValue.Member?] = [
            .init("items", .list(order.items.map(item))),
            text("reference", order.reference), text("description", order.description),
            text("return_url", order.returnURL), text("language", order.language.rawValue),
            text("metadata", metadata(order.metadata)),
            .init("captured_later", .boolean(order.isCapturedLater)),
            text("office", order.office), text("provider", order.provider),
        ]
        return String(decoding: JSONValue.object(members.compactMap { $0 }).bytes, as: UTF8.self)
    }

    private static func item(_ item: PaymentOrder.Item) -> JSONValue {
        switch item {
        case .fee(let id, let quantity):
            .object([
                .init("fee", .text(id)), .init("quantity", .integer(Int64(quantity))),
            ])
        case .bill(let id): .object([.init("bill", .text(id))])
        case .plain(let amount, let fund, let subject):
            .object([
                .init("amount", .integer(amount.value)), .init("fund", .text(fund)),
                .init("subject", .text(subject)),
            ])
        }
    }

    /// Nil where the text is none of ours.
    static func order(_ text: String) -> PaymentOrder? {
        guard let json = JSONValue(Array(text.utf8)), let items = json["items"]?.list,
            let reference = json["reference"]?.text, let description = json["description"]?.text,
            let url = json["return_url"]?.text,
            let language = json["language"]?.text.flatMap(PaymentOrder.Language.init)
        else { return nil }
        let read = items.compactMap { item($0) }
        guard read.count == items.count else { return nil }
        return PaymentOrder(
            items: read, reference: reference, description: description, returnURL: url,
            language: language, metadata: metadata(json["metadata"]?.text ?? "{}"),
            isCapturedLater: json["captured_later"] == .boolean(true),
            office: json["office"]?.text, provider: json["provider"]?.text)
    }

    private static func item(_ json: JSONValue) -> PaymentOrder.Item? {
        if let fee = json["fee"]?.text, let quantity = json["quantity"]?.integer {
            return .fee(id: fee, quantity: Int(quantity))
        }
        if let bill = json["bill"]?.text { return .bill(id: bill) }
        guard let amount = json["amount"]?.integer, let fund = json["fund"]?.text,
            let subject = json["subject"]?.text
        else { return nil }
        return .plain(amount: Yen(amount), fund: fund, subject: subject)
    }

    /// The item of a line, as it was ordered.
    static func item(_ line: SaleEvent.Line) -> PaymentOrder.Item {
        switch line.item {
        case .bill(let id): return .bill(id: id)
        case .fee(let id):
            guard id.utf8.first == UInt8(ascii: "@") else {
                return .fee(id: id, quantity: line.quantity)
            }
            let parts = id.dropFirst().split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return .fee(id: id, quantity: line.quantity) }
            return .plain(amount: line.amount, fund: parts[0], subject: parts[1])
        }
    }
}
