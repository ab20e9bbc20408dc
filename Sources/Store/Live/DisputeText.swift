import Money
import Provider

/// A provider's word on a dispute as members of a JSON object; names and order never change.
enum DisputeText {
    static func json(_ word: DisputeWord) -> JSONValue {
        let members: AnswerText.Members = [
            TillEntryText.text("number", word.number),
            TillEntryText.text("standing", word.standing.rawValue),
            TillEntryText.text("payment", word.handle.payment),
            TillEntryText.number("amount", word.amount.value),
            TillEntryText.text("reason", word.reason),
            TillEntryText.number("at", word.at.seconds),
            TillEntryText.number("due", word.due?.seconds),
            .init("movements", .list(word.movements.map(movement))),
        ]
        return .object(members.compactMap { $0 })
    }

    private static func movement(_ movement: DisputeWord.Movement) -> JSONValue {
        let members: AnswerText.Members = [
            TillEntryText.text("number", movement.number),
            TillEntryText.number("amount", movement.amount.value),
            TillEntryText.number("fee", movement.fee.value),
            TillEntryText.number("at", movement.at.seconds),
        ]
        return .object(members.compactMap { $0 })
    }

    /// Nil where it is none.
    static func word(_ json: JSONValue) -> DisputeWord? {
        guard let number = json["number"]?.text,
            let standing = json["standing"]?.text.flatMap(DisputeWord.Standing.init),
            let amount = json.yen("amount"), let reason = json["reason"]?.text,
            let at = json.moment("at"), let list = json["movements"]?.list
        else { return nil }
        let movements = list.compactMap { json -> DisputeWord.Movement? in
            guard let number = json["number"]?.text, let amount = json.yen("amount"),
                let fee = json.yen("fee"), let at = json.moment("at")
            else { return nil }
            return DisputeWord.Movement(number, amount: amount, fee: fee, at: at)
        }
        guard movements.count == list.count else { return nil }
        return DisputeWord(
            number, standing, handle: ProviderHandle(payment: json["payment"]?.text),
            amount: amount, reason: reason, at: at, due: json.moment("due"),
            movements: movements)
    }
}
