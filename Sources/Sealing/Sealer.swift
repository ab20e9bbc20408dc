import COpenSSL

/// Makes seals: CAdES-BES, detached, DER, with signing-certificate-v2
/// (ETSI EN 319 122-1; RFC 5652, RFC 5035).
///
/// The system seal at the close of a day and the co-signature of an officer (会計管理者) are the
/// same form by different keys, each a file of its own: to add a signer to a seal would change
/// its bytes, and a timestamp over them would no longer fit.
public struct Sealer: Sendable {
    public let key: SealKey
    public let certificate: SealCertificate
    private let trust: TrustAnchors?
    private let revocations: RevocationLists?

    /// - Parameters:
    ///   - key: the private key.
    ///   - certificate: its certificate with those that issued it.
    ///   - trust: the roots it must lead to; without them, the self-issued ones in its own file.
    ///   - revocations: where given, its issuer's list must be there and must not name it.
    public init(
        key: SealKey, certificate: SealCertificate, trust: TrustAnchors? = nil,
        revocations: RevocationLists? = nil
    ) {
        self.key = key
        self.certificate = certificate
        self.trust = trust
        self.revocations = revocations
    }

    /// Checks that the certificate holds for this key at a moment, without sealing anything.
    public func check(at moment: Int64) throws(SealRefusal) {
        try certificate.check(key: key, at: moment, trust: trust, revocations: revocations)
    }

    private static let flags = UInt32(
        CMS_PARTIAL | CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES)

    /// Seals bytes, after a check that the certificate holds at that moment.
    ///
    /// - Parameters:
    ///   - content: the whole of `SHA256SUMS`, exactly as the file has it.
    ///   - moment: seconds since 1970-01-01T00:00:00Z, from outside; stands in the seal as
    ///     signingTime, which is a claim and no proof.
    /// - Returns: the whole of `SHA256SUMS.p7s` or `cosign-N.p7s`.
    public func seal(_ content: [UInt8], at moment: Int64) throws(SealRefusal) -> [UInt8] {
        try check(at: moment)
        let sealed = key.whileSigning { sign(content, at: moment) }
        let bytes = try sealed.get()
        // A token that signs wrongly must not be found out by the auditor.
        let roots = trust ?? TrustAnchors(certificates: certificate.chain.filter(\.isSelfIssued))
        let report = Seal.verify(bytes, over: content, trust: roots, at: moment)
        if let finding = report.findings.first { throw .signing(finding.sentence.en) }
        return bytes
    }

    private func sign(_ content: [UInt8], at moment: Int64) -> Result<[UInt8], SealRefusal> {
        func failed() -> Result<[UInt8], SealRefusal> { .failure(.signing(ErrorQueue.takeText())) }
        ErrorQueue.clear()
        guard let issuers = Certificate.stack(Array(certificate.chain.dropFirst())) else {
            return failed()
        }
        defer { shim_sk_X509_pop_free(issuers) }
        guard let cms = CMS_sign(nil, nil, issuers, nil, Sealer.flags) else { return failed() }
        defer { CMS_ContentInfo_free(cms) }
        guard
            let signer = CMS_add1_signer(
                cms, certificate.own.pointer, key.pointer, EVP_sha256(), Sealer.flags)
        else { return failed() }
        guard let time = ASN1_TIME_set(nil, time_t(moment)) else { return failed() }
        defer { ASN1_TIME_free(time) }
        let added = CMS_signed_add1_attr_by_NID(
            signer, NID_pkcs9_signingTime, ASN1_STRING_type(time), time, -1)
        guard added == 1, let input = Memory.bio(content) else { return failed() }
        defer { BIO_free(input) }
        guard CMS_final(cms, input, nil, Sealer.flags) == 1,
            let bytes = Memory.encode({ i2d_CMS_ContentInfo(cms, $0) })
        else { return failed() }
        return .success(bytes)
    }
}
