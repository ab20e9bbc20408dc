import Foundation
import Glibc
import Synchronization

/// Stands between the books and their server on the loopback, and cuts one connection at a COMMIT.
final class CuttingProxy: Sendable {
    enum Cut: String, Sendable, CaseIterable {
        /// The server never hears of the COMMIT.
        case before
        /// The server has committed, and the answer is lost.
        case after
    }

    struct Trouble: Error {}

    private let listener: Int32
    private let server: UInt16
    let port: UInt16
    private let next = Mutex<Cut?>(nil)
    private let cuts = Mutex(0)

    /// - Parameter server: the port of the server.
    init(to server: UInt16) throws {
        self.server = server
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = CuttingProxy.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard isBound else { throw Trouble() }
        Thread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                Thread { self.relay(client) }.start()
            }
        }.start()
    }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Cuts the next COMMIT whose words go by.
    func arm(_ cut: Cut) { next.withLock { $0 = cut } }

    var cutsMade: Int { cuts.withLock { $0 } }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private func connected() -> Int32? {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = CuttingProxy.loopback(port: self.server)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return result == 0 ? server : nil
    }

    private func relay(_ client: Int32) {
        defer { close(client) }
        guard let server = connected() else { return }
        defer { close(server) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var cutsAnswer = false
        while true {
            var waiting = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waiting, 2, -1) > 0 else { return }
            for (place, other) in [(0, server), (1, client)] where waiting[place].revents != 0 {
                let count = read(waiting[place].fd, &buffer, buffer.count)
                guard count > 0 else { return }
                if place == 1, cutsAnswer {
                    cuts.withLock { $0 += 1 }
                    return
                }
                if place == 0, CuttingProxy.commits(buffer[..<count]) {
                    switch next.withLock({ cut in
                        defer { cut = nil }
                        return cut
                    }) {
                    case .before:
                        cuts.withLock { $0 += 1 }
                        return
                    case .after: cutsAnswer = true
                    case nil: break
                    }
                }
                guard send(other, buffer, count, Int32(MSG_NOSIGNAL)) == count else {
                    return
                }
            }
        }
    }

    /// The word with the NUL that ends it in PostgreSQL's protocol.
    private static func commits(_ bytes: ArraySlice<UInt8>) -> Bool {
        Data(bytes).range(of: Data("COMMIT\0".utf8)) != nil
    }
}
