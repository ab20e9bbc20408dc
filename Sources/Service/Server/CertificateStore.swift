import NIOCore
import NIOSSL
import Synchronization

/// The certificate that the service shows: read anew on demand, for connections from then on.
public final class CertificateStore: Sendable {
    private struct Pair: Sendable {
        var chain: [NIOSSLCertificateSource]
        var key: NIOSSLPrivateKeySource
    }

    private let certificate: String
    private let key: String
    private let pair: Mutex<Pair>

    /// - Parameters: paths of PEM files: the chain, the leaf first; the key without passphrase.
    public init(certificate: String, key: String) throws {
        self.certificate = certificate
        self.key = key
        pair = Mutex(try CertificateStore.read(certificate, key))
    }

    /// Reads both files again; where that fails, the former pair stays.
    public func reload() throws {
        let new = try CertificateStore.read(certificate, key)
        pair.withLock { $0 = new }
    }

    private static func read(_ certificate: String, _ key: String) throws -> Pair {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate)
        let secret = try NIOSSLPrivateKey(file: key, format: .pem)
        let pair = Pair(
            chain: chain.map { .certificate($0) }, key: .privateKey(secret))
        // A key that is not the certificate's is found here and not by the first citizen.
        _ = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: pair.chain, privateKey: pair.key))
        return pair
    }

    /// TLS 1.2 or later.
    var configuration: TLSConfiguration {
        let current = pair.withLock { $0 }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: current.chain, privateKey: current.key)
        configuration.minimumTLSVersion = .tlsv12
        configuration.sslContextCallback = { _, promise in
            let current = self.pair.withLock { $0 }
            var override = NIOSSLContextConfigurationOverride()
            override.certificateChain = current.chain
            override.privateKey = current.key
            promise.succeed(override)
        }
        return configuration
    }
}
