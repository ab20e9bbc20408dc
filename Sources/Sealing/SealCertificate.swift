import COpenSSL

/// The certificate of a seal with those that issued it: `chain.pem`, the seal's own first.
public struct SealCertificate: Sendable {
    let chain: [Certificate]
    var own: Certificate { chain[0] }

    /// - Parameter pem: the seal's certificate, then its issuers in any order; the root may be
    ///   left out.
    public init(pem: [UInt8]) throws(SealRefusal) {
        guard let chain = Certificate.list(pem: pem) else { throw .certificateNotPEM("chain.pem") }
        self.chain = chain
    }

    /// - Parameter path: a PEM file with the seal's certificate, then its issuers.
    public init(file path: String) throws(SealRefusal) {
        guard let pem = Memory.file(path) else { throw .fileUnreadable(path) }
        guard let chain = Certificate.list(pem: pem) else { throw .certificateNotPEM(path) }
        self.chain = chain
    }

    public var facts: CertificateFacts { own.facts }

    /// The whole chain in PEM form, the seal's own first: what goes into a package.
    public var pem: [UInt8] {
        chain.flatMap { certificate in
            Memory.written { PEM_write_bio_X509($0, certificate.pointer) } ?? []
        }
    }

    /// Checks that the certificate may seal with this key at a moment.
    ///
    /// - Parameters:
    ///   - key: the private key it must belong to.
    ///   - moment: seconds since 1970-01-01T00:00:00Z, from outside.
    ///   - trust: the roots it must lead to; without them, the self-issued ones in its own file.
    ///   - revocations: where given, its issuer's list must be there and must not name it.
    public func check(
        key: SealKey, at moment: Int64, trust: TrustAnchors? = nil,
        revocations: RevocationLists? = nil
    ) throws(SealRefusal) {
        ErrorQueue.clear()
        guard X509_check_private_key(own.pointer, key.pointer) == 1 else {
            ErrorQueue.clear()
            throw .keyDoesNotMatch(subject: own.subject)
        }
        let roots = trust ?? TrustAnchors(certificates: chain.filter(\.isSelfIssued))
        let outcome = ChainCheck(
            trust: roots, revocations: revocations, moment: moment, purpose: .seal
        ).run(own, others: Array(chain.dropFirst()))
        if let finding = outcome.findings.first { throw .certificate(finding) }
    }

    /// A certificate of the chain that ends soon.
    public struct Expiry: Sendable, Hashable {
        public var certificate: CertificateFacts
        /// Whole days left; negative where it is over.
        public var days: Int64

        /// The warning for a person, in Japanese and English.
        public var sentence: (ja: String, en: String) {
            let until = Instant.text(certificate.notAfter)
            return (
                "証明書「\(certificate.subject)」の期限は \(until) です（残り \(days) 日）。更新してください。",
                "Certificate \(certificate.subject) ends at \(until), in \(days) days: renew it."
            )
        }
    }

    /// The certificate of the chain that ends first, if it does so within some days.
    ///
    /// - Parameters:
    ///   - days: how long before the end a warning is wanted.
    ///   - moment: seconds since 1970-01-01T00:00:00Z, from outside.
    public func expiresWithin(days: Int64, at moment: Int64) -> Expiry? {
        let first = chain.map(\.facts).min { $0.notAfter < $1.notAfter }
        guard let first, first.notAfter - moment <= days * 86_400 else { return nil }
        let left = first.notAfter - moment
        return Expiry(
            certificate: first, days: left >= 0 ? left / 86_400 : (left - 86_399) / 86_400)
    }
}
