import Foundation
import Glibc
import Money
import Provider
import Transport

/// Orders a report from a provider, waits until it is made, and brings it into a file.
struct ReportPickUp {
    /// Why there is no file.
    enum Trouble: Error, Sendable {
        /// The provider says no, or will make none.
        case refused(String)
        /// Nobody can tell, or it takes too long; to pick it up again is harmless.
        case unknown(String)
    }

    let adapter: any PicksUpReports
    /// `https://host`, without a slash at the end.
    let address: String
    let client: TransportClient
    /// How often it is asked about before it counts as late.
    let questions: Int

    static let reportBytesAtMost = 1 << 30
    static let longestWaitSeconds = 60

    /// The file's bytes.
    func run(_ order: ReportOrder) async throws(Trouble) -> [UInt8] {
        var answer = try await ask(adapter.order(order, occasion()))
        var wait = 1
        for _ in 0..<questions {
            switch answer {
            case .ready(_, let file): return try await bring(file)
            case .failed(let number): throw .refused(number)
            case .refused(.notSent): throw .unknown("not sent")
            case .refused(let denial): throw .refused("\(denial)")
            case .underway(let number):
                answer = try await ask(adapter.askReport(number, occasion()))
                guard case .underway = answer else { continue }
                try? await Task.sleep(for: .seconds(wait))
                wait = min(2 * wait, ReportPickUp.longestWaitSeconds)
            case .unknown(let code): throw .unknown(code)
            }
        }
        throw .unknown("late")
    }

    private func ask(_ request: ProviderRequest) async throws(Trouble) -> ReportAnswer {
        adapter.readReport(await carry(request, to: address))
    }

    private func bring(_ file: String) async throws(Trouble) -> [UInt8] {
        let request = adapter.pickUp(file, occasion())
        switch await carry(request, to: adapter.reportAddress ?? address) {
        case .answered(200, let bytes): return bytes
        case .answered(let status, _): throw .unknown("http-\(status)")
        case .notSent, .lost: throw .unknown("lost")
        }
    }

    private func occasion() -> RequestOccasion {
        RequestOccasion(
            at: Clock.now(), nonce: String(UInt64.random(in: 0...UInt64.max), radix: 36))
    }

    private func carry(_ request: ProviderRequest, to address: String) async -> ProviderReply {
        let sent = TransportRequest(
            request.method, address + request.path,
            headers: request.headers.map { TransportRequest.Header($0.name, $0.value) },
            body: request.body,
            limits: TransportLimits(
                totalMilliseconds: request.timeoutSeconds * 1_000,
                answerBytes: ReportPickUp.reportBytesAtMost))
        do throws(TransportTrouble) {
            let answer = try await client.send(sent)
            return .answered(status: answer.status, body: answer.body)
        } catch {
            say("\(address): \(error.kind.rawValue): \(error.detail)")
            return error.reach == .notSent ? .notSent : .lost
        }
    }
}
