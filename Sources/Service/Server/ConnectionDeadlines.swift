import Provider
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// A request must arrive within its time, and what is no HTTP is answered in the shape of all
/// errors.
///
/// One handler a connection of HTTP/1.1, one a stream of HTTP/2; used on its event loop alone.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Reading the body took too long; ends the reader.
    struct SlowBody: Error {}

    private enum Awaited { case head, rest }

    private let headTime: TimeAmount
    private let bodyTime: TimeAmount
    /// What must come, and until when; nil: nothing.
    private var awaited: (what: Awaited, until: NIODeadline)?
    /// One alarm for all that is waited for, one after the other.
    ///
    /// When it rings, it looks whether anything is overdue: to set and cancel one for each request
    /// would cost more than to read that.
    private var alarm: (task: Scheduled<Void>, at: NIODeadline)?
    /// Requests whose answer is not written.
    private var open = 0
    private var mustClose = false

    init(headSeconds: Int, bodySeconds: Int) {
        headTime = .seconds(Int64(headSeconds))
        bodyTime = .seconds(Int64(bodySeconds))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { wait(for: .head, headTime, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelActive(context: ChannelHandlerContext) {
        wait(for: .head, headTime, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            open += 1
            wait(for: .rest, bodyTime, context)
        case .body: break
        case .end: awaited = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            // An answer such as 100 is none yet.
            if head.headerFields[.connection] == "close" { mustClose = true }
        case .body: break
        case .end:
            open -= 1
            if mustClose {
                context.writeAndFlush(data, promise: promise)
                context.close(promise: nil)
                return
            }
            if open == 0 { wait(for: .head, headTime, context) }
        }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard open == 0, !mustClose, context.channel.isActive, error is HTTPParserError else {
            context.fireErrorCaught(error)
            return
        }
        awaited = nil
        mustClose = true
        let isOverflow = (error as? HTTPParserError) == .headerOverflow
        let said = ServiceError(isOverflow ? .headersTooLarge : .requestMalformed)
        let body = ByteBuffer(bytes: said.body.bytes)
        var head = HTTPResponse(status: HTTPResponse.Status(code: said.code.status))
        head.headerFields = [
            .contentType: "application/json", .cacheControl: "no-store", .connection: "close",
            .contentLength: String(body.readableBytes),
        ]
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    private func wait(for what: Awaited, _ time: TimeAmount, _ context: ChannelHandlerContext) {
        let until = NIODeadline.now() + time
        awaited = (what, until)
        if let alarm, alarm.at <= until { return }
        alarm?.task.cancel()
        setAlarm(at: until, context)
    }

    private func setAlarm(at: NIODeadline, _ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let task = context.eventLoop.scheduleTask(deadline: at) {
            let (handler, context) = bound.value
            handler.ring(context)
        }
        alarm = (task, at)
    }

    private func ring(_ context: ChannelHandlerContext) {
        alarm = nil
        guard let awaited else { return }
        guard awaited.until <= NIODeadline.now() else {
            return setAlarm(at: awaited.until, context)
        }
        self.awaited = nil
        switch awaited.what {
        case .head: context.close(promise: nil)
        case .rest:
            mustClose = true
            context.fireErrorCaught(SlowBody())
        }
    }

    private func end() {
        awaited = nil
        alarm?.task.cancel()
        alarm = nil
    }
}

@available(*, unavailable)
extension ConnectionDeadlines: Sendable {}
