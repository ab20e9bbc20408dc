/// One payment from its order until its money is taken, or a part of that.
///
/// The service orders it, the citizen opens its page, chooses the provider, pays there and comes
/// back; with delayed capture the service then takes the money.
struct PaymentVisit: HTTPVisit {
    static let stages = ["create", "open-page", "choose-provider", "come-back", "capture"]

    /// Which of the stages it goes through.
    enum Part {
        /// All of them; with delayed capture up to the end, else without it.
        case whole
        case create
        /// What the citizen does.
        case page
        case capture
    }

    let head: HTTPRequestHead
    let number: Int
    let provider: String
    /// The money is only reserved at first.
    let isCapturedLater: Bool
    private(set) var payment: [UInt8] = []
    private var token: [UInt8] = []
    private var session: [UInt8] = []
    private var stage: Int
    private var last: Int

    init(
        _ head: HTTPRequestHead, _ number: Int, provider: String, isCapturedLater: Bool,
        _ part: Part = .whole
    ) {
        self.head = head
        self.number = number
        self.provider = provider
        self.isCapturedLater = isCapturedLater
        let whole = 0...(isCapturedLater ? 4 : 3)
        (stage, last) = PaymentVisit.bounds(part, whole)
    }

    /// The next part of a visit that came to its end.
    init(_ former: PaymentVisit, _ part: Part) {
        self = former
        (stage, last) = PaymentVisit.bounds(part, 0...4)
    }

    private static func bounds(_ part: Part, _ whole: ClosedRange<Int>) -> (Int, Int) {
        switch part {
        case .whole: (whole.lowerBound, whole.upperBound)
        case .create: (0, 0)
        case .page: (1, 3)
        case .capture: (4, 4)
        }
    }

    mutating func next(_ answer: HTTPAnswer?, _ request: inout [UInt8]) throws -> Int? {
        if let answer {
            try take(answer)
            stage += 1
        }
        guard stage <= last else { return nil }
        write(&request)
        return stage
    }

    private mutating func take(_ answer: HTTPAnswer) throws {
        switch stage {
        case 0:
            try expect(answer, 201)
            guard answer.says(#""status":"created""#),
                let id = answer.text(after: #""payment_id":""#),
                let token = answer.text(after: "/pay/")
            else { throw HTTPBenchTrouble(PaymentVisit.stages[stage], answer) }
            payment = Array(id)
            self.token = Array(token)
        case 1:
            try expect(answer, 303)
            guard let cookie = answer.header(after: "suito_payment=", until: 0x3B) else {
                throw HTTPBenchTrouble(PaymentVisit.stages[stage], answer)
            }
            session = Array(cookie)
        case 2, 3: try expect(answer, 303)
        default: try expect(answer, 204)
        }
    }

    private func write(_ request: inout [UInt8]) {
        switch stage {
        case 0:
            head.write(
                "POST", Array("/v1/payments".utf8), into: &request, type: "application/json",
                body: HTTPBenchOrder.body(
                    number, provider: provider, isCapturedLater: isCapturedLater))
        case 1:
            // A citizen has no key.
            HTTPRequestHead(key: []).write("GET", Array("/pay/".utf8) + token, into: &request)
        case 2:
            head.write(
                "POST", page("/begin"), into: &request,
                type: "application/x-www-form-urlencoded",
                body: Array("provider=\(provider)".utf8), cookie: session)
        case 3: head.write("GET", page("/back"), into: &request, cookie: session)
        default:
            head.write(
                "POST", Array("/v1/payments/".utf8) + payment + Array("/capture".utf8),
                into: &request, body: [])
        }
    }

    private func page(_ part: StaticString) -> [UInt8] {
        var path = Array("/payment/".utf8) + payment
        path.add(part)
        return path
    }

    private func expect(_ answer: HTTPAnswer, _ status: Int) throws {
        guard answer.status == status else {
            throw HTTPBenchTrouble(PaymentVisit.stages[stage], answer)
        }
    }
}
