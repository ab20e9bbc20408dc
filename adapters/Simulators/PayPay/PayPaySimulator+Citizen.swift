public import Money
public import Provider

/// What a citizen, a test or the merchant's desk does.
extension PayPaySimulator {
    /// The page behind the QR code.
    mutating func app(
        _ request: SimulatedRequest, code: String, at now: Moment, mood: SimulatorMood
    ) -> SimulatedTurn {
        guard let place = codes[code], !orders[place].isDeleted,
            orders[place].status == .created
        else {
            return SimulatedTurn(
                .page(
                    PaymentPage.notice("このコードは使えません / this code cannot be paid"), status: 404))
        }
        let order = orders[place]
        guard request.method == "POST" else {
            let page = PaymentPage(
                provider: "PayPay", what: order.text("orderDescription") ?? order.merchantPaymentID,
                amount: order.amount, action: "\(address)/app/\(code)",
                choices: [
                    .init(label: "支払う / pay", name: "outcome", value: "pay"),
                    .init(label: "残高不足 / fail", name: "outcome", value: "fail"),
                ])
            return SimulatedTurn(.page(page.html))
        }
        let choice = FormText.pairs(request.body).first { $0.name == "outcome" }?.value
        let notices = pay(place, succeeds: choice == "pay" && !mood.declines, at: now)
        let back = order.text("redirectUrl")
        return SimulatedTurn(
            back.map { .redirect($0) } ?? .page(PaymentPage.notice("終わりました / done")),
            notices: notices)
    }

    /// Steps: `pay`, `state`, `reports/history`, `reports/payouts`.
    public mutating func steer(
        _ step: String, _ wishes: JSONValue, query: [ProviderRequest.Header], at now: Moment,
        mood: SimulatorMood
    ) -> SimulatedTurn {
        func asked(_ name: String) -> String? { query.first { $0.name == name }?.value }
        func day(_ name: String) -> BookDay? { asked(name).flatMap { BookDay($0) } }
        switch step {
        case "pay": return pay(wishes, at: now, mood: mood)
        case "state":
            return .steered(200, ["orders": .list(orders.map(\.details))])
        case "reports/history":
            guard let day = day("day") else { return .wishUnclear("day=YYYY-MM-DD") }
            return SimulatedTurn(.file("text/csv; charset=Shift_JIS", history(of: day)))
        case "reports/payouts":
            guard let from = day("from"), let to = day("to"), let pays = day("pays"), from <= to
            else { return .wishUnclear("from, to and pays are YYYY-MM-DD") }
            return SimulatedTurn(
                .file(
                    "text/csv; charset=Shift_JIS",
                    payoutStatement(from: from, to: to, pays: pays)))
        default: return .unknownStep(step)
        }
    }

    /// `{"payment": our number, "outcome": "pay" or "fail"}`.
    private mutating func pay(
        _ wishes: JSONValue, at now: Moment, mood: SimulatorMood
    ) -> SimulatedTurn {
        guard let number = wishes["payment"]?.text else { return .wishUnclear("payment") }
        guard let place = places[number], orders[place].status == .created,
            !orders[place].isDeleted, now < orders[place].expires
        else { return .steered(409, ["error": "this payment is not open"]) }
        let succeeds = wishes["outcome"]?.text != "fail" && !mood.declines
        let notices = pay(place, succeeds: succeeds, at: now)
        return SimulatedTurn(.json(200, orders[place].details), notices: notices)
    }
}

extension PayPayOrder {
    /// A text that the request said.
    func text(_ name: String) -> String? { repeated.first { $0.name == name }?.value.text }
}
