import Crypto
public import Money
public import Provider

extension StripePayments: SendsNotices {
    /// How old a signature may be, and how far from the future.
    static let toleranceSeconds: Int64 = 300

    /// Reads `Stripe-Signature: t=…,v1=…`: HMAC-SHA256 over `t.body` under any of the secrets.
    public func readNotice(
        headers: [ProviderRequest.Header], body: [UInt8], at: Moment
    ) throws(NoticeRefusal) -> ProviderNotice {
        let name = "stripe-signature"
        guard let header = headers.first(where: { $0.name.lowercased() == name }) else {
            throw .signatureMissing
        }
        var stamp: String?
        var codes: [[UInt8]] = []
        for part in header.value.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { throw .signatureMalformed }
            if pair[0] == "t" { stamp = pair[1] }
            if pair[0] == "v1", let code = Hexadecimal.bytes(pair[1]) { codes.append(code) }
        }
        guard let stamp, let seconds = Int64(stamp), seconds >= 0, !codes.isEmpty else {
            throw .signatureMalformed
        }
        guard isSigned(Array("\(stamp).".utf8) + body, codes) else { throw .signatureWrong }
        guard abs(at.seconds - seconds) <= StripePayments.toleranceSeconds else {
            throw .signatureStale
        }
        return try notice(body)
    }

    private func isSigned(_ signed: [UInt8], _ codes: [[UInt8]]) -> Bool {
        var isSigned = false
        for secret in credentials.webhookSecrets where !secret.isEmpty {
            let key = SymmetricKey(data: Array(secret.utf8))
            for code in codes {
                // Compares in constant time.
                let holds = HMAC<SHA256>.isValidAuthenticationCode(
                    code, authenticating: signed, using: key)
                isSigned = isSigned || holds
            }
        }
        return isSigned
    }

    private func notice(_ body: [UInt8]) throws(NoticeRefusal) -> ProviderNotice {
        guard let json = JSONValue(body), let id = json["id"]?.text else { throw .bodyMalformed }
        let object = json["data"]?["object"] ?? .null
        let number = object["id"]?.text
        let handle =
            switch object["object"]?.text {
            case "payment_intent": ProviderHandle(payment: number)
            case "checkout.session":
                ProviderHandle(session: number, payment: object["payment_intent"]?.text)
            default: ProviderHandle(payment: object["payment_intent"]?.text)
            }
        return ProviderNotice(
            id: id, payment: StripeIntent.payment(object), handle: handle,
            event: json["type"]?.text ?? "", isProven: true,
            isOfDispute: object["object"]?.text == "dispute")
    }
}
