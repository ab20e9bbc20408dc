import Database
import Dispatch
import Foundation

/// Another process's long write: it holds the books from its making until it is let go.
final class LongWrite: Sendable {
    private let release = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// Returns once the books are held.
    init(_ database: Database) {
        let begun = DispatchSemaphore(value: 0)
        Thread { [release, ended] in
            try? database.write { _ in
                begun.signal()
                release.wait()
            }
            ended.signal()
        }.start()
        begun.wait()
    }

    func letGo() {
        release.signal()
        ended.wait()
    }
}
