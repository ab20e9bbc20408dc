import Dispatch
import Money
import Office
import Sealing
import Synchronization
import Transport

/// Asks a timestamp authority over HTTP, for commands that wait.
enum TimestampExchange {
    private static let timeoutMilliseconds = 30_000

    /// - Throws: ``TimestampTrouble``; to ask again is harmless.
    @Sendable
    static func stamp(_ seal: [UInt8], _ authority: SealSettings.Authority) throws -> [UInt8] {
        let trust: TrustAnchors
        do {
            trust = try TrustAnchors(file: authority.ca)
        } catch {
            throw ClosingDenial.seal(error)
        }
        let asked = TimestampAuthority(url: authority.url, trust: trust, exchange: post)
        let outcome = Mutex<Result<[UInt8], TimestampTrouble>?>(nil)
        let done = DispatchSemaphore(value: 0)
        let moment = Clock.now().seconds
        Task {
            let result: Result<[UInt8], TimestampTrouble>
            do throws(TimestampTrouble) {
                result = .success(try await asked.stamp(seal, at: moment).bytes)
            } catch {
                result = .failure(error)
            }
            outcome.withLock { $0 = result }
            done.signal()
        }
        // The main thread is none of the pool's, so waiting on it keeps nobody from working.
        done.wait()
        guard let result = outcome.withLock({ $0 }) else {
            throw TimestampTrouble.transport("no answer")
        }
        return try result.get()
    }

    @Sendable
    private static func post(
        _ request: TimestampAuthority.Request
    ) async throws -> TimestampAuthority.Reply {
        let client = TransportClient()
        defer { client.shutDown() }
        let answer = try await client.send(
            TransportRequest(
                "POST", request.url,
                headers: [.init("Content-Type", request.contentType)], body: request.body,
                limits: TransportLimits(
                    totalMilliseconds: timeoutMilliseconds,
                    answerBytes: TimestampAuthority.longest)))
        return TimestampAuthority.Reply(
            status: answer.status, contentType: answer.header("Content-Type") ?? "",
            body: answer.body)
    }
}
