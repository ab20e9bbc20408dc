import COpenSSL

/// Builds a certificate's chain to a trusted root and says all that is wrong with it (RFC 5280).
struct ChainCheck {
    enum Purpose {
        /// Signs documents; no extended key usage is asked for, because certificates of
        /// organisations have different ones or none.
        case seal
        /// Signs timestamps: RFC 3161, 2.3.
        case timestamp
    }

    var trust: TrustAnchors
    var revocations: RevocationLists?
    /// Seconds since 1970-01-01T00:00:00Z.
    var moment: Int64
    var purpose: Purpose

    struct Outcome {
        /// From the certificate to the root; empty where none could be built.
        var chain: [Certificate] = []
        var findings: [CertificateFinding] = []
        /// The certificate was revoked after the moment asked for.
        var revokedLater: Int64?
    }

    /// 112 bits: RSA 2048 and SHA-256 as LGPKI uses them, and whatever is stronger.
    private static let securityLevel: Int32 = 2

    func run(_ certificate: Certificate, others: [Certificate]) -> Outcome {
        let collector = Collector(moment: moment)
        var outcome = Outcome()
        ErrorQueue.clear()
        defer { ErrorQueue.clear() }
        guard let store = store(), let context = X509_STORE_CTX_new() else {
            outcome.findings = [.other(subject: certificate.subject, reason: "no memory")]
            return outcome
        }
        defer {
            X509_STORE_CTX_free(context)
            X509_STORE_free(store)
        }
        guard let untrusted = Certificate.stack(others) else { return outcome }
        defer { shim_sk_X509_pop_free(untrusted) }
        guard X509_STORE_CTX_init(context, store, certificate.pointer, untrusted) == 1 else {
            outcome.findings = [
                .other(subject: certificate.subject, reason: ErrorQueue.takeText())
            ]
            return outcome
        }
        let lists = revocations?.stack()
        defer { shim_sk_X509_CRL_pop_free(lists) }
        if let lists {
            X509_STORE_CTX_set0_crls(context, lists)
            let flags = UInt(X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL)
            X509_STORE_CTX_set_flags(context, flags | UInt(X509_V_FLAG_EXTENDED_CRL_SUPPORT))
        }
        shim_X509_STORE_CTX_set_app_data(context, Unmanaged.passUnretained(collector).toOpaque())
        X509_STORE_CTX_set_verify_cb(context, ChainCheck.callback)
        let holds = withExtendedLifetime(collector) { X509_verify_cert(context) == 1 }
        if !holds, collector.findings.isEmpty {
            collector.findings = [
                .other(
                    subject: certificate.subject,
                    reason: ChainCheck.text(X509_STORE_CTX_get_error(context)))
            ]
        }
        if purpose == .seal, !certificate.maySign {
            collector.findings.append(.keyUsage(subject: certificate.subject))
        }
        outcome.chain = Certificate.list(stack: X509_STORE_CTX_get0_chain(context))
        outcome.findings = collector.findings
        outcome.revokedLater = collector.revokedLater
        return outcome
    }

    /// The trusted roots with the rules of this check; the caller frees it.
    func store() -> OpaquePointer? {
        guard let store = X509_STORE_new(), let rules = X509_VERIFY_PARAM_new() else { return nil }
        defer { X509_VERIFY_PARAM_free(rules) }
        X509_VERIFY_PARAM_set_time(rules, time_t(moment))
        X509_VERIFY_PARAM_set_auth_level(rules, ChainCheck.securityLevel)
        let number = purpose == .seal ? X509_PURPOSE_ANY : X509_PURPOSE_TIMESTAMP_SIGN
        X509_VERIFY_PARAM_set_purpose(rules, number)
        let filled =
            X509_STORE_set1_param(store, rules) == 1
            && trust.certificates.allSatisfy { X509_STORE_add_cert(store, $0.pointer) == 1 }
        guard filled else {
            X509_STORE_free(store)
            return nil
        }
        return store
    }

    private static func text(_ error: Int32) -> String {
        String(cString: X509_verify_cert_error_string(Int(error)))
    }

