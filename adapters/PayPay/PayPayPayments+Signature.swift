import Crypto
import Provider

/// Signs a request to PayPay's Open Payment API (`hmac OPA-Auth`).
///
/// The key is the secret's own text, not what it encodes. Content type and body count as `empty`
/// where there is no body, also when a header names a type.
extension PayPayPayments {
    /// The value of the header `Authorization`, also for those who check one.
    ///
    /// - Parameter path: without host and query.
    public static func authorization(
        key: String, secret: String, method: String, path: String, contentType: String,
        body: [UInt8]?, nonce: String, epoch: Int64
    ) -> String {
        let digest = body.map { bodyHash(contentType: contentType, body: $0) } ?? "empty"
        let type = body == nil ? "empty" : contentType
        let signed = [path, method, nonce, String(epoch), type, digest].joined(separator: "\n")
        var code = HMAC<SHA256>(key: SymmetricKey(data: Array(secret.utf8)))
        code.update(data: Array(signed.utf8))
        let mac = Base64.text(code.finalize())
        return "hmac OPA-Auth:\(key):\(mac):\(nonce):\(epoch):\(digest)"
    }

    /// Base 64 of MD5 over the content type, then the body.
    static func bodyHash(contentType: String, body: [UInt8]) -> String {
        var hash = Insecure.MD5()
        hash.update(data: Array(contentType.utf8))
        hash.update(data: body)
        return Base64.text(hash.finalize())
    }
}
