import ArgumentParser
import Glibc
import Hummingbird
import Logging

/// `suito bench bare-route`: what the framework alone does with a JSON POST, for comparison.
struct BareRoute: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bare-route", abstract: "比べるための素の経路 / the bare route, for comparison",
        shouldDisplay: false)

    /// The body of a payment's order.
    private struct Order: Decodable {
        struct Item: Decodable {
            var fee: String
            var quantity: Int
        }
        var items: [Item]
        var reference: String
        var description: String
        var return_url: String
        var provider: String?
    }

    private struct Answer: ResponseEncodable {
        var reference: String
        var quantity: Int
    }

    func run() throws {
        var logger = Logger(label: "bare")
        logger.logLevel = .error
        let router = Router()
        router.post("/v1/payments") { request, context in
            let order = try await request.decode(as: Order.self, context: context)
            return Answer(
                reference: order.reference, quantity: order.items.reduce(0) { $0 + $1.quantity })
        }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: 0), serverName: nil),
            onServerRunning: { channel in
                print("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
                fflush(nil)
            }, logger: logger)
        try Waiting.run { try await application.runService() }
    }
}
