import Database
import Foundation
import Glibc
import LedgerStore
import Money
import Office
import Settlement

/// One run of the bench over HTTP: the programs that it starts, and what is measured with them.
final class HTTPBenchRun {
    /// Enough to have every cache filled.
    private static let warmingMilliseconds: Int64 = 1_500

    private let options: HTTPBench
    private let folder: String
    private let bare: ServerProcess
    private let simulators: [ServerProcess]
    private let service: ServerProcess
    private let head: HTTPRequestHead
    /// Payments whose money was taken.
    private var paid: [[UInt8]] = []
    private var ordered = 0
    private var bareCase = HTTPBenchCase<BareVisit>("bare_route")
    private var paymentCases = [
        HTTPBenchCase<PaymentVisit>("payment_by_code"),
        HTTPBenchCase<PaymentVisit>("payment_by_card_captured_later"),
    ]
    private var callsCase = HTTPBenchCase<PaymentVisit>("create_and_capture")
    private var statusCase = HTTPBenchCase<StatusVisit>("status")
    private var isAudited = false

    init(_ options: HTTPBench, folder: String) throws {
        self.options = options
        self.folder = folder
        let place = folder + "/books"
        let now = Clock.now()
        let books = try Books.initialise(
            place, cityFile: HTTPBenchCity.file(today: now.day), at: now)
        books.ledger.shutdown()
        try books.database.close()
        bare = try ServerProcess(["bench", "bare-route"], errors: folder + "/bare.err")
        simulators = try ["paypay", "stripe"].map {
            try ServerProcess(
                ["simulate", $0, "--pay-at-once", "--seed", "1"], errors: "\(folder)/\($0).err")
        }
        let key = folder + "/api-key"
        let made = try ChildProcess.run(
            ChildProcess.ownPath,
            ["keys", "api", "create", "--service", "bench", "--data", place], output: key)
        guard made.status == 0 else { throw Exit.trouble }
        head = HTTPRequestHead(
            key: Array(try String(contentsOfFile: key, encoding: .utf8).utf8.filter { $0 > 0x20 }))
        let page = HTTPBenchRun.page(simulators.map(\.address), folder)
        try HTTPBenchRun.secrets.forEach { name, secret in
            try Data(secret.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        try Data(page.utf8).write(to: URL(filePath: folder + "/serve.yaml"))
        service = try ServerProcess(
            ["serve", "--config", folder + "/serve.yaml", "--data", place],
            errors: folder + "/service.err")
    }

    private static let secrets = [
        ("paypay-key", "simulated-key:simulated-secret"), ("stripe-key", "sk_test_simulated"),
    ]

    /// As a city's page of configuration, but that nobody is turned away.
    private static func page(_ addresses: [String], _ folder: String) -> String {
        """
        listen: 127.0.0.1:0
        sandbox: true
        limits: { burst: 1000000000, requests_per_second: 1000000000 }
        providers:
          paypay-online:
            adapter: paypay
            url: \(addresses[0])
            merchant: "480000000000000001"
            key: \(folder)/paypay-key
          stripe:
            adapter: stripe
            url: \(addresses[1])
            key: \(folder)/stripe-key

        """
    }

    // MARK: - Measuring

    func all() throws {
        let span = Int64(options.seconds) * 1000
        for place in paymentCases.indices { _ = try payments(place, HTTPBenchRun.warming) }
        _ = try bareRoute(HTTPBenchRun.warming)
        _ = try calls(HTTPBenchRun.warming / 4)
        _ = try status(HTTPBenchRun.warming)
        for _ in 0..<options.rounds {
            bareCase.add(try bareRoute(span))
            for place in paymentCases.indices {
                paymentCases[place].add(try payments(place, span))
            }
            callsCase.add(try calls(span / 4))
            statusCase.add(try status(span))
        }
        say(bareCase.line)
        for one in paymentCases { say(one.line) }
        say(callsCase.line)
        say(statusCase.line)
        try prove()
    }

    private static var warming: Int64 { warmingMilliseconds }

    private func bareRoute(_ milliseconds: Int64) throws -> HTTPBenchRound {
        var number = 0
        let load = try HTTPLoad<BareVisit>(port: bare.port, connections: options.connections) {
            number += 1
            return BareVisit(number)
        }
        return try round([bare]) { try load.run(milliseconds: milliseconds) }
    }

    private func payments(_ place: Int, _ milliseconds: Int64) throws -> HTTPBenchRound {
        let provider = ["paypay-online", "stripe"][place]
        let load = try HTTPLoad<PaymentVisit>(
            port: service.port, connections: options.connections,
            make: { [self] in
                ordered += 1
                return PaymentVisit(
                    head, ordered, provider: provider, isCapturedLater: place == 1)
            }, done: { [self] in paid.append($0.payment) })
        return try round([service, simulators[place]]) {
            try load.run(milliseconds: milliseconds)
        }
    }

    /// What a service asks of the API for a payment: its order, and to take what its citizen has
    /// let be reserved meanwhile, which is not measured.
    ///
    /// - Parameter milliseconds: for how long payments are ordered.
    private func calls(_ milliseconds: Int64) throws -> HTTPBenchRound {
        var visits: [PaymentVisit] = []
        func load(_ make: @escaping () -> PaymentVisit?) throws -> HTTPLoad<PaymentVisit> {
            try HTTPLoad(
                port: service.port, connections: options.connections, make: make,
                done: { visits.append($0) })
        }
        func rest(_ part: PaymentVisit.Part) throws -> HTTPLoad<PaymentVisit> {
            var former = visits.reversed().map { PaymentVisit($0, part) }
            visits = []
            return try load { former.popLast() }
        }
        let ordering = try load { [self] in
            ordered += 1
            return PaymentVisit(
                head, ordered, provider: "stripe", isCapturedLater: true, .create)
        }
        let servers = [service, simulators[1]]
        let orders = try round(servers) { try ordering.run(milliseconds: milliseconds) }
        _ = try rest(.page).run(milliseconds: nil)
        let taking = try rest(.capture)
        let captures = try round(servers) { try taking.run(milliseconds: nil) }
        paid += visits.map(\.payment)
        return orders.followed(by: captures)
    }

    /// In an order that jumps about, so that no page of the books is read twice in a row.
    private func status(_ milliseconds: Int64) throws -> HTTPBenchRound {
        var place = 0
        let load = try HTTPLoad<StatusVisit>(
            port: service.port, connections: options.connections
        ) { [self] in
            place = (place + 7_919) % paid.count
            return StatusVisit(head: head, payment: paid[place])
        }
        return try round([service]) { try load.run(milliseconds: milliseconds) }
    }

    private func round(
        _ servers: [ServerProcess], _ body: () throws -> HTTPFigures
    ) throws -> HTTPBenchRound {
        let before = servers.map(\.processorMicroseconds)
        let figures = try body()
        let spent = zip(servers, before).map { $0.processorMicroseconds - $1 }
        return HTTPBenchRound(
            figures: figures, serverMicroseconds: spent[0],
            providerMicroseconds: spent.count > 1 ? spent[1] : 0)
    }

    /// The books must know of every payment as the answers told it.
    private func prove() throws {
        let load = try HTTPLoad<CountVisit>(port: service.port, connections: 1) { [self] in
            CountVisit(head: head, expected: paid.count)
        }
        _ = try load.run(milliseconds: 0)
        guard service.stop() else { throw HTTPBenchTrouble("the service did not end well") }
        guard !options.noAudit else { return }
        let audit = try ChildProcess.run(
            ChildProcess.ownPath, ["audit", "--data", folder + "/books"])
        guard audit.status == 0 else { throw HTTPBenchTrouble("audit: \(audit.status)") }
        isAudited = true
    }

    // MARK: - Telling

    func write(_ json: inout JSONText) {
        json.member("payments", paid.count)
        json.member("audited", isAudited)
        json.key("cases")
        json.array([0, 1, 2, 3, 4]) { json, place in
            switch place {
            case 0: bareCase.write(&json, bare: nil)
            case 3: callsCase.write(&json, bare: bareCase.perSecond)
            case 4: statusCase.write(&json, bare: bareCase.perSecond)
            default: paymentCases[place - 1].write(&json, bare: bareCase.perSecond)
            }
        }
        json.key("ratios_to_bare_route_per_mille")
        json.object { json in
            for one in paymentCases + [callsCase] {
                json.member(one.name, one.perSecond * 1000 / max(1, bareCase.perSecond))
            }
            json.member(
                statusCase.name, statusCase.perSecond * 1000 / max(1, bareCase.perSecond))
        }
    }
}

/// How many payments have succeeded, as the service's own search counts them.
private struct CountVisit: HTTPVisit {
    static let stages = ["count"]

    let head: HTTPRequestHead
    let expected: Int

    mutating func next(_ answer: HTTPAnswer?, _ request: inout [UInt8]) throws -> Int? {
        if let answer {
            let total = HTTPAnswer.number(in: answer.body, after: #""total":"#)
            guard answer.status == 200, total == expected else {
                throw HTTPBenchTrouble("\(expected) payments were paid", answer)
            }
            return nil
        }
        let query = "/v1/payments?state=success&display_size=1"
        head.write("GET", Array(query.utf8), into: &request)
        return 0
    }
}
