import CCurl
import Glibc

/// Which sockets of the library are ready, when it is to look again without one, and whether other
/// threads have left messages.
///
/// The library is told of the sockets that are ready, instead of looking at all of its transfers
/// whenever anything happens.
// Sendable: `deadline` and `multi` are used by the worker's thread alone; the bell is a descriptor
// that any thread may write to.
final class SocketWatch: @unchecked Sendable {
    private static let mostAtOnce = 64

    private let multi: UnsafeMutableRawPointer
    private let watch: Int32
    private let bell: Int32
    /// Milliseconds of the system's steady clock.
    private var deadline: Int64?
    private var sockets = [Int32](repeating: 0, count: mostAtOnce)
    private var bits = [Int32](repeating: 0, count: mostAtOnce)

    init(_ multi: UnsafeMutableRawPointer) {
        self.multi = multi
        var bell: Int32 = -1
        watch = shim_watch_make(&bell)
        precondition(watch >= 0, "no descriptors for transfers: \(errno)")
        self.bell = bell
        shim_multi_on_sockets(
            multi,
            { _, socket, what, owner, _ in
                if let owner { shim_watch_set(SocketWatch.of(owner).watch, socket, what) }
                return 0
            },
            { _, milliseconds, owner in
                if let owner { SocketWatch.of(owner).lookAgain(in: milliseconds) }
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        close(watch)
        close(bell)
    }

    private static func of(_ owner: UnsafeMutableRawPointer) -> SocketWatch {
        Unmanaged<SocketWatch>.fromOpaque(owner).takeUnretainedValue()
    }

    /// Ends the waiting, from any thread.
    func ring() { shim_bell_ring(bell) }

    private func lookAgain(in milliseconds: Int) {
        deadline = milliseconds < 0 ? nil : SocketWatch.now + Int64(milliseconds)
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Gets on what is due without a socket.
    func actOnTime() {
        guard let deadline, deadline <= SocketWatch.now else { return }
        // The library says anew when to look again.
        self.deadline = nil
        act(CURL_SOCKET_BAD, 0)
    }

    /// Waits, and gets on the transfers whose sockets are ready.
    func wait(atMost milliseconds: Int64) {
        let time = deadline.map { max(0, min($0 - SocketWatch.now, milliseconds)) } ?? milliseconds
        let count = shim_watch_wait(
            watch, &sockets, &bits, Int32(SocketWatch.mostAtOnce), Int32(time))
        for place in 0..<Int(count) {
            guard sockets[place] != bell else {
                shim_bell_hush(bell)
                continue
            }
            act(sockets[place], bits[place])
        }
    }

    /// Gets on all transfers, and lets the library itself look at their sockets.
    func turn(waitingAtMost milliseconds: Int32) {
        shim_multi_poll(multi, bell, milliseconds)
        shim_bell_hush(bell)
    }

    private func act(_ socket: Int32, _ bits: Int32) {
        var left: Int32 = 0
        curl_multi_socket_action(multi, socket, bits, &left)
    }
}
