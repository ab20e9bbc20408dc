import Money
import Provider

/// A provider's answer as members of a JSON object.
enum AnswerText {
    typealias Members = [JSONValue.Member?]

    static func members(_ answer: OperationAnswer) -> Members {
        switch answer {
        case .done(let word): [.init("done", object(members(word)))]
        case .refund(let word): [.init("refund", object(members(word)))]
        case .disputes(let words): [.init("disputes", .list(words.map(DisputeText.json)))]
        case .declined(let decline):
            [
                TillEntryText.text("declined", decline.reason.rawValue),
                TillEntryText.text("code", decline.code),
            ]
        case .unknown(let code): [.init("unknown", .text(code))]
        case .refused(let denial):
            [
                TillEntryText.text("refused", word(denial)),
                TillEntryText.text("code", code(denial)),
            ]
        }
    }

    private static func object(_ members: Members) -> JSONValue {
        .object(members.compactMap { $0 })
    }

    private static func members(_ word: PaymentWord) -> Members {
        [
            .init("standing", .text(word.standing.rawValue)),
            TillEntryText.id("payment", word.payment),
            TillEntryText.text("session", word.handle.session),
            TillEntryText.text("number", word.handle.payment),
            TillEntryText.number("amount", word.amount?.value),
            TillEntryText.number("at", word.at?.seconds),
            TillEntryText.number("refunded", word.refunded.value),
            word.refunds.isEmpty
                ? nil : .init("refunds", .list(word.refunds.map { object(members($0)) })),
            word.step.map { .init("step", object(members($0))) },
            word.card.map {
                .init(
                    "card",
                    object([
                        TillEntryText.text("brand", $0.brand),
                        TillEntryText.text("last_four", $0.lastFour),
                    ]))
            },
        ]
    }

    private static func members(_ step: NextStep) -> Members {
        [
            .init("url", .text(step.url)), TillEntryText.text("app_url", step.appURL),
            TillEntryText.number("expires", step.expires?.seconds),
        ]
    }

    private static func members(_ word: RefundWord) -> Members {
        [
            .init("standing", .text(word.standing.rawValue)),
            TillEntryText.id("operation", word.operation), .init("number", .text(word.number)),
            TillEntryText.number("amount", word.amount.value),
            TillEntryText.number("at", word.at?.seconds),
        ]
    }

    private static func word(_ denial: ProviderDenial) -> String {
        switch denial {
        case .credentials: "credentials"
        case .request: "request"
        case .tooMany: "too-many"
        case .maintenance: "maintenance"
        case .notSent: "not-sent"
        }
    }

    private static func code(_ denial: ProviderDenial) -> String? {
        switch denial {
        case .credentials(let code), .request(let code), .tooMany(let code),
            .maintenance(let code):
            code
        case .notSent: nil
        }
    }

    // MARK: - Reading

    /// Nil where the members are no answer.
    static func answer(_ json: JSONValue) -> OperationAnswer? {
        if let word = json["done"] { return payment(word).map { .done($0) } }
        if let word = json["refund"] { return refund(word).map { .refund($0) } }
        if let list = json["disputes"]?.list {
            let words = list.compactMap(DisputeText.word)
            return words.count == list.count ? .disputes(words) : nil
        }
        if let code = json["unknown"]?.text { return .unknown(code: code) }
        let code = json["code"]?.text
        if let reason = json["declined"]?.text {
            guard let reason = Decline.Reason(rawValue: reason), let code else { return nil }
            return .declined(Decline(reason, code: code))
        }
        guard let denial = json["refused"]?.text else { return nil }
        switch (denial, code) {
        case ("credentials", let code?): return .refused(.credentials(code: code))
        case ("request", let code?): return .refused(.request(code: code))
        case ("too-many", let code?): return .refused(.tooMany(code: code))
        case ("maintenance", let code?): return .refused(.maintenance(code: code))
        case ("not-sent", nil): return .refused(.notSent)
        default: return nil
        }
    }

    private static func payment(_ json: JSONValue) -> PaymentWord? {
        guard let standing = json["standing"]?.text.flatMap(PaymentWord.Standing.init),
            let refunded = json.yen("refunded")
        else { return nil }
        let items = json["refunds"]?.list ?? []
        let refunds = items.compactMap { refund($0) }
        guard refunds.count == items.count else { return nil }
        var step: NextStep?
        if let json = json["step"] {
            guard let url = json["url"]?.text else { return nil }
            step = NextStep(
                url: url, appURL: json["app_url"]?.text, expires: json.moment("expires"))
        }
        var word = PaymentWord(
            standing, payment: json.id("payment"),
            handle: ProviderHandle(
                session: json["session"]?.text, payment: json["number"]?.text),
            amount: json.yen("amount"), at: json.moment("at"), refunded: refunded,
            refunds: refunds, step: step)
        word.card = json["card"].map {
            CardSign(brand: $0["brand"]?.text, lastFour: $0["last_four"]?.text)
        }
        return word
    }

    private static func refund(_ json: JSONValue) -> RefundWord? {
        guard let standing = json["standing"]?.text.flatMap(RefundWord.Standing.init),
            let number = json["number"]?.text, let amount = json.yen("amount")
        else { return nil }
        return RefundWord(
            standing, operation: json.id("operation"), number: number, amount: amount,
            at: json.moment("at"))
    }
}
