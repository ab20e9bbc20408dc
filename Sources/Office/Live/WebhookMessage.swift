import Crypto
import Money
import Provider
import Store

/// News as they are brought: a body, and the signature of it.
///
/// ```
/// Suito-Signature: t=1775005200,v1=3f9a…[,v1=…]      HMAC-SHA256 of "t.body", hexadecimal
/// ```
public enum WebhookMessage {
    public static let signatureHeader = "Suito-Signature"
    public static let idHeader = "Suito-Message-Id"

    /// Stable: whoever gets news twice can tell.
    static func id(of delivery: WebhookOutbox.Delivery) -> String {
        "\(delivery.payment)-\(delivery.version)-\(delivery.kind)"
    }

    /// - Parameter resource: the payment as the API shows it, a JSON text.
    static func body(of delivery: WebhookOutbox.Delivery, resource: [UInt8]) -> [UInt8] {
        JSONWriter.object { json in
            json.member("webhook_message_id", id(of: delivery))
            json.member("api_version", Int64(1))
            json.member("created_date", delivery.created.description)
            json.member("event_type", delivery.kind)
            json.member("resource_type", "payment")
            json.member("resource_id", delivery.payment.description)
            json.member("resource_version", Int64(delivery.version))
            json.member("resource", written: resource)
        }
    }

    /// Under every secret that is live.
    static func signature(of body: [UInt8], at seconds: Int64, secrets: [[UInt8]]) -> String {
        let signed = Array("\(seconds).".utf8) + body
        let codes = secrets.map { secret in
            let code = HMAC<SHA256>.authenticationCode(
                for: signed, using: SymmetricKey(data: secret))
            return ",v1=" + Hexadecimal.text(code)
        }
        return "t=\(seconds)" + codes.joined()
    }
}
