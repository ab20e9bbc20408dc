import COpenSSL

/// Builds an X.509 v3 certificate (RFC 5280).
struct CertificateBuilder {
    var subject: DemoName
    var validity: ClosedRange<Int64>
    var key: DemoKey
    /// Each with its value as OpenSSL's configuration writes it.
    var extensions: [(number: Int32, value: String)]

    /// Signs it for an issuer, or for itself where there is none.
    func build(
        issuer: Certificate?, signer: DemoKey
    ) throws(DemoAuthorityTrouble) -> Certificate {
        ErrorQueue.clear()
        guard let pointer = X509_new() else { throw .openSSL(ErrorQueue.takeText()) }
        let certificate = Certificate(owning: pointer)
        let built =
            X509_set_version(pointer, 2) == 1
            && setSerial(pointer)
            && setName(pointer)
            && setIssuer(pointer, issuer)
            && DemoAuthority.set(validity.lowerBound) { X509_set1_notBefore(pointer, $0) }
            && DemoAuthority.set(validity.upperBound) { X509_set1_notAfter(pointer, $0) }
            && X509_set_pubkey(pointer, key.pointer) == 1
            && addExtensions(pointer, issuer?.pointer ?? pointer)
        guard built, X509_sign(pointer, signer.pointer, EVP_sha256()) > 0 else {
            throw .openSSL(ErrorQueue.takeText())
        }
        return certificate
    }

    /// 16 random bytes, positive: nobody can foresee or collide with them.
    private func setSerial(_ certificate: OpaquePointer) -> Bool {
        guard let serial = TimestampQuery.integer(TimestampQuery.randomNonce()) else {
            return false
        }
        defer { ASN1_INTEGER_free(serial) }
        return X509_set_serialNumber(certificate, serial) == 1
    }

    private func setName(_ certificate: OpaquePointer) -> Bool {
        guard let name = X509_NAME_new() else { return false }
        defer { X509_NAME_free(name) }
        let parts = [
            ("C", "JP"), ("O", subject.organization), ("CN", subject.commonName),
        ]
        let added = parts.allSatisfy { field, value in
            X509_NAME_add_entry_by_txt(
                name, field, MBSTRING_UTF8, value, Int32(value.utf8.count), -1, 0) == 1
        }
        return added && X509_set_subject_name(certificate, name) == 1
    }

    private func setIssuer(_ certificate: OpaquePointer, _ issuer: Certificate?) -> Bool {
        X509_set_issuer_name(
            certificate, X509_get_subject_name(issuer?.pointer ?? certificate)) == 1
    }

    private func addExtensions(_ certificate: OpaquePointer, _ issuer: OpaquePointer) -> Bool {
        var context = X509V3_CTX()
        shim_X509V3_set_ctx_nodb(&context)
        X509V3_set_ctx(&context, issuer, certificate, nil, nil, 0)
        return extensions.allSatisfy { number, value in
            guard let made = X509V3_EXT_conf_nid(nil, &context, number, value) else {
                return false
            }
            defer { X509_EXTENSION_free(made) }
            return X509_add_ext(certificate, made, -1) == 1
        }
    }
}
