import Database
import Money
import Provider
import Till

/// What a payment was told, as a small JSON text: names and order of members never change, because
/// old texts are read for ever and stand under a seal.
enum TillEntryText {
    static func kind(_ entry: TillEntry) -> String {
        switch entry {
        case .begin: "begin"
        case .capture: "capture"
        case .close: "close"
        case .void: "void"
        case .refund: "refund"
        case .decide: "decide"
        case .accept: "accept"
        case .notice: "notice"
        case .disputeNotice: "dispute-notice"
        case .answer: "answer"
        }
    }

    static func text(_ entry: TillEntry) -> String {
        let members: [JSONValue.Member?]
        switch entry {
        case .begin(let operation, let provider, let url):
            members = [
                id("operation", operation), text("provider", provider), text("return_url", url),
            ]
        case .capture(let operation): members = [id("operation", operation)]
        case .close(let closer, let operation):
            members = [text("by", closer.rawValue), id("operation", operation)]
        case .void(let operation, let terms):
            members = [
                id("operation", operation), number("days", Int64(terms.days)),
                number("until", Int64(terms.untilSecondOfDay)),
            ]
        case .refund(let wish):
            members = [
                id("operation", wish.operation), number("amount", wish.amount.value),
                number("available", wish.available?.value),
                number("limit", wish.terms.autoRefundLimit?.value),
                .init("same_route", .boolean(wish.isSameRoute)), text("reason", wish.reason),
                text("person", wish.person),
            ]
        case .decide(let approve, let person):
            members = [.init("approve", .boolean(approve)), text("person", person)]
        case .accept(let person): members = [text("person", person)]
        case .notice(let id), .disputeNotice(let id): members = [text("id", id)]
        case .answer(let answer, let isQuestion):
            members = [.init("question", .boolean(isQuestion))] + AnswerText.members(answer)
        }
        let json = JSONValue.object(members.compactMap { $0 })
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// - Throws: where the text is none of ours.
    static func entry(_ kind: String, _ text: String) throws(DatabaseTrouble) -> TillEntry {
        guard let json = JSONValue(Array(text.utf8)), let entry = entry(kind, json) else {
            throw DatabaseTrouble(
                .corrupt, "table payment_event is damaged: an event \(kind) cannot be read")
        }
        return entry
    }

    private static func entry(_ kind: String, _ json: JSONValue) -> TillEntry? {
        let operation = json.id("operation")
        switch kind {
        case "begin":
            guard let operation, let provider = json["provider"]?.text else { return nil }
            return .begin(
                operation: operation, provider: provider, returnURL: json["return_url"]?.text)
        case "capture": return operation.map { .capture(operation: $0) }
        case "close":
            guard let operation, let by = json["by"]?.text.flatMap(Payment.Closer.init) else {
                return nil
            }
            return .close(by: by, operation: operation)
        case "void":
            guard let operation, let days = json["days"]?.integer,
                let until = json["until"]?.integer
            else { return nil }
            let terms = VoidTerms(days: Int(days), untilSecondOfDay: Int(until))
            return .void(operation: operation, terms: terms)
        case "refund": return refund(json)
        case "decide":
            guard let approve = json.truth("approve"), let person = json["person"]?.text else {
                return nil
            }
            return .decide(approve: approve, person: person)
        case "accept": return json["person"]?.text.map { .accept(person: $0) }
        case "notice": return json["id"]?.text.map { .notice($0) }
        case "dispute-notice": return json["id"]?.text.map { .disputeNotice($0) }
        case "answer":
            guard let answer = AnswerText.answer(json), let asked = json.truth("question") else {
                return nil
            }
            return .answer(answer, isQuestion: asked)
        default: return nil
        }
    }

    private static func refund(_ json: JSONValue) -> TillEntry? {
        guard let operation = json.id("operation"), let amount = json["amount"]?.integer,
            let isSameRoute = json.truth("same_route"), let reason = json["reason"]?.text,
            let person = json["person"]?.text
        else { return nil }
        return .refund(
            TillEntry.RefundWish(
                operation: operation, amount: Yen(amount),
                available: json["available"]?.integer.map { Yen($0) },
                terms: RefundTerms(autoRefundLimit: json["limit"]?.integer.map { Yen($0) }),
                isSameRoute: isSameRoute, reason: reason, person: person))
    }

    // MARK: - Members; what is nil is left out

    static func id(_ name: String, _ id: PaymentID?) -> JSONValue.Member? {
        id.map { .init(name, .text($0.description)) }
    }

    static func text(_ name: String, _ text: String?) -> JSONValue.Member? {
        text.map { .init(name, .text($0)) }
    }

    static func number(_ name: String, _ number: Int64?) -> JSONValue.Member? {
        number.map { .init(name, .integer($0)) }
    }
}

extension JSONValue {
    func id(_ name: String) -> PaymentID? { self[name]?.text.flatMap { PaymentID($0.utf8) } }

    func truth(_ name: String) -> Bool? {
        if case .boolean(let value) = self[name] { value } else { nil }
    }

    func moment(_ name: String) -> Moment? {
        self[name]?.integer.map { Moment(seconds: $0) }
    }

    func yen(_ name: String) -> Yen? { self[name]?.integer.map { Yen($0) } }
}
