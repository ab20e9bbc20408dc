import Money
import Provider

/// The operations of the interface.
extension PayPaySimulator {
    static let largest: Int64 = 99_999_999_999

    // MARK: - Codes

    mutating func createCode(
        _ json: JSONValue, at now: Moment, mood: SimulatorMood
    ) -> PayPayOutcome {
        guard let number = json["merchantPaymentId"]?.text, let money = json["amount"],
            let type = json["codeType"]?.text
        else { return PayPayOutcome(.missingParameter) }
        guard (1...64).contains(number.count), type == "ORDER_QR",
            let asked = PayPaySimulator.amount(money), PayPaySimulator.hasFittingTexts(json)
        else { return PayPayOutcome(.invalidRequest) }
        guard places[number] == nil else { return PayPayOutcome(.duplicateCode) }
        let amount = mood.mistakesAmount ? asked + 1 : asked
        let letters = random.letters(16)
        let code = "04-\(letters)"
        var repeated: [JSONValue.Member] = []
        if case .object(let members) = json { repeated = members }
        let known: Set = ["merchantPaymentId", "amount", "codeId", "url", "expiryDate", "deeplink"]
        repeated.removeAll { known.contains($0.name) }
        let order = PayPayOrder(
            merchantPaymentID: number, code: code, amount: amount, repeated: repeated,
            storeID: json["storeId"]?.text, terminalID: json["terminalId"]?.text,
            requestedAt: json["requestedAt"]?.integer ?? now.seconds,
            expires: Moment(seconds: now.seconds + settings.codeSeconds))
        places[number] = orders.count
        codes[code] = orders.count
        expiring.add(orders.count, at: order.expires)
        orders.append(order)
        let url = "\(address)/app/\(code)"
        let data: [JSONValue.Member] =
            [
                .init("codeId", .text(code)), .init("url", .text(url)),
                .init("expiryDate", .integer(order.expires.seconds)),
                .init("merchantPaymentId", .text(number)), .init("amount", order.money),
            ] + repeated + [
                .init(
                    "deeplink",
                    .text("paypay://payment?link_key=\(PercentEncoding.text(url))"))
            ]
        let notices =
            settings.paysAtOnce ? pay(orders.count - 1, succeeds: !mood.declines, at: now) : []
        return PayPayOutcome(.created, .object(data), notices: notices)
    }

    mutating func deleteCode(_ code: String) -> PayPayOutcome {
        guard let place = codes[code], !orders[place].isDeleted else {
            return PayPayOutcome(.codeUnknown)
        }
        switch orders[place].status {
        case .created:
            orders[place].isDeleted = true
            return PayPayOutcome(.success)
        case .expired, .failed: return PayPayOutcome(.codeUnknown)
        default: return PayPayOutcome(.codePaid)
        }
    }

    func codeDetails(_ number: String) -> PayPayOutcome {
        guard let place = places[number], !orders[place].isDeleted else {
            return PayPayOutcome(.codePaymentUnknown)
        }
        return PayPayOutcome(.success, orders[place].details)
    }

    // MARK: - Payments

    /// Knows no code that nobody paid.
    func paymentDetails(_ number: String) -> PayPayOutcome {
        guard let place = places[number], orders[place].payment != nil else {
            return PayPayOutcome(.notFound)
        }
        return PayPayOutcome(.success, orders[place].details)
    }

    /// Until 00:14:59 of the day behind the payment's.
    mutating func cancel(_ number: String, at now: Moment) -> PayPayOutcome {
        guard let place = places[number], let paid = orders[place].acceptedAt else {
            return PayPayOutcome(.notFound)
        }
        // Whoever sends it again learns the same.
        if orders[place].status == .canceled { return PayPayOutcome(.accepted) }
        let end = Moment(day: paid.day.adding(1), secondOfDay: 15 * 60)
        guard orders[place].status == .completed, now < end else {
            return PayPayOutcome(.notReversible)
        }
        orders[place].status = .canceled
        orders[place].canceledAt = now
        orders[place].cancelNumber = random.digits(20)
        return PayPayOutcome(.accepted, notices: [notice(orders[place], at: now)])
    }

    /// The citizen pays in the app, or cannot.
    mutating func pay(_ place: Int, succeeds: Bool, at now: Moment) -> [SimulatedNotice] {
        orders[place].payment = random.digits(20)
        payments[orders[place].payment ?? ""] = place
        orders[place].status = succeeds ? .completed : .failed
        if succeeds { orders[place].acceptedAt = now }
        return [notice(orders[place], at: now)]
    }

    // MARK: - Refunds

    mutating func refund(
        _ json: JSONValue, at now: Moment, mood: SimulatorMood
    ) -> PayPayOutcome {
        guard let id = json["merchantRefundId"]?.text, let payment = json["paymentId"]?.text,
            let money = json["amount"], let requested = json["requestedAt"]?.integer
        else { return PayPayOutcome(.missingParameter) }
        guard (1...64).contains(id.count), let amount = PayPaySimulator.amount(money) else {
            return PayPayOutcome(.invalidRequest)
        }
        guard let place = payments[payment], orders[place].acceptedAt != nil else {
            return PayPayOutcome(.notFound)
        }
        let order = orders[place]
        guard order.status == .completed || order.status == .refunded, refunds[id] == nil else {
            return PayPayOutcome(refunds[id] == nil ? .refundNotAllowed : .refundedAlready)
        }
        guard order.given == 0 || settings.allowsSeveralRefunds else {
            return PayPayOutcome(.refundedAlready)
        }
        guard amount <= order.amount - order.given else { return PayPayOutcome(.refundAmount) }
        if mood.declines { return PayPayOutcome(.refundNotAllowed) }
        let refund = PayPayOrder.Refund(
            id: id, number: random.digits(20), amount: amount, at: now,
            reason: json["reason"]?.text ?? "", requestedAt: requested, isFailed: false)
        orders[place].refunds.append(refund)
        orders[place].status = .refunded
        refunds[id] = place
        return PayPayOutcome(.created, order.json(refund))
    }

    func refundDetails(_ id: String) -> PayPayOutcome {
        guard let place = refunds[id],
            let refund = orders[place].refunds.first(where: { $0.id == id })
        else { return PayPayOutcome(.refundUnknown) }
        return PayPayOutcome(.success, orders[place].json(refund))
    }

    // MARK: - Shapes

    private static func amount(_ money: JSONValue) -> Int64? {
        guard money["currency"]?.text == "JPY", let amount = money["amount"]?.integer,
            (1...largest).contains(amount)
        else { return nil }
        return amount
    }

    private static func hasFittingTexts(_ json: JSONValue) -> Bool {
        ["orderDescription", "storeInfo", "storeId", "terminalId"].allSatisfy { name in
            guard let value = json[name], !value.isNull else { return true }
            return value.text.map { $0.count <= 255 } ?? false
        }
    }
}
