import COpenSSL
import Synchronization

/// OpenSSL's `pkcs11` engine, once for each token library and for the life of the process.
///
/// Engines are not given back: a second one over the same library would end the sessions of the
/// first when it is closed.
final class TokenEngines: Sendable {
    static let shared = TokenEngines()

    /// Sendable: engines are only touched under the lock of the table that holds them.
    private struct Engine: @unchecked Sendable {
        var pointer: OpaquePointer
    }

    private let engines = Mutex<[String: Engine]>([:])

    func key(_ token: TokenKey) throws(SealKeyRefusal) -> OpaquePointer {
        let answer = engines.withLock { engines -> Result<OpaqueKey, SealKeyRefusal> in
            do throws(SealKeyRefusal) {
                let engine: Engine
                if let known = engines[token.module] {
                    engine = known
                } else {
                    engine = try TokenEngines.open(token.module)
                    engines[token.module] = engine
                }
                return .success(OpaqueKey(pointer: try TokenEngines.load(engine, token)))
            } catch {
                return .failure(error)
            }
        }
        return try answer.get().pointer
    }

    /// Sendable: a key nobody else knows yet, on its way out of the lock.
    private struct OpaqueKey: @unchecked Sendable {
        var pointer: OpaquePointer
    }

    private static func load(
        _ engine: Engine, _ token: TokenKey
    ) throws(SealKeyRefusal) -> OpaquePointer {
        ErrorQueue.clear()
        // UI_null: a missing or wrong PIN is a refusal, never a question at a terminal.
        let isSet = token.withPIN { ENGINE_ctrl_cmd_string(engine.pointer, "PIN", $0, 0) == 1 }
        guard isSet,
            let key = ENGINE_load_private_key(engine.pointer, token.uri, UI_null(), nil)
        else { throw .tokenKey(reason: ErrorQueue.takeText()) }
        ErrorQueue.clear()
        return key
    }

    private static func open(_ module: String) throws(SealKeyRefusal) -> Engine {
        ErrorQueue.clear()
        shim_ENGINE_load_dynamic()
        guard let engine = ENGINE_by_id("dynamic") else {
            throw .engineMissing(ErrorQueue.takeText())
        }
        // DIR_LOAD 2: only from OpenSSL's own engine folder. LIST_ADD 0: an engine of its own for
        // each library.
        let ready =
            [("ID", "pkcs11"), ("DIR_LOAD", "2"), ("DIR_ADD", engineFolder), ("LIST_ADD", "0")]
            .allSatisfy { ENGINE_ctrl_cmd_string(engine, $0.0, $0.1, 0) == 1 }
        guard ready, ENGINE_ctrl_cmd_string(engine, "LOAD", nil, 0) == 1 else {
            ENGINE_free(engine)
            throw .engineMissing(ErrorQueue.takeText())
        }
        guard ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", module, 0) == 1,
            ENGINE_init(engine) == 1
        else {
            ENGINE_free(engine)
            throw .tokenModule(path: module, reason: ErrorQueue.takeText())
        }
        return Engine(pointer: engine)
    }

    /// `ENGINESDIR: "/usr/lib/…/engines-3"`, as OpenSSL was built.
    private static var engineFolder: String {
        guard let text = OpenSSL_version(OPENSSL_ENGINES_DIR) else { return "" }
        let parts = String(cString: text).split(separator: "\"")
        return parts.count > 1 ? String(parts[1]) : ""
    }
}
