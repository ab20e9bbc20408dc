import Database
import Foundation
import Glibc
public import Money
public import Sealing

/// How the books are sealed: where the key, its certificate and the authorities are.
///
/// Stands in `seal.json` in the folder of the books, made by `suito keys`. It names files and never
/// holds a secret: a passphrase comes from a file or from the environment.
public struct SealSettings: Sendable, Hashable, Codable {
    /// A key in a PKCS#11 token.
    public struct Token: Sendable, Hashable, Codable {
        public var uri: String
        public var module: String
        public var pinFile: String?
        /// Cards that others issue have RSA 2048.
        public var allowsRSA2048: Bool?

        enum CodingKeys: String, CodingKey {
            case uri, module
            case pinFile = "pin_file"
            case allowsRSA2048 = "allow_rsa_2048"
        }

        public init(uri: String, module: String, pinFile: String?, allowsRSA2048: Bool?) {
            self.uri = uri
            self.module = module
            self.pinFile = pinFile
            self.allowsRSA2048 = allowsRSA2048
        }
    }

    /// A timestamp authority (時刻認証局).
    public struct Authority: Sendable, Hashable, Codable {
        public var url: String
        public var ca: String

        public init(url: String, ca: String) {
            self.url = url
            self.ca = ca
        }
    }

    /// Path of a PEM file; nil where the key is in a token.
    public var key: String?
    public var passphraseFile: String?
    public var token: Token?
    public var chain: String
    public var ca: String
    public var crl: String?
    public var tsa: Authority?
    /// How the seal came to this key; nil where no other has sealed.
    public var handover: SealHandover?

    enum CodingKeys: String, CodingKey {
        case key, token, chain, ca, crl, tsa, handover
        case passphraseFile = "passphrase_file"
    }

    public init(
        key: String?, passphraseFile: String?, token: Token?, chain: String, ca: String,
        crl: String?, tsa: Authority?
    ) {
        self.key = key
        self.passphraseFile = passphraseFile
        self.token = token
        self.chain = chain
        self.ca = ca
        self.crl = crl
        self.tsa = tsa
    }

    /// Where the settings of some books stand.
    public static func path(in folder: String) -> String { folder + "/seal.json" }

    /// The settings of the books in a folder.
    public static func read(in folder: String) throws -> SealSettings {
        guard let data = FileManager.default.contents(atPath: path(in: folder)) else {
            throw ClosingDenial.noSealKey(folder)
        }
        do {
            return try JSONDecoder().decode(SealSettings.self, from: data)
        } catch {
            throw ClosingDenial.sealSettings(path(in: folder))
        }
    }

    /// Writes the settings; they take the place of former ones at once.
    public func write(in folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            let data = try encoder.encode(self) + Data("\n".utf8)
            try data.write(
                to: URL(fileURLWithPath: SealSettings.path(in: folder)), options: .atomic)
        } catch {
            throw FileTrouble.of(SealSettings.path(in: folder), error)
        }
    }

    // MARK: - What the settings name

    /// Opens the key and reads the certificates.
    ///
    /// - Parameter passphrase: of the key's file; nil: it is where the settings say.
    public func open(passphrase: Passphrase? = nil) throws -> SealPapers {
        do {
            let trust = try TrustAnchors(file: ca)
            let certificate = try SealCertificate(file: chain)
            let revocations = try crl.map { try RevocationLists(file: $0) }
            let sealer = Sealer(
                key: try openKey(passphrase), certificate: certificate, trust: trust,
                revocations: revocations)
            if let revocations, revocations.pem == nil {
                throw DatabaseTrouble(.other, "the revocation lists cannot be written")
            }
            return SealPapers(
                sealer: sealer, chain: certificate.pem, revocations: revocations?.pem,
                tsa: tsa)
        } catch let refusal as SealRefusal {
            throw ClosingDenial.seal(refusal)
        } catch let refusal as SealKeyRefusal {
            throw ClosingDenial.sealKey(refusal)
        }
    }

    private func openKey(_ passphrase: Passphrase?) throws -> SealKey {
        if let token {
            let pin = try secret(file: token.pinFile, environment: "SUITO_SEAL_PIN")
            let key = try TokenKey(
                uri: token.uri, module: token.module, pin: pin ?? Passphrase(""))
            return try token.allowsRSA2048 == true
                ? SealKey(token: key, minimumRSABits: 2_048) : SealKey(token: key)
        }
        guard let key else { throw ClosingDenial.sealSettings("key") }
        return try SealKey(
            file: key,
            passphrase: passphrase
                ?? secret(file: passphraseFile, environment: "SUITO_SEAL_PASSPHRASE"))
    }

    private func secret(file: String?, environment name: String) throws -> Passphrase? {
        if let file {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw FileTrouble.of(file)
            }
            var text = String(decoding: data, as: UTF8.self)
            while text.last == "\n" || text.last == "\r" { text.removeLast() }
            return Passphrase(text)
        }
        return ProcessInfo.processInfo.environment[name].map { Passphrase($0) }
    }
}

/// The key that seals, opened, with the papers that go into a package.
public struct SealPapers: Sendable {
    public let sealer: Sealer
    /// `chain.pem`.
    public let chain: [UInt8]
    /// `crl.pem`, nil where there is none.
    public let revocations: [UInt8]?
    /// Where timestamps are asked for, nil where none are.
    public let tsa: SealSettings.Authority?

    /// SHA-256 of the certificate, hexadecimal.
    public var certificateDigest: String { sealer.certificate.facts.fingerprint }

    /// Checks that the key may seal at a moment: certificate, chain, validity and key usage.
    public func checkCanSeal(at moment: Moment) throws {
        do {
            try sealer.check(at: moment.seconds)
        } catch {
            throw ClosingDenial.seal(error)
        }
    }

    /// A certificate that ends within six weeks, said aloud; nil where none does.
    public func expiry(at moment: Moment) -> (ja: String, en: String)? {
        sealer.certificate.expiresWithin(days: 42, at: moment.seconds)?.sentence
    }
}
