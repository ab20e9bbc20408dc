import Glibc
import NIOCore

/// Why nobody can be listened to.
struct ListenTrouble: Error {
    enum Kind: String {
        case portInUse = "port-in-use"
        case portDenied = "port-denied"
        case addressUnknown = "address-unknown"
    }

    let kind: Kind
    /// `ADDRESS:PORT`.
    let address: String

    /// nil where the error is of another thing.
    init?(_ error: any Error, at host: String, _ port: Int) {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: kind = .portInUse
        case EACCES, EPERM: kind = .portDenied
        case EADDRNOTAVAIL: kind = .addressUnknown
        case _ where error is SocketAddressError: kind = .addressUnknown
        default: return nil
        }
        address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    var sentence: (ja: String, en: String) {
        switch kind {
        case .portInUse:
            (
                "\(address) は別のプログラムが使っています。別のポートを指定してください。",
                "Another program listens at \(address); name another port."
            )
        case .portDenied:
            (
                "\(address) で待ち受ける権限がありません。1024 以上のポートを指定してください。",
                "It is not allowed to listen at \(address); name a port from 1024."
            )
        case .addressUnknown:
            (
                "\(address) はこの機械のアドレスではありません。",
                "\(address) is no address of this machine."
            )
        }
    }
}
