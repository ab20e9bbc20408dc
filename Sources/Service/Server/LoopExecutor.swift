import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// Runs tasks on an event loop.
final class LoopExecutor: TaskExecutor {
    /// One for each event loop of the program, of which there are as many as processors.
    private static let known = Mutex<[ObjectIdentifier: LoopExecutor]>([:])

    private let loop: any EventLoop

    private init(_ loop: any EventLoop) { self.loop = loop }

    static func of(_ loop: any EventLoop) -> LoopExecutor {
        known.withLock { known in
            if let found = known[ObjectIdentifier(loop)] { return found }
            let made = LoopExecutor(loop)
            known[ObjectIdentifier(loop)] = made
            return made
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        loop.execute { job.runSynchronously(on: executor) }
    }
}

/// A connection whose requests are answered on the event loop that reads and writes it: to go over
/// to another thread and back costs more than most steps of an answer.
///
/// So whatever may block for longer than a page of the books is read must go elsewhere.
struct LoopChannel<Base: ServerChildChannel>: ServerChildChannel {
    typealias Value = Base.Value

    let base: Base

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        base.setup(channel: channel, logger: logger)
    }

    func handle(value: Base.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor.of(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}