    /// Where the chain goes on after an error, so that all of them are told, it answers 1.
    private static let callback: @convention(c) (Int32, OpaquePointer?) -> Int32 = { ok, context in
        guard ok == 0, let context,
            let data = shim_X509_STORE_CTX_get_app_data(context)
        else { return ok }
        let collector = Unmanaged<Collector>.fromOpaque(data).takeUnretainedValue()
        return collector.take(context) ? 1 : 0
    }
}

/// Gathers the errors of one check.
private final class Collector {
    let moment: Int64
    var findings: [CertificateFinding] = []
    var revokedLater: Int64?

    init(moment: Int64) { self.moment = moment }

    /// Notes the error; answers whether the check can go on behind it.
    func take(_ context: OpaquePointer) -> Bool {
        let error = X509_STORE_CTX_get_error(context)
        let current = X509_STORE_CTX_get_current_cert(context).map { Certificate(sharing: $0) }
        let subject = current?.subject ?? ""
        switch error {
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED:
            note(.issuerUnknown(subject: subject, issuer: current?.issuer ?? ""))
            return false
        case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
            note(.signatureWrong(subject: subject))
            return false
        case X509_V_ERR_CERT_NOT_YET_VALID:
            note(.notYetValid(subject: subject, from: current?.facts.notBefore ?? 0))
        case X509_V_ERR_CERT_HAS_EXPIRED:
            note(.expired(subject: subject, until: current?.facts.notAfter ?? 0))
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK:
            note(.weak(subject: subject))
        case X509_V_ERR_INVALID_PURPOSE where X509_STORE_CTX_get_error_depth(context) == 0:
            note(.timestampUsage(subject: subject))
        case X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_NON_CA,
            X509_V_ERR_PATH_LENGTH_EXCEEDED, X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
            note(.notAuthority(subject: subject))
        default:
            return takeRevocation(error, current, context)
        }
        return true
    }

    private func takeRevocation(
        _ error: Int32, _ current: Certificate?, _ context: OpaquePointer
    ) -> Bool {
        let subject = current?.subject ?? ""
        let issuer = current?.issuer ?? ""
        let list = X509_STORE_CTX_get0_current_crl(context)
        switch error {
        case X509_V_ERR_CRL_NOT_YET_VALID:
            // A list made after the moment knows more than one made before it.
            break
        case X509_V_ERR_CERT_REVOKED:
            takeRevoked(current, list)
        case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
            // Lists are kept of the seal's issuer; those further up are used where they are given.
            if X509_STORE_CTX_get_error_depth(context) == 0 {
                note(.revocationUnknown(subject: subject, issuer: issuer))
            }
        case X509_V_ERR_CRL_HAS_EXPIRED:
            let until = list.flatMap { Instant.seconds(X509_CRL_get0_nextUpdate($0)) } ?? 0
            note(.revocationStale(issuer: issuer, until: until))
        case X509_V_ERR_CRL_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE,
            X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION,
            X509_V_ERR_DIFFERENT_CRL_SCOPE, X509_V_ERR_CRL_PATH_VALIDATION_ERROR,
            X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD, X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
            note(.revocationUntrusted(issuer: issuer))
        default:
            let reason = String(cString: X509_verify_cert_error_string(Int(error)))
            note(.other(subject: subject, reason: reason))
            return false
        }
        return true
    }

    /// What was revoked after the moment was good at the moment.
    private func takeRevoked(_ current: Certificate?, _ list: OpaquePointer?) {
        var entry: OpaquePointer?
        guard let current, let list, X509_CRL_get0_by_cert(list, &entry, current.pointer) == 1,
            let entry, let on = Instant.seconds(X509_REVOKED_get0_revocationDate(entry))
        else {
            note(.revoked(subject: current?.subject ?? "", on: moment))
            return
        }
        if on <= moment {
            note(.revoked(subject: current.subject, on: on))
        } else {
            revokedLater = min(on, revokedLater ?? on)
        }
    }

    /// Once each: OpenSSL tells an error of a list for the certificate and again for its issuer.
    private func note(_ finding: CertificateFinding) {
        if !findings.contains(finding) { findings.append(finding) }
    }
}
