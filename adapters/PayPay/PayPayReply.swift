import Money
import Provider

/// What PayPay's replies say.
///
/// Everything that is no clear word is unknown: HTTP 5xx whatever the code, an answer without
/// `resultInfo`, a status or a code that nobody here knows.
enum PayPayReply {
    static func read(_ reply: ProviderReply, to operation: ProviderOperation) -> OperationAnswer {
        switch reply {
        case .notSent: return .refused(.notSent)
        case .lost: return .unknown(code: "lost")
        case .answered(let status, let body):
            guard let json = JSONValue(body), let code = json["resultInfo"]?["code"]?.text else {
                return withoutWord(status)
            }
            guard (200...299).contains(status) else {
                let number = json["resultInfo"]?["codeId"]?.text ?? ""
                return refusal(status, code, number, operation)
            }
            guard code == "SUCCESS" || code == "REQUEST_ACCEPTED" else {
                return .unknown(code: code)
            }
            return word(json["data"] ?? .null, code, operation)
        }
    }

    /// A gateway's own page, for instance.
    private static func withoutWord(_ status: Int) -> OperationAnswer {
        switch status {
        case 401, 403: .refused(.credentials(code: "http-\(status)"))
        case 429: .refused(.tooMany(code: "http-429"))
        default: .unknown(code: "http-\(status)")
        }
    }

    // MARK: - No

    private static func refusal(
        _ status: Int, _ code: String, _ number: String, _ operation: ProviderOperation
    ) -> OperationAnswer {
        if status >= 500 { return .unknown(code: code) }
        switch code {
        case "UNAUTHORIZED", "OP_OUT_OF_SCOPE", "OPA_CLIENT_NOT_FOUND":
            return .refused(.credentials(code: code))
        case "RATE_LIMIT": return .refused(.tooMany(code: code))
        case "INVALID_REQUEST_PARAMS", "MISSING_REQUEST_PARAMS", "DYNAMIC_QR_BAD_REQUEST":
            return .refused(.request(code: code))
        case "INVALID_PARAMS":
            return number == "00200015"
                ? .declined(Decline(.amount, code: code)) : .refused(.request(code: code))
        case "DYNAMIC_QR_PAYMENT_NOT_FOUND", "DYNAMIC_QR_NOT_FOUND", "RESOURCE_NOT_FOUND",
            "NO_SUCH_REFUND_ORDER":
            return .declined(Decline(.notFound, code: code))
        // There is a code of ours already: perhaps this very request's, sent or carried twice.
        case "DUPLICATE_DYNAMIC_QR_REQUEST": return .unknown(code: code)
        case "UNACCEPTABLE_OP" where number == "00200014":
            return .declined(Decline(.repeated, code: code))
        case "DYNAMIC_QR_ALREADY_PAID":
            return .declined(Decline(.state, code: code))
        case "ORDER_NOT_REVERSIBLE", "UNACCEPTABLE_OP":
            return .declined(Decline(.notAllowed, code: code))
        case "CANCELED_USER": return .declined(Decline(.citizen, code: code))
        default: return status == 429 ? .refused(.tooMany(code: code)) : .unknown(code: code)
        }
    }

    // MARK: - Yes

    private static func word(
        _ data: JSONValue, _ code: String, _ operation: ProviderOperation
    ) -> OperationAnswer {
        switch operation.deed {
        case .create: return created(data, operation)
        case .ask, .capture: return payment(data, operation)
        case .close, .release:
            return .done(PaymentWord(.cancelled, payment: operation.payment))
        // Accepted is not done: the details tell.
        case .cancel: return .unknown(code: code)
        case .refund(let amount, _): return refund(data, amount, operation.id)
        case .askRefund(let refund): return self.refund(data, nil, refund)
        case .askDisputes: return .unknown(code: "no-disputes")
        }
    }

    private static func created(_ data: JSONValue, _ operation: ProviderOperation)
        -> OperationAnswer
    {
        guard let code = data["codeId"]?.text, let url = data["url"]?.text,
            data["merchantPaymentId"]?.text == operation.payment.description
        else { return .unknown(code: "answer-incomplete") }
        let step = NextStep(
            url: url, appURL: data["deeplink"]?.text,
            expires: data["expiryDate"]?.integer.map { Moment(seconds: $0) })
        return .done(
            PaymentWord(
                .open, payment: operation.payment, handle: ProviderHandle(session: code),
                amount: amount(data), step: step))
    }

    private static func payment(_ data: JSONValue, _ operation: ProviderOperation)
        -> OperationAnswer
    {
        guard let status = data["status"]?.text,
            data["merchantPaymentId"]?.text == operation.payment.description
        else { return .unknown(code: "answer-incomplete") }
        let accepted = data["acceptedAt"]?.integer
        let refunds = (data["refunds"]?["data"]?.list ?? []).compactMap { refundWord($0) }
        let amount = amount(data)
        let given = refunds.filter { $0.standing == .finished }
            .reduce(Yen.zero) { $0 + $1.amount }
        guard
            let standing = standing(
                status, isPaid: accepted != nil, isAllGiven: amount.map { given >= $0 } ?? false)
        else { return .unknown(code: "status-\(status)") }
        // Money without an amount is no word about money.
        if standing == .captured || standing == .voided || standing == .refunded, amount == nil {
            return .unknown(code: "answer-incomplete")
        }
        return .done(
            PaymentWord(
                standing, payment: operation.payment,
                handle: ProviderHandle(payment: data["paymentId"]?.text), amount: amount,
                at: accepted.map { Moment(seconds: $0) }, refunded: given, refunds: refunds))
    }

    /// `REFUNDED` stands also where only a part was given back; `CANCELED` also for a code that
    /// nobody paid.
    private static func standing(
        _ status: String, isPaid: Bool, isAllGiven: Bool
    ) -> PaymentWord.Standing? {
        switch status {
        case "CREATED": .open
        case "AUTHORIZED": .reserved
        case "REAUTHORIZING": .processing
        case "COMPLETED": .captured
        case "REFUNDED": isAllGiven ? .refunded : .captured
        case "FAILED": .failed
        case "CANCELED": isPaid ? .voided : .cancelled
        case "EXPIRED": .expired
        default: nil
        }
    }

    private static func refund(
        _ data: JSONValue, _ amount: Yen?, _ operation: PaymentID
    ) -> OperationAnswer {
        guard let word = refundWord(data), word.operation == operation,
            amount == nil || word.amount == amount
        else { return .unknown(code: "answer-incomplete") }
        return .refund(word)
    }

    private static func refundWord(_ data: JSONValue) -> RefundWord? {
        guard let status = data["status"]?.text, let number = data["merchantRefundId"]?.text,
            let amount = amount(data)
        else { return nil }
        let standing: RefundWord.Standing
        switch status {
        case "CREATED": standing = .processing
        case "REFUNDED": standing = .finished
        case "REFUND_FAILED": standing = .failed
        default: return nil
        }
        return RefundWord(
            standing, operation: PaymentID(number.utf8), number: number, amount: amount,
            at: data["acceptedAt"]?.integer.map { Moment(seconds: $0) })
    }

    /// Yen, and nothing else.
    private static func amount(_ data: JSONValue) -> Yen? {
        guard let money = data["amount"], money["currency"]?.text == "JPY",
            let value = money["amount"]?.integer, value >= 0, value <= Yen.largest.value
        else { return nil }
        return Yen(value)
    }
}
