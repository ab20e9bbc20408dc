/// Why nothing is changed about webhooks, in order of precedence; each has a stable code and says
/// itself aloud.
public enum WebhookRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case unknown = "webhook-unknown"
    case tooMany = "webhooks-too-many"
    case serviceMalformed = "service-malformed"
    case urlMalformed = "url-malformed"
    /// It has ended.
    case disabled = "webhook-disabled"
    /// Two secrets are live already.
    case secretsTooMany = "secrets-too-many"
    /// Only one secret is live.
    case secretIsLast = "secret-is-last"
    case deliveryUnknown = "delivery-unknown"
    /// It waits already.
    case deliveryWaits = "delivery-waits"

    /// The refusal as a person hears it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .unknown: ("その通知先はありません。", "There is no such webhook.")
        case .tooMany: ("一つのサービスの通知先は 10 件までです。", "A service has 10 webhooks at most.")
        case .serviceMalformed:
            ("サービスの名前が正しくありません。", "The name of the service is not valid.")
        case .urlMalformed:
            ("通知先は https:// で始まるアドレスです。", "The address must begin with https://.")
        case .disabled: ("その通知先は止められています。", "The webhook has been disabled.")
        case .secretsTooMany:
            ("有効な秘密が二つあります。古いほうを無効にしてください。", "Two secrets are live; retire the older one.")
        case .secretIsLast:
            ("秘密は一つしかありません。先に新しい秘密を作ってください。", "It is the only secret; rotate first.")
        case .deliveryUnknown: ("その通知はありません。", "There is no such delivery.")
        case .deliveryWaits: ("その通知は送信待ちです。", "The delivery waits to be sent already.")
        }
    }
}
