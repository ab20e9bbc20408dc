import ArgumentParser
import Dispatch
import Foundation
import LedgerStore
import Office
import Reports
import Service
import Synchronization

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "オンライン決済のサービスを動かす / run the service: API and payment page",
        discussion: """
            SIGHUP は証明書と鍵を読み直し、SIGTERM は処理中の要求を終えてから止めます。
            SIGHUP reads certificate and keys again; SIGTERM ends what is under way, then stops.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(name: .long, help: "設定ファイル (YAML) / page of configuration")
    var config: String?

    @Option(name: .long, help: "待ち受けるアドレス:ポート / ADDRESS:PORT to listen at")
    var listen: String?

    @Flag(name: .long, help: "試験用: 戻り先は http でもよい / for trying out: plain HTTP is fine")
    var sandbox = false

    @Flag(
        name: .long,
        help: "訓練: 訓練用の帳簿と模擬の事業者で動かす / training: books of training, simulated providers")
    var training = false

    func run() throws {
        var settings = try settings()
        if sandbox { settings.isSandbox = true }
        if training { settings.isTraining = true }
        guard !settings.isTraining || settings.providers.isEmpty else {
            say(
                global.language(
                    "訓練では事業者を設定しません（providers を消してください）",
                    "training has its own providers (take providers out)"))
            throw Exit.refused
        }
        let books = try global.books()
        defer { books.ledger.shutdown() }
        try books.require(training: settings.isTraining)
        let runner = try ServiceRunner(settings, books: books)
        let end = DispatchSemaphore(value: 0)
        let outcome = ServiceOutcome()
        Task.detached {
            do {
                try await runner.run()
            } catch {
                outcome.note(error)
            }
            end.signal()
        }
        end.wait()
        runner.log.flush()
        if let error = outcome.error {
            if let trouble = ListenTrouble(error, at: settings.host, settings.port) {
                throw trouble
            }
            say(global.language("サービスが止まりました", "the service has stopped") + ": \(error)")
            throw Exit.trouble
        }
    }

    private func settings() throws -> ServiceSettings {
        var settings = ServiceSettings()
        if let config {
            guard let data = FileManager.default.contents(atPath: config) else {
                say(global.language("\(config) が読めません", "cannot read \(config)"))
                throw Exit.trouble
            }
            do {
                settings = try SettingsReader.read(String(decoding: data, as: UTF8.self))
            } catch {
                for fault in error.all {
                    say(
                        "\(config):\(fault.line):\(fault.column): \(fault.path): "
                            + global.language(fault.ja, fault.en))
                }
                throw Exit.rejected
            }
        }
        if let listen {
            guard let (host, port) = SettingsReader.address(listen) else {
                throw ValidationError("--listen は アドレス:ポート / --listen takes ADDRESS:PORT")
            }
            settings.host = host
            settings.port = port
        }
        let isLoopback = ["127.0.0.1", "::1", "localhost"].contains(settings.host)
        guard settings.tls != nil || isLoopback || settings.trustsProxy else {
            say(
                global.language(
                    "TLS なしで待ち受けられるのはこの機械の中だけです（tls か behind_proxy を設定してください）",
                    "without TLS it listens on the loopback only (set tls or behind_proxy)"))
            throw Exit.refused
        }
        return settings
    }
}

/// How the service ended.
private final class ServiceOutcome: Sendable {
    private let held = Mutex<(any Error)?>(nil)

    var error: (any Error)? { held.withLock { $0 } }

    func note(_ error: any Error) { held.withLock { $0 = error } }
}
