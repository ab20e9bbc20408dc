/// Sends requests and picks up files.
///
/// All transfers of a client share one thread of its own and its connections. A client that is
/// let go of is shut down; what still runs then ends as `stopped`.
public final class TransportClient: Sendable {
    private let worker: CurlWorker

    public init(_ settings: TransportSettings = TransportSettings()) {
        worker = CurlWorker(settings)
    }

    deinit { worker.stop() }

    /// Ends what is running with ``TransportTrouble/Kind/stopped``; nothing can be sent any more.
    public func shutDown() { worker.stop() }

    /// Sends a request and waits for the whole answer.
    ///
    /// Any status is an answer; redirects are not followed. Cancelling the task ends the transfer.
    /// - Throws: ``TransportTrouble``, whose ``TransportTrouble/reach`` says whether the request
    ///   may have reached the other side.
    public func send(
        _ request: TransportRequest
    ) async throws(TransportTrouble) -> TransportResponse {
        try await run(.http(request)).response
    }

    func run(_ plan: TransferPlan) async throws(TransportTrouble) -> TransferOutcome {
        let ticket = CurlWorker.Ticket()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiting: CheckedContinuation<TransferResult, Never>) in
                if Task.isCancelled {
                    waiting.resume(
                        returning: .failure(
                            TransportTrouble(.cancelled, reach: .notSent, detail: "cancelled")))
                    return
                }
                worker.submit(
                    CurlWorker.Submission(ticket: ticket, plan: plan) {
                        waiting.resume(returning: $0)
                    })
            }
        } onCancel: {
            worker.cancel(ticket)
        }
        return try result.get()
    }
}
