import Dispatch
import Foundation
import FoundationNetworking
import Money
import Office
import Sealing
import Synchronization

/// Asks a timestamp authority over HTTP, for commands that wait.
enum TimestampExchange {
    private static let timeoutSeconds = 30.0

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
        guard let url = URL(string: request.url) else {
            throw TimestampTrouble.transport("\(request.url)")
        }
        var message = URLRequest(url: url, timeoutInterval: timeoutSeconds)
        message.httpMethod = "POST"
        message.setValue(request.contentType, forHTTPHeaderField: "Content-Type")
        message.httpBody = Data(request.body)
        let (data, response) = try await URLSession.shared.data(for: message)
        guard let answer = response as? HTTPURLResponse else {
            throw TimestampTrouble.transport("\(request.url)")
        }
        return TimestampAuthority.Reply(
            status: answer.statusCode,
            contentType: answer.value(forHTTPHeaderField: "Content-Type") ?? "",
            body: [UInt8](data))
    }
}
