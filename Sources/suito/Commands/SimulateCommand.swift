import ArgumentParser
import Simulators

/// `suito simulate paypay|stripe`: a provider of one's own on the loopback.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "事業者の模擬サーバーを動かす / run a provider's simulator (loopback only)",
        discussion: """
            標準出力の 1 行目が URL。SIGTERM か SIGINT で止まる。/ The first line of the standard
            output is the address; SIGTERM and SIGINT stop it.

            故障 / faults (--fault NAME or NAME=PROBABILITY, and POST /_simulator/faults):
              \(SimulatedFault.allCases.map(\.rawValue).joined(separator: "\n  "))
            """,
        subcommands: [PayPay.self, Stripe.self])

    /// What holds for any simulator.
    struct Line: ParsableArguments {
        @Option(help: "ポート。0 は空いているもの / port; 0: any that is free") var port = 0
        @Option(
            help: "通知の送り先 / where notices go (http://…); without it none are sent")
        var notify: String?
        @Option(help: "故障 / fault, also with its probability: answer-lost=0.05")
        var fault: [String] = []
        @Option(help: "遅い応答の遅れ（ミリ秒） / how late a late answer is")
        var lateMs = 3_000
        @Option(help: "時計のずれ（秒） / how wrong a wrong clock is")
        var skewSeconds: Int64 = 600
        @Option(help: "乱数の種 / seed of ids and chance (default: another each time)")
        var seed: UInt64?
        @Flag(help: "市民がすぐに支払う / every citizen pays at once") var payAtOnce = false
        @Flag(help: "標準入力が終われば止まる / stop also when the standard input ends")
        var untilInputEnds = false

        func validate() throws {
            if !(0...65_535).contains(port) {
                throw ValidationError("--port は 0〜65535 / 0 to 65535")
            }
            if let word = fault.first(where: { FaultRule($0) == nil }) {
                throw ValidationError("故障の指定が違います / no such fault: \(word)")
            }
            if !(0...600_000).contains(lateMs) {
                throw ValidationError("--late-ms は 0〜600000 / 0 to 600000")
            }
        }

        func serve<Played: Simulator>(_ simulator: (UInt64) -> Played) throws {
            let seed = seed ?? UInt64.random(in: 0...UInt64.max)
            say("\(Played.name): --seed \(seed)")
            let plan = FaultPlan(
                fault.compactMap { FaultRule($0) }, lateMilliseconds: lateMs,
                skewSeconds: skewSeconds)
            try SimulatorServer(
                FaultyProvider(simulator(seed), plan: plan, seed: seed), notify: notify
            ).run(port: port, untilInputEnds: untilInputEnds)
        }
    }

    struct PayPay: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "paypay",
            abstract: "PayPay（Open Payment API） / PayPay's Open Payment API")

        @Option(help: "API キー / API key") var key = "simulated-key"
        @Option(help: "API シークレット / API secret") var secret = "simulated-secret"
        @Option(help: "加盟店 ID / merchant id") var merchant = "480000000000000001"
        @Option(help: "屋号 / name of the shop") var shop = "模擬市"
        @Option(help: "QR コードの有効秒数 / seconds that a code is good for")
        var codeSeconds: Int64 = 300
        @Flag(help: "返金を何度も認める / allow several refunds of a payment")
        var severalRefunds = false
        @OptionGroup var line: Line
        @OptionGroup var global: GlobalOptions

        func run() throws {
            let settings = PayPaySimulator.Settings(
                key: key, secret: secret, merchant: merchant, shop: shop,
                codeSeconds: codeSeconds, allowsSeveralRefunds: severalRefunds,
                paysAtOnce: line.payAtOnce)
            try line.serve { PayPaySimulator(settings, seed: $0) }
        }
    }

    struct Stripe: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stripe", abstract: "Stripe")

        @Option(help: "API キー / API key") var key = "sk_test_simulated"
        @Option(help: "通知の署名の鍵。二つまで / secrets that sign notices")
        var webhookSecret = ["whsec_simulated"]
        @OptionGroup var line: Line
        @OptionGroup var global: GlobalOptions

        func run() throws {
            var settings = StripeSimulator.Settings(
                key: key, webhookSecrets: webhookSecret, paysAtOnce: line.payAtOnce)
            settings.sendsNotices = line.notify != nil
            try line.serve { StripeSimulator(settings, seed: $0) }
        }
    }
}
