import COpenSSL

/// A key of the demonstration with its certificate.
public struct DemoIdentity: Sendable {
    let key: DemoKey
    let certificate: Certificate
    let authority: Certificate

    public var facts: CertificateFacts { certificate.facts }

    /// The certificate and its root in PEM form, its own first: `chain.pem`.
    public var chainPEM: [UInt8] {
        [certificate, authority].flatMap { part in
            Memory.written { PEM_write_bio_X509($0, part.pointer) } ?? []
        }
    }

    /// The private key, for sealing without a file.
    public func sealKey() throws(SealKeyRefusal) -> SealKey {
        EVP_PKEY_up_ref(key.pointer)
        return try SealKey(owning: key.pointer, minimumRSABits: SealKey.minimumRSABits)
    }

    /// Writes the private key as PKCS#8, readable by its owner alone.
    ///
    /// - Parameters:
    ///   - path: a file that is not there yet: a key is never written over.
    ///   - passphrase: encrypts it with AES-256; without one it stands there in the clear.
    public func writeKey(
        to path: String, passphrase: Passphrase?
    ) throws(DemoAuthorityTrouble) {
        try key.write(to: path, passphrase: passphrase)
    }
}
