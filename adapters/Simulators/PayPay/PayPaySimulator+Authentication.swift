import Crypto
import Money
import Provider

/// `Authorization: hmac OPA-Auth:key:mac:nonce:epoch:hash`, checked.
extension PayPaySimulator {
    /// How far the client's clock may be off.
    static let clockSeconds: Int64 = 120

    /// Nil where the request is whom it says it is from.
    ///
    /// A nonce serves once in the time that its epoch is good for.
    mutating func refusal(_ request: SimulatedRequest, at now: Moment) -> PayPayResult? {
        let scheme = "hmac OPA-Auth:"
        guard let header = request.header("Authorization"), header.hasPrefix(scheme) else {
            return .unauthorized
        }
        let parts = header.dropFirst(scheme.count).split(
            separator: ":", omittingEmptySubsequences: false
        ).map(String.init)
        guard parts.count == 5, parts[0] == settings.key, !parts[2].isEmpty,
            let epoch = Int64(parts[3])
        else { return .unauthorized }
        let (code, nonce, hash) = (parts[1], parts[2], parts[4])
        guard abs(now.seconds - epoch) <= PayPaySimulator.clockSeconds else { return .unauthorized }
        let type = request.header("Content-Type") ?? ""
        guard hash == PayPaySimulator.hash(request.body, type) else { return .unauthorized }
        let signed = [
            request.path, request.method, nonce, parts[3], request.body.isEmpty ? "empty" : type,
            hash,
        ].joined(separator: "\n")
        guard code == mac(signed) else { return .unauthorized }
        while let stale = staling.next(at: now) { nonces.remove(stale) }
        guard nonces.insert("\(nonce)/\(epoch)").inserted else { return .unauthorized }
        // From then on its epoch is too old.
        let end = Moment(seconds: epoch + PayPaySimulator.clockSeconds + 1)
        staling.add("\(nonce)/\(epoch)", at: end)
        return merchantRefusal(request)
    }

    /// The query wins over the header; an empty one names nobody.
    private func merchantRefusal(_ request: SimulatedRequest) -> PayPayResult? {
        let named = request.asked("assumeMerchant") ?? request.header("X-ASSUME-MERCHANT") ?? ""
        return named.isEmpty || named == settings.merchant ? nil : .clientUnknown
    }

    private func mac(_ text: String) -> String {
        let key = SymmetricKey(data: Array(settings.secret.utf8))
        return Base64.text(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    private static func hash(_ body: [UInt8], _ type: String) -> String {
        if body.isEmpty { return "empty" }
        return Base64.text(Insecure.MD5.hash(data: Array(type.utf8) + body))
    }
}
