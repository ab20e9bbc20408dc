import COpenSSL

/// Checks timestamps: the whole of a `.tsr`, a TimeStampResp of RFC 3161.
public enum Timestamp {
    /// Checks a timestamp as `openssl ts -verify -data` does, and says all that is wrong.
    ///
    /// - Parameters:
    ///   - response: the whole of a `.tsr`.
    ///   - content: what was stamped: the whole of a `.p7s`.
    ///   - query: the question, when the answer has just come: its nonce must come back.
    ///   - trust: the roots of timestamp authorities, `tsa-ca.pem`.
    ///   - moment: seconds since 1970-01-01T00:00:00Z for which the authority's certificate must
    ///     hold; without it, the moment that the timestamp itself tells, so that it still verifies
    ///     when that certificate has ended. The stock command asks for the present.
    ///   - revocations: where given, the authority's issuer must have its list there.
    public static func verify(
        _ response: [UInt8], over content: [UInt8], query: TimestampQuery? = nil,
        trust: TrustAnchors, at moment: Int64? = nil, revocations: RevocationLists? = nil
    ) -> TimestampReport {
        ErrorQueue.clear()
        defer { ErrorQueue.clear() }
        var report = TimestampReport()
        guard let (decoded, length) = Memory.decode(response, { d2i_TS_RESP(nil, $0, $1) }) else {
            report.findings = [.notResponse]
            return report
        }
        defer { TS_RESP_free(decoded) }
        if length != response.count {
            report.findings.append(.trailingBytes(response.count - length))
        }
        if let finding = notGranted(decoded) {
            report.findings.append(finding)
            return report
        }
        guard let token = TS_RESP_get_token(decoded), let info = TS_RESP_get_tst_info(decoded)
        else {
            report.findings.append(.tokenMissing)
            return report
        }
        describe(info, &report)
        judgeImprint(info, content, &report)
        judgeNonce(info, query, &report)
        guard let time = moment ?? report.time else {
            report.findings.append(.notResponse)
            return report
        }
        let check = ChainCheck(
            trust: trust, revocations: revocations, moment: time, purpose: .timestamp)
        judgeAuthority(token, check, &report)
        if report.findings.isEmpty, let finding = refusal(decoded, content, check) {
            report.findings = [finding]
        }
        return report
    }

    /// RFC 3161, 2.4.2: 0 granted and 1 granted with changes bring a token, nothing else does.
    private static func notGranted(_ response: OpaquePointer) -> TimestampFinding? {
        guard let information = TS_RESP_get_status_info(response) else { return .notResponse }
        let status = Int64(ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(information)))
        guard status != 0, status != 1 else { return nil }
        let texts = TS_STATUS_INFO_get0_text(information)
        let count = texts.map { shim_sk_ASN1_UTF8STRING_num($0) } ?? 0
        let lines = (0..<max(0, count)).map { index in
            String(
                decoding: Memory.bytes(of: shim_sk_ASN1_UTF8STRING_value(texts, index)),
                as: UTF8.self)
        }
        return .notGranted(status: status, text: lines.joined(separator: " "))
    }

    private static func describe(_ info: OpaquePointer, _ report: inout TimestampReport) {
        report.time = Instant.seconds(TS_TST_INFO_get_time(info))
        report.serial = Certificate.serial(TS_TST_INFO_get_serial(info))
        var text = [CChar](repeating: 0, count: 128)
        let count = OBJ_obj2txt(&text, Int32(text.count), TS_TST_INFO_get_policy_id(info), 1)
        let kept = text[..<min(max(0, Int(count)), text.count - 1)]
        report.policy = String(decoding: kept.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func judgeImprint(
        _ info: OpaquePointer, _ content: [UInt8], _ report: inout TimestampReport
    ) {
        let imprint = TS_TST_INFO_get_msg_imprint(info)
        let digest = Digests.algorithm(TS_MSG_IMPRINT_get_algo(imprint))
        if !digest.isStrong { report.findings.append(.weakDigest(digest.name)) }
        let stamped = Memory.bytes(of: TS_MSG_IMPRINT_get_msg(imprint))
        if stamped.isEmpty || Digests.of(content, digest.method) != stamped {
            report.findings.append(.imprintDiffers)
        }
    }

    private static func judgeNonce(
        _ info: OpaquePointer, _ query: TimestampQuery?, _ report: inout TimestampReport
    ) {
        guard let query else { return }
        let expected = TimestampQuery.integer(query.nonce)
        defer { ASN1_INTEGER_free(expected) }
        guard let nonce = TS_TST_INFO_get_nonce(info), ASN1_INTEGER_cmp(nonce, expected) == 0
        else {
            report.findings.append(.nonceDiffers)
            return
        }
    }

    private static func judgeAuthority(
        _ token: UnsafeMutablePointer<PKCS7>, _ check: ChainCheck,
        _ report: inout TimestampReport
    ) {
        let signers = PKCS7_get0_signers(token, nil, 0)
        defer { shim_sk_X509_free(signers) }
        guard let own = Certificate.list(stack: signers).first else {
            report.findings.append(.authorityCertificateMissing)
            return
        }
        report.authority = own.facts
        let others = Certificate.list(stack: token.pointee.d.sign.pointee.cert)
        report.findings += check.run(own, others: others).findings.map(
            TimestampFinding.certificate)
    }

    /// The last word is OpenSSL's own whole check: nothing holds here that the stock command
    /// refuses.
    private static func refusal(
        _ response: OpaquePointer, _ content: [UInt8], _ check: ChainCheck
    ) -> TimestampFinding? {
        ErrorQueue.clear()
        guard let context = TS_VERIFY_CTX_new() else { return .refused(ErrorQueue.takeText()) }
        // Frees the store and the data with it.
        defer { TS_VERIFY_CTX_free(context) }
        guard let store = check.store() else { return .refused(ErrorQueue.takeText()) }
        TS_VERIFY_CTX_set_store(context, store)
        guard let data = Memory.bio(content) else { return .refused(ErrorQueue.takeText()) }
        TS_VERIFY_CTX_set_data(context, data)
        let flags = TS_VFY_VERSION | TS_VFY_DATA | TS_VFY_SIGNATURE
        TS_VERIFY_CTX_set_flags(context, Int32(flags))
        guard TS_RESP_verify_response(context, response) != 1 else { return nil }
        let entries = ErrorQueue.take()
        let broken = entries.contains {
            $0.library == ERR_LIB_TS && $0.reason == TS_R_SIGNATURE_FAILURE
        }
        return broken
            ? .signatureWrong : .refused(entries.map(\.text).joined(separator: "; "))
    }
}
