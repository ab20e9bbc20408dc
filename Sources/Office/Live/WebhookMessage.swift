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

    /// - Parameter resource: the payment as the API shows it.
    static func body(of delivery: WebhookOutbox.Delivery, resource: JSONValue) -> [UInt8] {
        JSONValue.object([
            .init("webhook_message_id", .text(id(of: delivery))),
            .init("api_version", .integer(1)),
            .init("created_date", .text(delivery.created.description)),
            .init("event_type", .text(delivery.kind)),
            .init("resource_type", .text("payment")),
            .init("resource_id", .text(delivery.payment.description)),
            .init("resource_version", .integer(Int64(delivery.version))),
            .init("resource", resource),
        ]).bytes
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
