import Foundation
import Glibc
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Provider
import ServiceLifecycle
import Simulators
import Transport

/// Serves a simulator on the loopback, and sends what it tells by itself.
final class SimulatorServer<Played: Simulator>: Sendable {
    private let desk: Desk
    private let mail: NoticeMail

    init(_ provider: FaultyProvider<Played>, notify: String?) {
        desk = Desk(provider)
        mail = NoticeMail(to: notify)
    }

    /// The provider, one request after the other.
    private actor Desk {
        private var provider: FaultyProvider<Played>

        init(_ provider: FaultyProvider<Played>) { self.provider = provider }

        func stands(at address: String) { provider.played.address = address }

        func take(_ request: SimulatedRequest) -> FaultyProvider<Played>.Delivery {
            provider.take(request, at: Clock.now())
        }
    }

    /// A request's connection, so that it can be cut.
    private struct Connection: RequestContext {
        var coreContext: CoreRequestContextStorage
        let channel: any Channel

        init(source: ApplicationRequestContextSource) {
            coreContext = CoreRequestContextStorage(source: source)
            channel = source.channel
        }
    }

    /// Serves until the process is told to end; says the address as one line.
    func run(port: Int, untilInputEnds: Bool) throws {
        if untilInputEnds { Self.endWithInput() }
        // A provider of one's own shares the machine with what is tried out on it: one thread does
        // all, so that no request goes from one to another.
        NIOSingletons.groupLoopCountSuggestion = 1
        _ =
            NIOSingletons
            .unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        var logger = Logger(label: "simulator")
        logger.logLevel = .error
        let desk = desk
        let application = Application(
            responder: CallbackResponder<Connection> { [self] request, context in
                try await respond(request, context)
            },
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in
                let address = "http://127.0.0.1:\(channel.localAddress?.port ?? port)"
                await desk.stands(at: address)
                print(address)
                fflush(nil)
            }, logger: logger)
        do {
            try Waiting.run { try await application.runService() }
        } catch {
            if let trouble = ListenTrouble(error, at: "127.0.0.1", port) { throw trouble }
            throw error
        }
    }

    private func respond(_ request: Request, _ context: Connection) async throws -> Response {
        let body = try await request.body.collect(upTo: 1 << 20)
        let delivery = await desk.take(
            SimulatedRequest(
                request.head.method.rawValue, request.head.path ?? "/",
                headers: request.headers.map { .init($0.name.rawName, $0.value) },
                body: Array(body.readableBytesView)))
        for notice in delivery.before { await mail.send(notice) }
        if delivery.delayMilliseconds > 0 {
            // Who ends the simulator does not wait for what is late.
            try? await cancelWhenGracefulShutdown {
                try await Task.sleep(for: .milliseconds(delivery.delayMilliseconds))
            }
        }
        guard let answer = delivery.answer else {
            try? await context.channel.close()
            for notice in delivery.after { await mail.send(notice) }
            return Response(status: .noContent)
        }
        var headers = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { headers[name] = header.value }
        }
        let mail = mail
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(contentLength: answer.body.count) { writer in
                try await writer.write(ByteBuffer(bytes: answer.body))
                try await writer.finish(nil)
                // Behind the answer, and not in its way.
                guard mail.isWanted, !delivery.after.isEmpty else { return }
                Task { for notice in delivery.after { await mail.send(notice) } }
            })
    }

    /// Tells the process to end when nobody holds its input any more.
    private static func endWithInput() {
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while read(0, &byte, 1) > 0 {}
            kill(getpid(), SIGTERM)
        }
    }
}

/// Sends notices to the one address, in order, and says where that failed.
actor NoticeMail {
    /// Somebody is told.
    nonisolated var isWanted: Bool { address != nil }
    private nonisolated let address: String?
    private let client = TransportClient()
    private var last: Task<Void, Never>?

    init(to address: String?) { self.address = address }

    /// Returns when the notice was taken, or was not.
    func send(_ notice: SimulatedNotice) async {
        guard let address else { return }
        let earlier = last
        let client = client
        let task = Task {
            await earlier?.value
            let headers = notice.headers.map { TransportRequest.Header($0.name, $0.value) }
            do throws(TransportTrouble) {
                let answer = try await client.send(
                    TransportRequest("POST", address, headers: headers, body: notice.body))
                if answer.status >= 300 { say("\(address): \(answer.status)") }
            } catch {
                say("\(address): \(error.kind.rawValue)")
            }
        }
        last = task
        await task.value
    }
}
