import CCurl
import Glibc
import Synchronization

/// The one thread on which all transfers of a client run.
///
/// Callers only leave messages and wake it; so no thread of the cooperative pool ever waits in a
/// system call.
// Sendable: `multi` and the handles are used by the thread alone; all else is `mail`, and the watch
// whose bell any thread may ring.
final class CurlWorker: @unchecked Sendable {
    /// A transfer as its caller knows it.
    final class Ticket: Sendable {
        let isCancelled = Atomic<Bool>(false)
    }

    struct Submission: Sendable {
        var ticket: Ticket
        var plan: TransferPlan
        var settled: @Sendable (TransferResult) -> Void
    }

    private struct Mail {
        var submitted: [Submission] = []
        var cancelled: [Ticket] = []
        var isStopping = false
        /// The thread waits, and must be woken.
        var isAwaited = false

        var isEmpty: Bool { submitted.isEmpty && cancelled.isEmpty && !isStopping }
    }

    /// Transfers under way, by their handles.
    private typealias Running = [UnsafeMutableRawPointer: Transfer]

    /// So many handles are kept while nothing is transferred.
    private static let mostIdle = 64
    /// How long to wait for nothing in particular, in milliseconds.
    private static let longest: Int64 = 10_000

    private let multi: UnsafeMutableRawPointer
    private let settings: TransportSettings
    private let masking: MaskingPlan
    private let watch: SocketWatch
    private let mail = Mutex(Mail())
    private var idle: [EasyHandle] = []

    /// Once for the process, and safe from any thread.
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(_ settings: TransportSettings) {
        precondition(CurlWorker.isReady, "libcurl cannot be used")
        guard let multi = curl_multi_init() else {
            preconditionFailure("libcurl has no memory left")
        }
        self.multi = multi
        self.settings = settings
        masking = MaskingPlan(settings.masking)
        watch = SocketWatch(multi)
        shim_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, settings.connectionsPerHost)
        shim_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.idleConnections)
        start()
    }

    private func start() {
        let owner = Unmanaged.passRetained(self).toOpaque()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, &attributes,
            { owner in
                guard let owner else { return nil }
                Unmanaged<CurlWorker>.fromOpaque(owner).takeRetainedValue().run()
                return nil
            }, owner)
        pthread_attr_destroy(&attributes)
        precondition(status == 0, "no thread for transfers: \(status)")
    }

    // MARK: - Messages, from any thread

    func submit(_ submission: Submission) {
        let isOpen = leave { mail in
            guard !mail.isStopping else { return false }
            mail.submitted.append(submission)
            return true
        }
        if !isOpen {
            submission.settled(
                .failure(TransportTrouble(.stopped, reach: .notSent, detail: "shut down")))
        }
    }

    /// Also before the transfer was submitted: it then ends at once.
    func cancel(_ ticket: Ticket) {
        ticket.isCancelled.store(true, ordering: .releasing)
        leave { $0.cancelled.append(ticket) }
    }

    func stop() { leave { $0.isStopping = true } }

    /// Leaves a message, and wakes the thread where it waits.
    private func leave<T: Sendable>(_ message: (inout Mail) -> T) -> T {
        let (result, isAwaited) = mail.withLock { mail in
            let result = message(&mail)
            defer { mail.isAwaited = false }
            return (result, mail.isAwaited)
        }
        if isAwaited { watch.ring() }
        return result
    }

    // MARK: - The thread

    private func run() {
        // A connection that the other side closed is an error of a call, not a signal.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var running: Running = [:]
        // libcurl 7.88 sometimes waits for no socket at all before it opens the data connection of
        // FTP: only another turn gets it on. With files under way, it looks after all by itself.
        var hasFiles = false
        while true {
            let (submitted, cancelled, isStopping) = takeMail()
            for submission in submitted {
                if submission.plan.isFile { hasFiles = true }
                begin(submission, &running)
            }
            for ticket in cancelled { cancel(ticket, &running) }
            if isStopping { break }
            if hasFiles {
                var left: Int32 = 0
                curl_multi_perform(multi, &left)
            } else {
                watch.actOnTime()
            }
            reap(&running)
            if running.isEmpty { hasFiles = false }
            guard mayWait() else { continue }
            if hasFiles {
                let isFTP = running.values.contains { $0.plan.isFTP }
                watch.turn(waitingAtMost: isFTP ? 20 : Int32(CurlWorker.longest))
            } else {
                watch.wait(atMost: CurlWorker.longest)
            }
        }
        for transfer in running.values { end(transfer) { $0.fail(.stopped, "shut down") } }
        idle = []
        curl_multi_cleanup(multi)
    }

    /// What was left since.
    private func takeMail() -> (submitted: [Submission], cancelled: [Ticket], isStopping: Bool) {
        mail.withLock { mail in
            mail.isAwaited = false
            defer {
                mail.submitted = []
                mail.cancelled = []
            }
            return (mail.submitted, mail.cancelled, mail.isStopping)
        }
    }

    /// Whether nothing has come meanwhile; from then on messages ring.
    private func mayWait() -> Bool {
        mail.withLock { mail in
            mail.isAwaited = mail.isEmpty
            return mail.isAwaited
        }
    }

    private func begin(_ submission: Submission, _ running: inout Running) {
        if submission.ticket.isCancelled.load(ordering: .acquiring) {
            submission.settled(
                .failure(TransportTrouble(.cancelled, reach: .notSent, detail: "cancelled")))
            return
        }
        do throws(TransportTrouble) {
            let handle = try takeHandle()
            let transfer = Transfer(handle, submission, settings, masking)
            try TransferOptions.set(on: transfer, settings)
            running[transfer.easy] = transfer
            curl_multi_add_handle(multi, transfer.easy)
        } catch {
            submission.settled(.failure(error))
        }
    }

    private func takeHandle() throws(TransportTrouble) -> EasyHandle {
        if let handle = idle.popLast() { return handle }
        return try EasyHandle()
    }

    private func cancel(_ ticket: Ticket, _ running: inout Running) {
        guard let transfer = running.values.first(where: { $0.ticket === ticket }) else { return }
        running[transfer.easy] = nil
        end(transfer) { $0.fail(.cancelled, "cancelled") }
    }

    private func reap(_ running: inout Running) {
        var code = CURLE_OK
        while let easy = shim_multi_next_done(multi, &code) {
            guard let transfer = running.removeValue(forKey: easy) else { continue }
            end(transfer) { $0.end(code) }
        }
    }

    /// Out of the library first: the caller may let go of what the transfer writes to.
    private func end(_ transfer: Transfer, _ tell: (Transfer) -> Void) {
        curl_multi_remove_handle(multi, transfer.easy)
        tell(transfer)
        giveBack(transfer.handle)
    }

    private func giveBack(_ handle: EasyHandle) {
        guard idle.count < CurlWorker.mostIdle else { return }
        handle.reset()
        idle.append(handle)
    }
}
