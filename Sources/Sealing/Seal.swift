import COpenSSL

/// Checks seals: CMS, detached, CAdES-BES.
public enum Seal {
    /// Checks a seal as `openssl cms -verify -binary -cades -purpose any -attime` does, and says
    /// all that is wrong rather than the first.
    ///
    /// Stricter than that command in four things: one signer, nothing behind the seal,
    /// signing-certificate-v2 (its forerunner rests on SHA-1), and a key usage that allows signing.
    ///
    /// - Parameters:
    ///   - seal: the whole of `SHA256SUMS.p7s` or of a co-signature.
    ///   - content: the whole of `SHA256SUMS`.
    ///   - trust: the roots that whoever verifies has chosen.
    ///   - moment: seconds since 1970-01-01T00:00:00Z for which the certificates must hold: that of
    ///     the timestamp, where there is one.
    ///   - revocations: where given, the signer's issuer must have its list there. What was revoked
    ///     after the moment was good at the moment.
    ///   - chain: further certificates from which the chain may be built; none of them is trusted.
    public static func verify(
        _ seal: [UInt8], over content: [UInt8], trust: TrustAnchors, at moment: Int64,
        revocations: RevocationLists? = nil, chain: SealCertificate? = nil
    ) -> SealReport {
        ErrorQueue.clear()
        defer { ErrorQueue.clear() }
        var report = SealReport()
        guard let (cms, length) = Memory.decode(seal, { d2i_CMS_ContentInfo(nil, $0, $1) }) else {
            report.findings = [.notCMS]
            return report
        }
        defer { CMS_ContentInfo_free(cms) }
        if length != seal.count { report.findings.append(.trailingBytes(seal.count - length)) }
        let type = OBJ_obj2nid(CMS_get0_type(cms))
        guard type == NID_pkcs7_signed else {
            let name = OBJ_nid2sn(type).map { String(cString: $0) }
            report.findings.append(.notSigned(type: name ?? "?"))
            return report
        }
        if CMS_is_detached(cms) != 1 { report.findings.append(.notDetached) }
        let signers = CMS_get0_SignerInfos(cms)
        let count = signers.map { Int(shim_sk_CMS_SignerInfo_num($0)) } ?? 0
        guard count == 1, let signer = signers.flatMap({ shim_sk_CMS_SignerInfo_value($0, 0) })
        else {
            report.findings.append(.signers(count))
            return report
        }
        let check = ChainCheck(
            trust: trust, revocations: revocations, moment: moment, purpose: .seal)
        let parts = Parts(cms: cms, signer: signer, content: content, given: chain?.chain ?? [])
        parts.judge(check, &report)
        return report
    }

    /// When a seal claims to have been made, seconds since 1970-01-01T00:00:00Z.
    ///
    /// nil where it is no seal, or claims nothing. Nothing is checked.
    public static func claimedTime(of seal: [UInt8]) -> Int64? {
        ErrorQueue.clear()
        defer { ErrorQueue.clear() }
        guard let (cms, _) = Memory.decode(seal, { d2i_CMS_ContentInfo(nil, $0, $1) }) else {
            return nil
        }
        defer { CMS_ContentInfo_free(cms) }
        guard
            let signer = CMS_get0_SignerInfos(cms).flatMap({ shim_sk_CMS_SignerInfo_value($0, 0) })
        else { return nil }
        return Parts(cms: cms, signer: signer, content: [], given: []).claimedTime
    }

    /// A decoded seal while it is looked at.
    private struct Parts {
        var cms: OpaquePointer
        var signer: OpaquePointer
        var content: [UInt8]
        /// Certificates from outside of the seal.
        var given: [Certificate]

