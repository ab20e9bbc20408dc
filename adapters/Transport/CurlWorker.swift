import CCurl
import Glibc
import Synchronization

/// The one thread on which all transfers of a client run.
///
/// Callers only leave messages and wake it; so no thread of the cooperative pool ever waits in a
/// system call.
// Sendable: `multi` is used by the thread alone, but for `curl_multi_wakeup`, which is made for
// other threads and is called under the lock while the thread still runs; all else is `mail`.
final class CurlWorker: @unchecked Sendable {
    struct Submission: Sendable {
        var id: UInt64
        var plan: TransferPlan
        var settled: @Sendable (TransferResult) -> Void
    }

    private struct Mail {
        var submitted: [Submission] = []
        var cancelled: Set<UInt64> = []
        /// Given out and not yet given back.
        var open: Set<UInt64> = []
        var nextID: UInt64 = 0
        var isStopping = false
        var hasEnded = false
    }

    private let multi: UnsafeMutableRawPointer
    private let settings: TransportSettings
    private let mail = Mutex(Mail())

    /// Once for the process, and safe from any thread.
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(_ settings: TransportSettings) {
        precondition(CurlWorker.isReady, "libcurl cannot be used")
        guard let multi = curl_multi_init() else {
            preconditionFailure("libcurl has no memory left")
        }
        self.multi = multi
        self.settings = settings
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

    func newID() -> UInt64 {
        mail.withLock { mail in
            mail.nextID += 1
            mail.open.insert(mail.nextID)
            return mail.nextID
        }
    }

    /// Its transfer has ended; a cancellation that comes later has nothing to end.
    func giveBack(_ id: UInt64) {
        mail.withLock { mail in
            mail.open.remove(id)
            mail.cancelled.remove(id)
        }
    }

    func submit(_ submission: Submission) {
        let isOpen = mail.withLock { mail in
            guard !mail.isStopping else { return false }
            mail.submitted.append(submission)
            wake(mail)
            return true
        }
        if !isOpen {
            submission.settled(
                .failure(TransportTrouble(.stopped, reach: .notSent, detail: "shut down")))
        }
    }

    /// Also before the transfer was submitted: it then ends at once.
    func cancel(_ id: UInt64) {
        mail.withLock { mail in
            guard mail.open.contains(id) else { return }
            mail.cancelled.insert(id)
            wake(mail)
        }
    }

    func stop() {
        mail.withLock { mail in
            mail.isStopping = true
            wake(mail)
        }
    }

    private func wake(_ mail: Mail) {
        if !mail.hasEnded { curl_multi_wakeup(multi) }
    }

    // MARK: - The thread

    private func run() {
        // A connection that the other side closed is an error of a call, not a signal.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var running: [UInt64: Transfer] = [:]
        var names: [UnsafeMutableRawPointer: UInt64] = [:]
        while true {
            let (submitted, cancelled, isStopping) = takeMail(running: running.keys)
            for submission in submitted {
                begin(submission, cancelled: cancelled, &running, &names)
            }
            for id in cancelled {
                guard let transfer = running.removeValue(forKey: id) else { continue }
                names[transfer.easy] = nil
                end(transfer) { $0.fail(.cancelled, "cancelled") }
            }
            if isStopping { break }
            var left: Int32 = 0
            curl_multi_perform(multi, &left)
            reap(&running, &names)
            // libcurl 7.88 sometimes waits for no socket at all before it opens the data connection
            // of FTP: only another turn gets it on.
            let isFTP = running.values.contains { $0.plan.isFTP }
            curl_multi_poll(multi, nil, 0, isFTP ? 20 : 10_000, nil)
        }
        for transfer in running.values { end(transfer) { $0.fail(.stopped, "shut down") } }
        mail.withLock { $0.hasEnded = true }
        curl_multi_cleanup(multi)
    }

    /// What was left since; a cancellation whose transfer has not come yet stays for it.
    private func takeMail(
        running: Dictionary<UInt64, Transfer>.Keys
    ) -> (submitted: [Submission], cancelled: Set<UInt64>, isStopping: Bool) {
        mail.withLock { mail in
            let submitted = mail.submitted
            let known = mail.cancelled.filter { id in
                running.contains(id) || submitted.contains { $0.id == id }
            }
            mail.submitted = []
            mail.cancelled.subtract(known)
            return (submitted, known, mail.isStopping)
        }
    }

    private func begin(
        _ submission: Submission, cancelled: Set<UInt64>, _ running: inout [UInt64: Transfer],
        _ names: inout [UnsafeMutableRawPointer: UInt64]
    ) {
        if cancelled.contains(submission.id) {
            submission.settled(
                .failure(TransportTrouble(.cancelled, reach: .notSent, detail: "cancelled")))
            return
        }
        do throws(TransportTrouble) {
            let transfer = try Transfer(
                plan: submission.plan, settings: settings, settled: submission.settled)
            running[submission.id] = transfer
            names[transfer.easy] = submission.id
            curl_multi_add_handle(multi, transfer.easy)
        } catch {
            submission.settled(.failure(error))
        }
    }

    private func reap(
        _ running: inout [UInt64: Transfer], _ names: inout [UnsafeMutableRawPointer: UInt64]
    ) {
        var code = CURLE_OK
        while let easy = shim_multi_next_done(multi, &code) {
            guard let id = names.removeValue(forKey: easy),
                let transfer = running.removeValue(forKey: id)
            else { continue }
            end(transfer) { $0.end(code) }
        }
    }

    /// Out of the library first: the caller may let go of what the transfer writes to.
    private func end(_ transfer: Transfer, _ tell: (Transfer) -> Void) {
        curl_multi_remove_handle(multi, transfer.easy)
        tell(transfer)
    }
}
