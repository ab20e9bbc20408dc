import COpenSSL

/// A private key of the demonstration.
///
/// Sendable: the key is never changed after it was made, its reference count is atomic, and
/// signatures with keys in memory share nothing.
final class DemoKey: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ kind: SealKey.Kind) throws(DemoAuthorityTrouble) {
        ErrorQueue.clear()
        let made =
            switch kind {
            case .rsa(let bits): shim_EVP_RSA_gen(UInt32(bits))
            case .p256: shim_EVP_EC_gen("P-256")
            }
        guard let made else { throw .openSSL(ErrorQueue.takeText()) }
        pointer = made
    }

    init(sharing key: SealKey) {
        EVP_PKEY_up_ref(key.pointer)
        pointer = key.pointer
    }

    deinit { EVP_PKEY_free(pointer) }

    /// As PKCS#8, encrypted where there is a passphrase, into a new file.
    func write(to path: String, passphrase: Passphrase?) throws(DemoAuthorityTrouble) {
        ErrorQueue.clear()
        // Secure memory is wiped when it is freed.
        guard let bio = BIO_new(BIO_s_secmem()) else { throw .openSSL(ErrorQueue.takeText()) }
        defer { BIO_free(bio) }
        let written = withExtendedLifetime(passphrase) {
            PEM_write_bio_PKCS8PrivateKey(
                bio, pointer, passphrase == nil ? nil : EVP_aes_256_cbc(), nil, 0,
                Passphrase.callback, passphrase.map { Unmanaged.passUnretained($0).toOpaque() })
        }
        guard written == 1 else { throw .openSSL(ErrorQueue.takeText()) }
        var pem = Memory.bytes(of: bio)
        defer { pem.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        try DemoFiles.write(pem, to: path, mode: 0o600)
    }
}