        func judge(_ check: ChainCheck, _ report: inout SealReport) {
            report.claimedTime = claimedTime
            judgeContent(&report)
            guard let stack = Certificate.stack(given) else { return }
            defer { shim_sk_X509_pop_free(stack) }
            guard CMS_set1_signers_certs(cms, stack, 0) == 1, let own = certificate else {
                report.findings.append(.signerCertificateMissing)
                return
            }
            report.signer = own.facts
            let embedded = CMS_get1_certs(cms)
            defer { shim_sk_X509_pop_free(embedded) }
            let others = Certificate.list(stack: embedded) + given
            if attributeCount > 0, CMS_SignerInfo_verify(signer) != 1 {
                report.findings.append(.signatureWrong)
            }
            let outcome = check.run(own, others: others)
            judgeSigningCertificate(outcome.chain.isEmpty ? [own] + others : outcome.chain, &report)
            report.findings += outcome.findings.map(SealFinding.certificate)
            report.chain = outcome.findings.isEmpty ? outcome.chain.map(\.facts) : []
            report.revokedLater = outcome.revokedLater
            if report.findings.isEmpty, let reason = refusal(check, stack) {
                report.findings = [.refused(reason)]
            }
        }

        /// The certificate that the signer is known by, once OpenSSL has found it.
        private var certificate: Certificate? {
            var pointer: OpaquePointer?
            CMS_SignerInfo_get0_algs(signer, nil, &pointer, nil, nil)
            return pointer.map { Certificate(sharing: $0) }
        }

        private var attributeCount: Int32 { CMS_signed_get_attr_count(signer) }

        private func attribute(_ number: Int32, _ type: Int32) -> UnsafePointer<ASN1_STRING>? {
            let object = OBJ_nid2obj(number)
            // -3: exactly one attribute with exactly one value.
            guard let data = CMS_signed_get0_data_by_OBJ(signer, object, -3, type) else {
                return nil
            }
            return UnsafePointer(data.assumingMemoryBound(to: ASN1_STRING.self))
        }

        var claimedTime: Int64? {
            let time =
                attribute(NID_pkcs9_signingTime, V_ASN1_UTCTIME)
                ?? attribute(NID_pkcs9_signingTime, V_ASN1_GENERALIZEDTIME)
            return Instant.seconds(time)
        }

        /// The digest of the content against the one that was signed.
        private func judgeContent(_ report: inout SealReport) {
            var algorithm: UnsafeMutablePointer<X509_ALGOR>?
            CMS_SignerInfo_get0_algs(signer, nil, nil, &algorithm, nil)
            let digest = Digests.algorithm(algorithm)
            if !digest.isStrong { report.findings.append(.weakDigest(digest.name)) }
            guard attributeCount > 0 else { return }
            let signed = Memory.bytes(
                of: attribute(NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING))
            if signed.isEmpty || Digests.of(content, digest.method) != signed {
                report.findings.append(.contentDiffers)
            }
        }

        /// RFC 5035: the attribute binds the signature to one certificate.
        private func judgeSigningCertificate(_ chain: [Certificate], _ report: inout SealReport) {
            let number = NID_id_smime_aa_signingCertificateV2
            guard let value = attribute(number, V_ASN1_SEQUENCE),
                let (named, _) = Memory.decode(
                    Memory.bytes(of: value), { d2i_ESS_SIGNING_CERT_V2(nil, $0, $1) })
            else {
                report.findings.append(.signingCertificateMissing)
                return
            }
            defer { ESS_SIGNING_CERT_V2_free(named) }
            guard let stack = Certificate.stack(chain) else { return }
            defer { shim_sk_X509_pop_free(stack) }
            if OSSL_ESS_check_signing_certs(nil, named, stack, 1) != 1 {
                report.findings.append(.signingCertificateDiffers)
            }
        }

        /// The last word is OpenSSL's own whole check: nothing holds here that the stock command
        /// refuses.
        private func refusal(_ check: ChainCheck, _ stack: OpaquePointer) -> String? {
            ErrorQueue.clear()
            guard let store = check.store() else { return ErrorQueue.takeText() }
            defer { X509_STORE_free(store) }
            guard let bytes = Memory.bio(content) else { return ErrorQueue.takeText() }
            // OpenSSL copies a memory BIO and forgets the copy where a digest is unknown to it;
            // behind a filter it takes the bytes as they come.
            guard let filter = BIO_new(BIO_f_null()), let input = BIO_push(filter, bytes) else {
                BIO_free(bytes)
                return ErrorQueue.takeText()
            }
            defer { BIO_free_all(input) }
            let flags = UInt32(CMS_BINARY | CMS_CADES)
            return CMS_verify(cms, stack, store, input, nil, flags) == 1
                ? nil : ErrorQueue.takeText()
        }
    }
}
