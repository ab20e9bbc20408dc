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
    private var task: Scheduled<Void>?
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

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    func channelActive(context: ChannelHandlerContext) {
        wait(for: .head, headTime, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            open += 1
            wait(for: .rest, bodyTime, context)
        case .body: break
        case .end: stop()
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
        stop()
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

    private func wait(for awaited: Awaited, _ time: TimeAmount, _ context: ChannelHandlerContext) {
        stop()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        task = context.eventLoop.scheduleTask(in: time) {
            let (handler, context) = bound.value
            switch awaited {
            case .head: context.close(promise: nil)
            case .rest:
                handler.mustClose = true
                context.fireErrorCaught(SlowBody())
            }
        }
    }

    private func stop() {
        task?.cancel()
        task = nil
    }
}

@available(*, unavailable)
extension ConnectionDeadlines: Sendable {}
