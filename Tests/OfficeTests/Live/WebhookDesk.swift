import Crypto
import Money
import Office
import Provider
import Synchronization
import Testing
import Till

/// What is brought, and how each address answers.
final class NewsReceiver: Sendable {
    struct State: Sendable {
        var come: [WebhookParcel] = []
        var answers: [String: Int] = [:]
        var hanging: [CheckedContinuation<Void, Never>] = []
        var hangs: Set<String> = []
    }

    let state = Mutex(State())

    var come: [WebhookParcel] { state.withLock { $0.come } }

    func answer(_ url: String, _ status: Int?) {
        state.withLock { $0.answers[url] = status }
    }

    func hang(_ url: String) { _ = state.withLock { $0.hangs.insert(url) } }

    func release() {
        let callers = state.withLock { state in
            defer { state.hanging = [] }
            state.hangs = []
            return state.hanging
        }
        for caller in callers { caller.resume() }
    }

    func send(_ parcel: WebhookParcel) async -> WebhookAnswer {
        let hangs = state.withLock { state in
            state.come.append(parcel)
            return state.hangs.contains(parcel.url)
        }
        if hangs {
            await withCheckedContinuation { caller in
                state.withLock { $0.hanging.append(caller) }
            }
        }
        let status = state.withLock { $0.answers[parcel.url] } ?? 200
        if status == 0 {
            return WebhookAnswer(status: nil, trouble: "timed-out", milliseconds: 9)
        }
        return WebhookAnswer(
            status: status, body: Array("said \(status) 4111111111111111".utf8),
            milliseconds: 7)
    }
}

/// A desk whose services want news.
class WebhookDesk {
    let live: LiveDesk
    let receiver = NewsReceiver()
    let webhooks: Webhooks

    init() throws {
        live = try LiveDesk(limit: 100_000)
        webhooks = Webhooks(live.desk.books, surroundings: live.surroundings)
    }

    func courier(_ holder: String = "a") -> WebhookCourier {
        let receiver = receiver
        return WebhookCourier(
            live.checkout, holder: holder,
            resource: { details in
                JSONWriter.object { json in
                    json.member("status", details.shown.rawValue)
                    json.member("email", JSONValue.text(orNull: details.order.email))
                }
            }, send: { await receiver.send($0) })
    }

    /// Brings all that is due, by one instance.
    @discardableResult
    func turn(_ holder: String = "a") async throws -> WebhookCourier.Turn {
        let courier = courier(holder)
        let turn = try await courier.turn()
        for lane in turn.lanes { _ = await courier.bring(lane, isStopping: { false }) }
        return turn
    }

    func add(
        _ name: String = "one", of service: String = "juminka", _ events: WebhookEvent...
    ) async throws -> (id: String, secret: String) {
        let added = try await webhooks.add(
            "https://\(name).example/hook", of: service, events: Set(events))
        return (added.webhook.id, added.secret)
    }

    func refusal(_ body: () async throws -> Void) async throws -> WebhookRefusal? {
        do {
            try await body()
            return nil
        } catch let refusal as WebhookRefusal {
            #expect(!refusal.sentence.ja.isEmpty && !refusal.sentence.en.isEmpty)
            return refusal
        }
    }

    static func json(_ parcel: WebhookParcel) throws -> JSONValue {
        try #require(JSONValue(parcel.body))
    }

    static func header(_ name: String, _ parcel: WebhookParcel) throws -> String {
        try #require(parcel.headers.first { $0.name == name }?.value)
    }

    /// The codes of a signature, and those that a secret gives.
    static func codes(
        _ parcel: WebhookParcel, _ secrets: [String]
    ) throws -> (found: [String], wanted: [String]) {
        let parts = try header("Suito-Signature", parcel).split(separator: ",")
        let time = try #require(parts.first).dropFirst(2)
        let signed = Array("\(time).".utf8) + parcel.body
        let wanted = secrets.map { secret in
            Hexadecimal.text(
                HMAC<SHA256>.authenticationCode(
                    for: signed, using: SymmetricKey(data: Array(secret.utf8))))
        }
        return (parts.dropFirst().map { String($0.dropFirst(3)) }, wanted)
    }
}
