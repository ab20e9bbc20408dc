import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// What belongs to one request on its way through the house.
struct CheckoutContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// `X-Request-Id` of the answer.
    var requestID = ""
    /// What a proxy that is believed says of where the request comes from.
    var forwarded: String?
    /// Where the request comes from, for counting.
    var visitor: String { forwarded ?? channel.remoteAddress?.ipAddress ?? "local" }
    /// Who stands in the log.
    let caller = CallerNote()

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// The caller's key id, left by the gate for the log, which stands around it.
final class CallerNote: Sendable {
    private let held = Mutex<String?>(nil)

    var value: String? {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}
