import COpenSSL
import Glibc
import Synchronization

/// The private key that seals: RSA or ECDSA P-256, from a PEM file or in a PKCS#11 token.
///
/// It can be used but not read: nothing of it can be printed, encoded or stored.
///
/// Sendable: the key is never changed after it was opened and its reference count is atomic;
/// signatures are made one at a time under a lock, because a token's session is not shared.
public final class SealKey: @unchecked Sendable, CustomStringConvertible, CustomReflectable {
    /// What the key can do.
    public enum Kind: Sendable, Hashable, CustomStringConvertible {
        case rsa(bits: Int)
        case p256

        public var description: String {
            switch self {
            case .rsa(let bits): "RSA \(bits)"
            case .p256: "ECDSA P-256"
            }
        }
    }

    /// What a city's own keys need at least, in bits.
    public static let minimumRSABits = 3_072

    public let kind: Kind
    let pointer: OpaquePointer
    private let signing = Mutex(())

    /// Takes over one reference to a key of a kind that may seal.
    init(owning pointer: OpaquePointer, minimumRSABits: Int) throws(SealKeyRefusal) {
        do throws(SealKeyRefusal) {
            kind = try SealKey.kind(of: pointer, minimumRSABits: minimumRSABits)
        } catch {
            EVP_PKEY_free(pointer)
            throw error
        }
        self.pointer = pointer
    }

    deinit { EVP_PKEY_free(pointer) }

    /// Reads a key from a PEM file: PKCS#8, plain or encrypted, or the older forms of OpenSSL.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - passphrase: needed where the file is encrypted, ignored where it is not.
    public convenience init(
        file path: String, passphrase: Passphrase? = nil
    ) throws(SealKeyRefusal) {
        guard var pem = Memory.file(path) else { throw .fileUnreadable(path) }
        defer { pem.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        let text = String(decoding: pem, as: UTF8.self)
        let encrypted = ["-----BEGIN ENCRYPTED PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED"]
            .contains { text.contains($0) }
        if encrypted, passphrase == nil { throw .passphraseMissing(path) }
        guard let bio = Memory.bio(pem) else { throw .notPEM(path) }
        defer { BIO_free(bio) }
        ErrorQueue.clear()
        let pointer = withExtendedLifetime(passphrase) {
            PEM_read_bio_PrivateKey(
                bio, nil, Passphrase.callback,
                passphrase.map { Unmanaged.passUnretained($0).toOpaque() })
        }
        ErrorQueue.clear()
        guard let pointer else { throw encrypted ? .passphraseWrong(path) : .notPEM(path) }
        guard encrypted || !SealKey.isOpenToAll(path) else {
            EVP_PKEY_free(pointer)
            throw .exposed(path)
        }
        try self.init(owning: pointer, minimumRSABits: SealKey.minimumRSABits)
    }

    /// Whether any user of the machine can read a file, or one besides its owner write it.
    private static func isOpenToAll(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & (S_IRWXO | S_IWGRP) != 0
    }

    public var description: String { "SealKey(\(kind))" }
    public var customMirror: Mirror { Mirror(self, children: ["kind": kind]) }

    /// One signature at a time.
    func whileSigning<Answer>(_ body: () -> Answer) -> Answer {
        signing.withLock { _ in body() }
    }

    private static func kind(
        of key: OpaquePointer, minimumRSABits: Int
    ) throws(SealKeyRefusal) -> Kind {
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA:
            let bits = Int(EVP_PKEY_get_bits(key))
            guard bits >= minimumRSABits else {
                throw .tooShort(bits: bits, minimum: minimumRSABits)
            }
            return .rsa(bits: bits)
        case EVP_PKEY_EC:
            let name = curve(of: key)
            guard name == "prime256v1" || name == "P-256" else { throw .curve(name) }
            return .p256
        case let other:
            throw .kind(OBJ_nid2sn(other).map { String(cString: $0) } ?? "\(other)")
        }
    }

    private static func curve(of key: OpaquePointer) -> String {
        var spelledOut: Int32 = 0
        let asked = EVP_PKEY_get_int_param(
            key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &spelledOut)
        if asked == 1, spelledOut == 1 { return "explicit" }
        var name = [CChar](repeating: 0, count: 80)
        guard EVP_PKEY_get_group_name(key, &name, name.count, nil) == 1 else {
            return "?"
        }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
