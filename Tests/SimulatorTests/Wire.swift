import Foundation
import Money
import Provider
import Simulators
import Testing
import Transport

/// Carries an adapter's requests to a simulator, and steers that.
struct Wire {
    let address: String
    private let client = TransportClient()
    /// Steering does not share the connections of what it disturbs.
    private let steering = TransportClient()
    private let limits = TransportLimits(
        connectMilliseconds: 300_000, totalMilliseconds: 600_000)

    init(_ server: RunningServer) { address = server.address }

    /// What came back, as a gateway would tell an adapter.
    func carry(_ request: ProviderRequest) async -> ProviderReply {
        let headers = request.headers.map { TransportRequest.Header($0.name, $0.value) }
        do throws(TransportTrouble) {
            let answer = try await client.send(
                TransportRequest(
                    request.method, address + request.path, headers: headers, body: request.body,
                    limits: limits))
            return .answered(status: answer.status, body: answer.body)
        } catch {
            return error.reach == .notSent ? .notSent : .lost
        }
    }

    /// A step of `/_simulator/`; also where it refuses.
    @discardableResult func steer(
        _ step: String, _ wishes: JSONValue = [:], method: String = "POST"
    ) async throws -> JSONValue {
        let answer = try await steering.send(
            TransportRequest(
                method, "\(address)/_simulator/\(step)",
                body: method == "GET" ? nil : wishes.bytes, limits: limits))
        return try #require(JSONValue(answer.body))
    }

    /// Any request, as a browser or a terminal would send it.
    func send(
        _ method: String, _ path: String, headers: [TransportRequest.Header] = [],
        body: String? = nil
    ) async throws -> TransportResponse {
        try await steering.send(
            TransportRequest(
                method, address + path, headers: headers, body: body.map { Array($0.utf8) },
                limits: limits))
    }

    /// Lets a fault happen once, to the next request of a kind.
    func fault(_ fault: SimulatedFault, _ method: String, _ path: String) async throws {
        // Long enough to be seen as late, however slow the machine is.
        try await steer(
            "faults",
            [
                "fault": .text(fault.rawValue), "times": 1, "method": .text(method),
                "path": .text(path), "late_ms": 600_000,
            ])
    }

    static func now() -> Moment { Moment(seconds: Int64(Date().timeIntervalSince1970)) }

    static func occasion() -> RequestOccasion {
        RequestOccasion(at: now(), nonce: String(UInt64.random(in: 0...UInt64.max), radix: 36))
    }

    /// Sends a request and gives up on it as soon as something holds; what never holds is waited
    /// for until the answer comes.
    func giveUp(
        on request: ProviderRequest, when holds: @escaping @Sendable () async throws -> Bool
    ) async throws -> ProviderReply {
        try await withThrowingTaskGroup(of: ProviderReply?.self) { group in
            group.addTask { await carry(request) }
            group.addTask {
                while try await !holds() { try Task.checkCancellation() }
                return nil
            }
            var reply: ProviderReply?
            while reply == nil, let next = try await group.next() {
                reply = next
                group.cancelAll()
            }
            return try #require(reply)
        }
    }
}

/// Keeps notices and hands them out.
struct NoticeBox {
    let server: RunningServer
    private let client = TransportClient()

    init() throws { server = try RunningServer.script("notice_receiver.py") }

    /// Waits for the oldest that nobody took yet.
    func next() async throws -> (headers: [ProviderRequest.Header], body: [UInt8]) {
        let answer = try await client.send(
            TransportRequest(
                "GET", server.address + "/next",
                limits: TransportLimits(totalMilliseconds: 600_000)))
        return (answer.headers.map { .init($0.name, $0.value) }, answer.body)
    }
}

extension OperationAnswer {
    var isUnknown: Bool { if case .unknown = self { true } else { false } }
    var word: PaymentWord? { if case .done(let word) = self { word } else { nil } }
    var refundWord: RefundWord? { if case .refund(let word) = self { word } else { nil } }
    var decline: Decline.Reason? {
        if case .declined(let decline) = self { decline.reason } else { nil }
    }
    var isOurKey: Bool { if case .refused(.credentials) = self { true } else { false } }
}
