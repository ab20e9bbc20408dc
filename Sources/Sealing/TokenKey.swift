import COpenSSL

/// A key in a PKCS#11 token: a city's HSM, an IC card, SoftHSM.
public struct TokenKey: Sendable, CustomStringConvertible {
    /// RFC 7512 without its PIN: `pkcs11:token=city;object=seal;type=private`.
    public let uri: String
    /// The token's library, such as that of OpenSC or SoftHSM.
    public let module: String
    private let pin: Passphrase

    /// - Parameters:
    ///   - uri: names the key (RFC 7512); a `pin-value` or `pin-source` in it is refused, because
    ///     a URI stands in configuration and logs.
    ///   - module: path of the token's library.
    ///   - pin: the user's PIN.
    public init(uri: String, module: String, pin: Passphrase) throws(SealKeyRefusal) {
        let lower = uri.lowercased()
        guard lower.hasPrefix("pkcs11:"), lower.contains("object=") || lower.contains("id="),
            !lower.contains("pin-value"), !lower.contains("pin-source"),
            uri.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .tokenURI }
        self.uri = uri
        self.module = module
        self.pin = pin
    }

    public var description: String { uri }

    /// The PIN as the engine takes it, apart from the URI, which stands in the engine's messages.
    func withPIN<Answer>(_ body: (UnsafePointer<CChar>) -> Answer) -> Answer {
        var text = pin.withBytes { Array($0) } + [0]
        defer { text.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        return text.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return body("") }
                return body(start)
            }
        }
    }
}

extension SealKey {
    /// Opens a key that stays inside its token.
    ///
    /// A wrong PIN is tried once and never again: tokens lock themselves.
    ///
    /// - Parameters:
    ///   - token: where the key is.
    ///   - minimumRSABits: 3072 for keys of the city's own making; keys on cards that others
    ///     issue, as LGPKI does, may have 2048, and fewer are never taken.
    public convenience init(
        token: TokenKey, minimumRSABits: Int = SealKey.minimumRSABits
    ) throws(SealKeyRefusal) {
        let pointer = try TokenEngines.shared.key(token)
        try self.init(owning: pointer, minimumRSABits: max(2_048, minimumRSABits))
    }
}
