import Money
public import Provider
import Testing

/// What holds for every adapter of a provider that can be asked, whatever it speaks.
///
/// The heart of it: no reply that is not the provider's clear word is ever read as one. What was
/// lost, a server's own trouble, a page of a gateway, an answer cut short: all are unknown.
public struct LiveProviderContract<Adapter: LiveProvider> {
    /// A good answer of the provider to an operation.
    public struct Sample: Sendable {
        public var operation: ProviderOperation
        public var status: Int
        public var body: [UInt8]

        public init(_ operation: ProviderOperation, status: Int, body: String) {
            self.operation = operation
            self.status = status
            self.body = Array(body.utf8)
        }
    }

    public let adapter: Adapter
    public let samples: [Sample]
    /// Texts that may stand in no path and no body.
    public let secrets: [String]

    public init(_ adapter: Adapter, samples: [Sample], secrets: [String]) {
        self.adapter = adapter
        self.samples = samples
        self.secrets = secrets
    }

    let occasion = RequestOccasion(at: Moment(seconds: 1_800_000_000), nonce: "n0nce123")

    /// One operation of each kind.
    static var operations: [ProviderOperation] {
        let payment = PaymentID(bits: 0x0123_4567_89AB_CDEF)
        let new = NewPayment(
            amount: Yen(600), description: "住民票の写し & \"x\"",
            returnURL: "https://city.example/back?a=1&b=2", store: "shimin", terminal: "T01")
        let deeds: [ProviderOperation.Deed] = [
            .create(new), .ask, .capture(Yen(600)), .close, .release, .cancel,
            .refund(Yen(100), reason: "二重払い"), .askRefund(PaymentID(bits: 77)), .askDisputes,
        ]
        return deeds.map {
            ProviderOperation(
                id: PaymentID(bits: 42), payment: payment,
                handle: ProviderHandle(session: "cs_1", payment: "pi_1"), deed: $0)
        }
    }

    public func run() {
        checkRequests()
        checkSamples()
        checkNoWord()
        checkCuts()
        checkListings()
    }

    /// Replies that say nothing are no list, whichever list was asked for.
    private func checkListings() {
        var readers: [(String, (ProviderReply) -> Bool?)] = []
        func add<Item>(_ name: String, _ read: @escaping (ProviderReply) -> ListingAnswer<Item>) {
            readers.append(
                (
                    name,
                    { reply in
                        switch read(reply) {
                        case .page: nil
                        case .unknown: true
                        case .refused: false
                        }
                    }
                ))
        }
        if let lists = adapter as? any ListsBalance { add("balance") { lists.readBalance($0) } }
        if let lists = adapter as? any ListsPayouts { add("payouts") { lists.readPayouts($0) } }
        if let lists = adapter as? any ListsDisputes {
            add("disputes") { lists.readDisputes($0) }
        }
        for (name, isUnknown) in readers {
            #expect(isUnknown(.lost) == true, "\(name)")
            #expect(isUnknown(.notSent) == false, "\(name)")
            #expect(isUnknown(reply(401, [])) == false, "\(name)")
            for status in [200, 204, 302, 404, 500, 502, 503] {
                for body in Self.emptyWords {
                    #expect(
                        isUnknown(reply(status, Array(body.utf8))) == true,
                        "\(name): \(status) \(body)")
                }
            }
        }
    }

    /// Bodies that say nothing.
    private static var emptyWords: [String] {
        ["", "{}", "null", "[]", "<html>Bad Gateway</html>", "{\"data\":{}}", "\u{0}"]
    }

    private func checkRequests() {
        for operation in Self.operations {
            guard let request = adapter.request(for: operation, occasion) else { continue }
            #expect(adapter.request(for: operation, occasion) == request, "made twice, the same")
            #expect(request.path.utf8.first == 0x2F)
            #expect(request.path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "\(request.path)")
            #expect(request.timeoutSeconds > 0)
            let text = request.path + String(decoding: request.body ?? [], as: UTF8.self)
            for secret in secrets { #expect(!text.contains(secret), "\(operation.deed)") }
            let another = RequestOccasion(at: occasion.at, nonce: "an0ther1")
            let again = adapter.request(for: operation, another)
            #expect(again?.body == request.body, "the same operation says the same")
        }
    }

    private func checkSamples() {
        for sample in samples {
            switch adapter.read(reply(sample.status, sample.body), to: sample.operation) {
            case .done(let word):
                #expect(word.payment == nil || word.payment == sample.operation.payment)
            case .refund(let word): #expect(word.amount > .zero)
            case .disputes(let words): #expect(words.allSatisfy { $0.amount > .zero })
            case let answer: Issue.record("no word: \(answer) to \(sample.operation.deed)")
            }
        }
    }

    /// Replies that say nothing about money.
    private func checkNoWord() {
        let bodies = Self.emptyWords
        for operation in Self.operations {
            #expect(adapter.read(.lost, to: operation).isUnknown)
            #expect(adapter.read(.notSent, to: operation) == .refused(.notSent))
            for status in [200, 201, 202, 204, 302, 404, 500, 502, 503, 504, 599] {
                for body in bodies {
                    let answer = adapter.read(reply(status, Array(body.utf8)), to: operation)
                    #expect(answer.isUnknown, "\(status) \(body): \(answer)")
                }
            }
            for sample in samples {
                let answer = adapter.read(reply(500, sample.body), to: operation)
                #expect(answer.isUnknown, "500: \(answer)")
            }
            #expect(adapter.read(reply(429, []), to: operation).isRefused)
            #expect(adapter.read(reply(401, []), to: operation).isRefused)
        }
    }

    private func checkCuts() {
        for sample in samples {
            for end in 0..<sample.body.count {
                let body = Array(sample.body[..<end])
                let answer = adapter.read(reply(sample.status, body), to: sample.operation)
                #expect(answer.isUnknown, "cut at \(end): \(answer)")
            }
        }
    }

    /// Bytes changed at random: nothing traps, and no other payment's word is taken for ours.
    public func fuzz(seed: UInt64 = SplitMix64.seedOfThisRun(), rounds: Int) {
        print("SUITO_SEED=\(seed)")
        var random = SplitMix64(seed: seed)
        for _ in 0..<rounds {
            guard let sample = samples.randomElement(using: &random) else { return }
            var body = sample.body
            for _ in 0..<Int.random(in: 1...4, using: &random) where !body.isEmpty {
                let place = Int.random(in: 0..<body.count, using: &random)
                body[place] = UInt8.random(in: 0...255, using: &random)
            }
            let statuses = [sample.status, 200, 400, 402, 404, 409, 500]
            let status = statuses[Int.random(in: 0..<statuses.count, using: &random)]
            for operation in Self.operations {
                let answer = adapter.read(reply(status, body), to: operation)
                guard case .done(let word) = answer, let payment = word.payment else { continue }
                #expect(payment == operation.payment, "seed \(seed)")
            }
        }
    }

    private func reply(_ status: Int, _ body: [UInt8]) -> ProviderReply {
        .answered(status: status, body: body)
    }
}

extension OperationAnswer {
    fileprivate var isUnknown: Bool { if case .unknown = self { true } else { false } }
    fileprivate var isRefused: Bool { if case .refused = self { true } else { false } }
}
