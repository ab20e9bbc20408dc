import COpenSSL

/// An X.509 certificate that is held for as long as somebody uses it.
///
/// Sendable: the certificate is never changed after it was read, its reference count is atomic,
/// and OpenSSL guards what it works out lazily with a lock of the object's own.
final class Certificate: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over one reference.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    /// Adds a reference of its own to what somebody else holds.
    init(sharing pointer: OpaquePointer) {
        X509_up_ref(pointer)
        self.pointer = pointer
    }

    deinit { X509_free(pointer) }

    /// All certificates of a PEM text, in order, or nil where one is damaged or there is none.
    static func list(pem: [UInt8]) -> [Certificate]? {
        guard let bio = Memory.bio(pem) else { return nil }
        defer { BIO_free(bio) }
        ErrorQueue.clear()
        var certificates: [Certificate] = []
        while let pointer = PEM_read_bio_X509(bio, nil, nil, nil) {
            certificates.append(Certificate(owning: pointer))
        }
        // The end of the text is told as "no start line"; anything else is damage.
        let ended = ErrorQueue.take().allSatisfy {
            $0.library == ERR_LIB_PEM && $0.reason == PEM_R_NO_START_LINE
        }
        return ended && !certificates.isEmpty ? certificates : nil
    }

    var facts: CertificateFacts {
        CertificateFacts(
            subject: Certificate.name(X509_get_subject_name(pointer)),
            issuer: Certificate.name(X509_get_issuer_name(pointer)),
            serial: Certificate.serial(X509_get0_serialNumber(pointer)),
            notBefore: Instant.seconds(X509_get0_notBefore(pointer)) ?? .max,
            notAfter: Instant.seconds(X509_get0_notAfter(pointer)) ?? .min,
            sha256: digest)
    }

    var subject: String { Certificate.name(X509_get_subject_name(pointer)) }
    var issuer: String { Certificate.name(X509_get_issuer_name(pointer)) }

    /// Whether it names itself as its issuer, as roots do.
    var isSelfIssued: Bool {
        X509_NAME_cmp(X509_get_subject_name(pointer), X509_get_issuer_name(pointer)) == 0
    }

    /// Whether its key may sign documents: RFC 5280 4.2.1.3; without the extension it may.
    var maySign: Bool {
        let usage = X509_get_key_usage(pointer)
        return usage & UInt32(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION) != 0
    }

    private var digest: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        guard X509_digest(pointer, EVP_sha256(), &bytes, &count) == 1 else { return [] }
        return bytes
    }

    /// A name as RFC 2253 writes it, with Japanese in plain UTF-8.
    static func name(_ name: OpaquePointer?) -> String {
        let bytes = Memory.written { shim_X509_NAME_print_rfc2253($0, name) >= 0 ? 1 : 0 }
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    /// A serial number in hexadecimal, as `openssl x509 -serial` shows it.
    static func serial(_ number: UnsafePointer<ASN1_INTEGER>?) -> String {
        guard let value = ASN1_INTEGER_to_BN(number, nil) else { return "" }
        defer { BN_free(value) }
        guard let text = BN_bn2hex(value) else { return "" }
        defer { shim_OPENSSL_free(text) }
        return String(cString: text)
    }

    /// A stack with a reference of its own to each; the caller frees both.
    static func stack(_ certificates: [Certificate]) -> OpaquePointer? {
        guard let stack = shim_sk_X509_new_null() else { return nil }
        for certificate in certificates
        where shim_sk_X509_push_up_ref(stack, certificate.pointer) != 1 {
            shim_sk_X509_pop_free(stack)
            return nil
        }
        return stack
    }

    /// The certificates of a stack, which stays with its owner.
    static func list(stack: OpaquePointer?) -> [Certificate] {
        guard let stack else { return [] }
        return (0..<shim_sk_X509_num(stack)).compactMap { index in
            shim_sk_X509_value(stack, index).map { Certificate(sharing: $0) }
        }
    }
}
