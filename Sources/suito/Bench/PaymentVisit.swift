/// One payment from its order until its money is taken.
///
/// The service orders it, the citizen opens its page, chooses the provider, pays there and comes
/// back; with delayed capture the service then takes the money.
struct PaymentVisit: HTTPVisit {
    static let stages = ["create", "open-page", "choose-provider", "come-back", "capture"]

    let head: HTTPRequestHead
    let number: Int
    let provider: String
    /// The money is only reserved at first.
    let isCapturedLater: Bool
    private(set) var payment: [UInt8] = []
    private var session: [UInt8] = []
    private var stage = -1

    init(_ head: HTTPRequestHead, _ number: Int, provider: String, isCapturedLater: Bool) {
        self.head = head
        self.number = number
        self.provider = provider
        self.isCapturedLater = isCapturedLater
    }

    mutating func next(_ answer: HTTPAnswer?, _ request: inout [UInt8]) throws -> Int? {
        stage += 1
        switch stage {
        case 0:
            head.write(
                "POST", Array("/v1/payments".utf8), into: &request, type: "application/json",
                body: HTTPBenchOrder.body(
                    number, provider: provider, isCapturedLater: isCapturedLater))
        case 1:
            let answer = try expect(answer, 201)
            guard answer.says(#""status":"created""#),
                let id = answer.text(after: #""payment_id":""#),
                let token = answer.text(after: "/pay/")
            else { throw HTTPBenchTrouble(PaymentVisit.stages[0], answer) }
            payment = Array(id)
            // A citizen has no key.
            HTTPRequestHead(key: []).write("GET", Array("/pay/".utf8) + token, into: &request)
        case 2:
            let answer = try expect(answer, 303)
            guard let cookie = answer.header(after: "suito_payment=", until: 0x3B) else {
                throw HTTPBenchTrouble(PaymentVisit.stages[1], answer)
            }
            session = Array(cookie)
            head.write(
                "POST", page("/begin"), into: &request,
                type: "application/x-www-form-urlencoded",
                body: Array("provider=\(provider)".utf8), cookie: session)
        case 3:
            _ = try expect(answer, 303)
            head.write("GET", page("/back"), into: &request, cookie: session)
        case 4:
            _ = try expect(answer, 303)
            guard isCapturedLater else { return nil }
            head.write(
                "POST", Array("/v1/payments/".utf8) + payment + Array("/capture".utf8),
                into: &request, body: [])
        default:
            _ = try expect(answer, 204)
            return nil
        }
        return stage
    }

    private func page(_ part: StaticString) -> [UInt8] {
        var path = Array("/payment/".utf8) + payment
        path.add(part)
        return path
    }

    private func expect(_ answer: HTTPAnswer?, _ status: Int) throws -> HTTPAnswer {
        guard let answer else { throw HTTPBenchTrouble("no answer") }
        guard answer.status == status else {
            throw HTTPBenchTrouble(PaymentVisit.stages[stage - 1], answer)
        }
        return answer
    }
}
