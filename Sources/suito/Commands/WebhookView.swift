import Money
import Office
import Reports
import Settlement
import Store

/// Webhooks and their log as a person and a program read them.
enum WebhookView {
    static func printSecret(_ id: String, _ secret: String) {
        print(
            JSONText.document { json in
                json.object { json in
                    json.member("id", id)
                    json.member("secret", secret)
                }
            })
    }

    // MARK: - Addresses

    /// Whether it works, in a word.
    private static func state(_ webhook: Webhook) -> String {
        if webhook.disabled != nil { return "disabled" }
        return webhook.standing.isFailing ? "failing" : "live"
    }

    static func line(_ webhook: Webhook, _ language: Language) -> String {
        let word =
            switch state(webhook) {
            case "disabled": language("停止", "disabled")
            case "failing": language("失敗中", "failing")
            default: language("有効", "live")
            }
        let standing = webhook.standing
        let counts = language(
            "送信済 \(standing.delivered)・待ち \(standing.waiting)・断念 \(standing.failed)",
            "\(standing.delivered) delivered, \(standing.waiting) waiting, "
                + "\(standing.failed) given up")
        return "\(webhook.id)  \(webhook.service)  \(word)  \(counts)  \(webhook.url)"
    }

    static func write(_ webhook: Webhook, to json: inout JSONText) {
        let standing = webhook.standing
        json.member("id", webhook.id)
        json.member("service", webhook.service)
        json.member("url", webhook.url)
        json.member("state", state(webhook))
        json.member("created", "\(webhook.created)")
        json.member("disabled", webhook.disabled.map { "\($0)" })
        json.key("events")
        json.array(webhook.events.map(\.rawValue).sorted()) { $0.value($1) }
        json.member("secrets", webhook.secrets)
        json.member("delivered", standing.delivered)
        json.member("waiting", standing.waiting)
        json.member("given_up", standing.failed)
        json.member("oldest_waiting", standing.oldest.map { "\($0)" })
    }

    // MARK: - The log

    static func lines(_ row: WebhookLogRow) -> [String] {
        let delivery = row.delivery
        let first = "\(delivery.number)  \(delivery.created)  \(delivery.state.rawValue)  "
        let due = delivery.due.map { "  → \($0)" } ?? ""
        return [first + row.messageID + due]
            + row.attempts.map { attempt in
                let status = attempt.status.map { "\($0) " } ?? ""
                let words = printable(attempt.head)
                return "    \(attempt.at)  \(status)\(attempt.outcome)  "
                    + "\(attempt.milliseconds) ms\(words.isEmpty ? "" : "  \(words)")"
            }
    }

    static func write(_ row: WebhookLogRow, to json: inout JSONText) {
        let delivery = row.delivery
        json.member("number", delivery.number)
        json.member("message", row.messageID)
        json.member("event", delivery.kind)
        json.member("payment", "\(delivery.payment)")
        json.member("state", delivery.state.rawValue)
        json.member("created", "\(delivery.created)")
        json.member("due", delivery.due.map { "\($0)" })
        json.member("body", delivery.body.map { String(decoding: $0, as: UTF8.self) })
        json.key("tries")
        json.array(row.attempts) { json, attempt in
            json.object { json in
                json.member("at", "\(attempt.at)")
                json.key("status")
                json.value(orNull: attempt.status.map { Int64($0) })
                json.member("outcome", attempt.outcome)
                json.member("milliseconds", attempt.milliseconds)
                json.member("answer", printable(attempt.head))
            }
        }
    }

    /// What somebody else sent, safe for a terminal and a log.
    private static func printable(_ bytes: [UInt8]) -> String {
        String(
            String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate,
                    .privateUse, .unassigned:
                    " "
                default: Character(scalar)
                }
            })
    }
}
