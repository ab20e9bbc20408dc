import ArgumentParser
import Dispatch
import Money
import Office
import Provider
import Reports
import Settlement
import Reports
import Synchronization

/// `suito keys api …`.
struct APIKeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api", abstract: "API の鍵 / keys of the API",
        subcommands: [
            APIKeyCreateCommand.self, APIKeyListCommand.self, APIKeyRevokeCommand.self,
        ])
}

/// `suito keys api create --service NAME`.
struct APIKeyCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "サービスの鍵を作る（秘密は一度だけ表示） / make a key; its secret is shown once",
        discussion: """
            一つのサービスに同時に有効な鍵は二つまでです。替えるときは新しい鍵を作り、入れ替えてから古い鍵を無効にします。
            A service has two live keys at most: make the new one, change over, revoke the old one.
            """)

    @Option(help: "サービスの名前 / service account") var service: String
    @Option(
        parsing: .upToNextOption,
        help: "権限 / scopes (default: all but bank-movements:…): payments:read payments:write …")
    var scope: [String] = []
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for word in scope where APIScope(rawValue: word) == nil {
            let known = APIScope.allCases.map(\.rawValue).joined(separator: " ")
            throw ValidationError("--scope: \(known)")
        }
    }

    func run() throws {
        // Nobody looks into all services' money unless somebody says so.
        let usual = Set(APIScope.allCases)
            .subtracting([.writeBankMovements, .readBankMovements])
        let scopes = scope.isEmpty ? usual : Set(scope.compactMap(APIScope.init))
        let (key, secret) = try APIKeysView.run(global) { [service] keys in
            try await keys.create(service: service, scopes: scopes)
        }
        guard json else {
            say(
                global.language(
                    "鍵 \(key.id) を作りました。この秘密は二度と表示されません。",
                    "Key \(key.id) is made. Its secret is not shown again."))
            return print(secret)
        }
        print(
            JSONText.document { json in
                json.object { json in
                    json.member("id", key.id)
                    json.member("service", key.service)
                    json.member("secret", secret)
                }
            })
    }
}

/// `suito keys api list`.
struct APIKeyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "API の鍵の一覧 / the keys of the API")

    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let keys = try APIKeysView.run(global) { try await $0.list() }
        guard json else {
            for key in keys { print(APIKeysView.line(key, global.language)) }
            return
        }
        print(
            JSONText.document { json in
                json.object { json in
                    json.key("keys")
                    json.array(keys) { json, key in
                        json.object { json in
                            json.member("id", key.id)
                            json.member("service", key.service)
                            json.member("scopes", APIKeysView.scopes(key))
                            json.member("created", "\(key.created)")
                            json.member("revoked", key.revoked.map { "\($0)" })
                        }
                    }
                }
            })
    }
}

/// `suito keys api revoke ID`.
struct APIKeyRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "鍵をすぐに無効にする / end a key at once")

    @Argument(help: "鍵の番号 / the key's id") var id: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        try APIKeysView.run(global) { [id] in try await $0.revoke(id) }
        print(global.language("鍵 \(id) を無効にしました。", "Key \(id) is revoked."))
    }
}

private enum APIKeysView {
    /// Runs work on the keys, on threads of its own, and waits for it.
    static func run<T: Sendable>(
        _ global: GlobalOptions, _ body: @escaping @Sendable (APIKeys) async throws -> T
    ) throws -> T {
        let keys = APIKeys(try global.books(), surroundings: .ofThisMachine)
        let outcome = Outcome<T>()
        Task.detached {
            do {
                outcome.end(.success(try await body(keys)))
            } catch {
                outcome.end(.failure(error))
            }
        }
        return try outcome.wait()
    }

    static func scopes(_ key: APIKey) -> String {
        key.scopes.map(\.rawValue).sorted().joined(separator: " ")
    }

    static func line(_ key: APIKey, _ language: Language) -> String {
        let state =
            key.revoked.map { language("無効 \($0)", "revoked \($0)") }
            ?? language("有効", "live")
        return "\(key.id)  \(key.service)  \(state)  \(key.created)  \(scopes(key))"
    }
}

/// What came of work on other threads.
private final class Outcome<T: Sendable>: Sendable {
    private let result = Mutex<Result<T, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    func end(_ result: Result<T, any Error>) {
        self.result.withLock { $0 = result }
        done.signal()
    }

    func wait() throws -> T {
        done.wait()
        guard let result = result.withLock({ $0 }) else {
            preconditionFailure("it signals once it has a result")
        }
        return try result.get()
    }
}

extension Surroundings {
    /// This machine's clock and chance.
    static let ofThisMachine = Surroundings(
        now: { Clock.now() },
        randomBytes: { count in
            var chance = SystemRandomNumberGenerator()
            return (0..<count).map { _ in UInt8.random(in: 0...255, using: &chance) }
        })
}
