import COpenSSL

/// A certificate authority for demonstrations and tests: its root, and what it issues.
///
/// A city takes its certificates from LGPKI, from an authority of its own or from a public one;
/// this one lets everything run before they are there. Its keys exist in memory and in the files
/// they are written to, and nowhere else.
public struct DemoAuthority: Sendable {
    /// What a certificate is for.
    public enum Role: Sendable, Hashable, CaseIterable {
        /// The system seal, or an officer's co-signature.
        case seal
        /// A timestamp authority: timeStamping as its only and critical extended key usage.
        case timestamp
    }

    /// First and last second of a validity, since 1970-01-01T00:00:00Z.
    public typealias Validity = ClosedRange<Int64>

    let key: DemoKey
    let certificate: Certificate

    /// Makes a root: RSA 3072, self-signed.
    ///
    /// - Parameters:
    ///   - name: its common name and organisation.
    ///   - validity: of the root; what it issues should end before it.
    public init(name: DemoName, validity: Validity) throws(DemoAuthorityTrouble) {
        key = try DemoKey(.rsa(bits: 3_072))
        let builder = CertificateBuilder(
            subject: name, validity: validity, key: key,
            extensions: [
                (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"),
                (NID_key_usage, "critical,keyCertSign,cRLSign"),
                (NID_subject_key_identifier, "hash"),
            ])
        certificate = try builder.build(issuer: nil, signer: key)
    }

    /// Opens a root that was written before, to issue more from it.
    ///
    /// - Parameters:
    ///   - path: its certificate, `ca.pem`.
    ///   - keyPath: its private key, `ca.key`.
    ///   - passphrase: of the key file.
    public init(
        certificateFile path: String, keyFile keyPath: String, passphrase: Passphrase?
    ) throws(DemoAuthorityTrouble) {
        do throws(SealKeyRefusal) {
            key = DemoKey(sharing: try SealKey(file: keyPath, passphrase: passphrase))
        } catch {
            throw .key(error)
        }
        do throws(SealRefusal) {
            certificate = try SealCertificate(file: path).own
        } catch {
            throw .certificate(error)
        }
        guard X509_check_private_key(certificate.pointer, key.pointer) == 1 else {
            ErrorQueue.clear()
            throw .certificate(.keyDoesNotMatch(subject: certificate.subject))
        }
    }

    public var facts: CertificateFacts { certificate.facts }

    /// Writes the root's private key, as `DemoIdentity.writeKey` does.
    public func writeKey(
        to path: String, passphrase: Passphrase?
    ) throws(DemoAuthorityTrouble) {
        try key.write(to: path, passphrase: passphrase)
    }

    /// The root in PEM form: `ca.pem`.
    public var pem: [UInt8] {
        Memory.written { PEM_write_bio_X509($0, certificate.pointer) } ?? []
    }

    /// Makes a key and a certificate for it.
    ///
    /// - Parameters:
    ///   - role: what it is for.
    ///   - name: its common name and organisation.
    ///   - kind: of the key; RSA of any length, so that short ones can be shown to be refused.
    ///   - validity: of the certificate.
    public func issue(
        _ role: Role, name: DemoName, kind: SealKey.Kind, validity: Validity
    ) throws(DemoAuthorityTrouble) -> DemoIdentity {
        try issue(role, name: name, key: try DemoKey(kind), validity: validity)
    }

    private func issue(
        _ role: Role, name: DemoName, key subjectKey: DemoKey, validity: Validity
    ) throws(DemoAuthorityTrouble) -> DemoIdentity {
        var extensions: [(Int32, String)] = [
            (NID_basic_constraints, "critical,CA:FALSE"),
            (NID_subject_key_identifier, "hash"),
            (NID_authority_key_identifier, "keyid:always"),
        ]
        switch role {
        case .seal:
            extensions.append((NID_key_usage, "critical,digitalSignature,nonRepudiation"))
        case .timestamp:
            extensions.append((NID_key_usage, "critical,digitalSignature"))
            extensions.append((NID_ext_key_usage, "critical,timeStamping"))
        }
        let builder = CertificateBuilder(
            subject: name, validity: validity, key: subjectKey, extensions: extensions)
        return DemoIdentity(
            key: subjectKey, certificate: try builder.build(issuer: certificate, signer: key),
            authority: certificate)
    }

    /// A revocation list in PEM form: `crl.pem`.
    ///
    /// - Parameters:
    ///   - revoked: certificates of this authority, each with the second of its revocation.
    ///   - validity: from when the list speaks until when the next is due.
    ///   - number: of the list, rising.
    public func revocationList(
        revoked: [(certificate: CertificateFacts, on: Int64)] = [], validity: Validity,
        number: Int = 1
    ) throws(DemoAuthorityTrouble) -> [UInt8] {
        ErrorQueue.clear()
        guard let list = X509_CRL_new() else { throw .openSSL(ErrorQueue.takeText()) }
        defer { X509_CRL_free(list) }
        let begun =
            X509_CRL_set_version(list, 1) == 1
            && X509_CRL_set_issuer_name(list, X509_get_subject_name(certificate.pointer)) == 1
            && DemoAuthority.set(validity.lowerBound) { X509_CRL_set1_lastUpdate(list, $0) }
            && DemoAuthority.set(validity.upperBound) { X509_CRL_set1_nextUpdate(list, $0) }
            && revoked.allSatisfy { DemoAuthority.revoke($0.certificate, on: $0.on, in: list) }
            && DemoAuthority.setNumber(number, of: list)
        guard begun, X509_CRL_sort(list) == 1,
            X509_CRL_sign(list, key.pointer, EVP_sha256()) > 0,
            let pem = Memory.written({ PEM_write_bio_X509_CRL($0, list) })
        else { throw .openSSL(ErrorQueue.takeText()) }
        return pem
    }

    private static func revoke(
        _ certificate: CertificateFacts, on moment: Int64, in list: OpaquePointer
    ) -> Bool {
        var number: OpaquePointer?
        guard BN_hex2bn(&number, certificate.serial) > 0 else { return false }
        defer { BN_free(number) }
        guard let serial = BN_to_ASN1_INTEGER(number, nil) else { return false }
        defer { ASN1_INTEGER_free(serial) }
        guard let entry = X509_REVOKED_new() else { return false }
        let added =
            X509_REVOKED_set_serialNumber(entry, serial) == 1
            && set(moment) { X509_REVOKED_set_revocationDate(entry, $0) }
            && X509_CRL_add0_revoked(list, entry) == 1
        if !added { X509_REVOKED_free(entry) }
        return added
    }

    private static func setNumber(_ number: Int, of list: OpaquePointer) -> Bool {
        guard let value = ASN1_INTEGER_new() else { return false }
        defer { ASN1_INTEGER_free(value) }
        return ASN1_INTEGER_set_int64(value, Int64(number)) == 1
            && X509_CRL_add1_ext_i2d(list, NID_crl_number, value, 0, 0) == 1
    }

    /// Hands a moment over in the form of certificates: UTCTime to 2049, GeneralizedTime after.
    static func set(
        _ moment: Int64, _ write: (UnsafeMutablePointer<ASN1_TIME>) -> Int32
    ) -> Bool {
        guard let time = ASN1_TIME_set(nil, time_t(moment)) else { return false }
        defer { ASN1_TIME_free(time) }
        return write(time) == 1
    }
}
