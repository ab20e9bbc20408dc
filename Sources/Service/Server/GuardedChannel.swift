import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// A connection that must have shaken hands within its time.
struct GuardedChannel<Base: HTTPChannelHandler>: ServerChildChannel {
    typealias Value = Base.Value

    let base: Base
    let seconds: Int

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        let deadline = channel.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) {
            let handler = try? channel.pipeline.syncOperations
                .handler(type: NIOSSLServerHandler.self)
            if handler?.tlsVersion == nil { channel.close(promise: nil) }
        }
        channel.closeFuture.whenComplete { _ in deadline.cancel() }
        return base.setup(channel: channel, logger: logger)
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
