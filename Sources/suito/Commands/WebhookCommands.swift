import ArgumentParser
import Money
import Office
import Reports
import Settlement
import Store

/// `suito webhooks …`.
struct WebhooksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks",
        abstract: "サービスへの通知 / news for services, brought to addresses of their own",
        subcommands: [
            WebhookAddCommand.self, WebhookListCommand.self, WebhookDisableCommand.self,
            WebhookRotateCommand.self, WebhookRetireCommand.self, WebhookLogCommand.self,
            WebhookRedeliverCommand.self,
        ])

    /// Runs work on them, on threads of its own, and waits for it.
    static func run<T: Sendable>(
        _ global: GlobalOptions, _ body: @escaping @Sendable (Webhooks) async throws -> T
    ) throws -> T {
        let webhooks = Webhooks(try global.books(), surroundings: .ofThisMachine)
        return try Waiting.run { try await body(webhooks) }
    }
}

/// `suito webhooks add --service NAME URL`.
struct WebhookAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "通知先を加える（秘密は一度だけ表示） / add an address; its secret is shown once")

    @Argument(help: "https://… ") var url: String
    @Option(help: "サービスの名前 / service account") var service: String
    @Option(
        help: "知らせる出来事、繰り返せる / event, may be repeated (default: all): payment_success …")
    var event: [String] = []
    @Flag(name: .long, help: "http:// も許す / plain HTTP is fine") var allowHTTP = false
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for word in event where WebhookEvent(rawValue: word) == nil {
            let known = WebhookEvent.allCases.map(\.rawValue).joined(separator: " ")
            throw ValidationError("--event: \(known)")
        }
    }

    func run() throws {
        let events = Set(event.compactMap(WebhookEvent.init))
        let (webhook, secret) = try WebhooksCommand.run(global) {
            [url, service, allowHTTP] in
            try await $0.add(url, of: service, events: events, allowsHTTP: allowHTTP)
        }
        guard json else {
            say(
                global.language(
                    "通知先 \(webhook.id) を加えました。この秘密は二度と表示されません。",
                    "Webhook \(webhook.id) is added. Its secret is not shown again."))
            return print(secret)
        }
        WebhookView.printSecret(webhook.id, secret)
    }
}

/// `suito webhooks list`.
struct WebhookListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "通知先とその様子 / the addresses and how each stands")

    @Option(help: "サービスの名前 / service account (default: all)") var service: String?
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let webhooks = try WebhooksCommand.run(global) { [service] in
            try await $0.list(of: service)
        }
        guard json else {
            for webhook in webhooks { print(WebhookView.line(webhook, global.language)) }
            return
        }
        JSONList.print("webhooks", webhooks) { WebhookView.write($0, to: &$1) }
    }
}

/// `suito webhooks disable ID`.
struct WebhookDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "通知先を止める / end an address at once")

    @Argument(help: "通知先の番号 / the webhook's id") var id: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        try WebhooksCommand.run(global) { [id] in try await $0.disable(id) }
        print(global.language("通知先 \(id) を止めました。", "Webhook \(id) is disabled."))
    }
}

/// `suito webhooks rotate ID`.
struct WebhookRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "新しい秘密を加える（古いものも当分有効） / a new secret beside the old one",
        discussion: """
            どちらの秘密でも署名します。受け取り側を替えてから retire で古いものを無効にします。
            News are signed with both: change the receiver over, then retire the old one.
            """)

    @Argument(help: "通知先の番号 / the webhook's id") var id: String
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let secret = try WebhooksCommand.run(global) { [id] in try await $0.rotate(id) }
        if json { WebhookView.printSecret(id, secret) } else { print(secret) }
    }
}

/// `suito webhooks retire ID`.
struct WebhookRetireCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "古い秘密を無効にする / forget the older of two secrets")

    @Argument(help: "通知先の番号 / the webhook's id") var id: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        try WebhooksCommand.run(global) { [id] in try await $0.retire(id) }
        print(global.language("古い秘密を無効にしました。", "The older secret is retired."))
    }
}

/// `suito webhooks log ID`.
struct WebhookLogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "送った通知と結果 / what was brought, and how it went")

    @Argument(help: "通知先の番号 / the webhook's id") var id: String
    @Option(help: "waiting | delivered | failed") var state: String?
    @Option(help: "件数 / rows, 500 at most") var limit = 50
    @Option(help: "新しいものから飛ばす件数 / newest rows to skip") var skip = 0
    @Flag(help: "JSON（本文も / with bodies）") var json = false
    @OptionGroup var global: GlobalOptions

    private var wanted: WebhookOutbox.Delivery.State? {
        state.flatMap(WebhookOutbox.Delivery.State.init)
    }

    func validate() throws {
        guard (1...500).contains(limit), skip >= 0 else {
            throw ValidationError("--limit 1…500, --skip 0…")
        }
        guard state == nil || wanted != nil else {
            throw ValidationError("--state waiting | delivered | failed")
        }
    }

    func run() throws {
        let rows = try WebhooksCommand.run(global) { [id, wanted, limit, skip] in
            try await $0.log(id, wanted, limit: limit, offset: skip)
        }
        guard json else {
            for row in rows { for line in WebhookView.lines(row) { print(line) } }
            return
        }
        JSONList.print("deliveries", rows) { WebhookView.write($0, to: &$1) }
    }
}

/// `suito webhooks redeliver NUMBER`.
struct WebhookRedeliverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redeliver", abstract: "通知をもう一度送る / have news brought once more")

    @Argument(help: "log の番号 / number of the log") var number: Int64
    @OptionGroup var global: GlobalOptions

    func run() throws {
        try WebhooksCommand.run(global) { [number] in try await $0.redeliver(number) }
        print(global.language("もう一度送ります。", "It is brought once more."))
    }
}
