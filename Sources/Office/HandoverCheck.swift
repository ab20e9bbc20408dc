import Money
import Sealing
import Settlement

/// Holds what a former key says in a package against that package.
struct HandoverCheck {
    let digests: DigestList
    let manifest: ManifestPayload
    let trust: TrustAnchors
    private(set) var findings: [PackageFinding] = []
    /// SHA-256 of the certificate that handed the seal on, hexadecimal; nil where none did.
    private(set) var from: String?

    init(digests: DigestList, manifest: ManifestPayload, trust: TrustAnchors) {
        self.digests = digests
        self.manifest = manifest
        self.trust = trust
    }

    /// - Parameters:
    ///   - statement: the bytes of `handover.txt`, nil where there is none.
    ///   - seal: those of `handover.txt.p7s`.
    mutating func run(statement: [UInt8]?, seal: [UInt8]?) {
        let listed = Set(digests.entries.map(\.name))
        let names = [PackageFile.handover.rawValue, PackageFile.handoverSeal.rawValue]
        guard names.contains(where: listed.contains) || statement != nil || seal != nil else {
            return
        }
        // One that is gone has been told already.
        guard let statement, let seal else { return wrong() }
        guard let said = HandoverStatement(statement),
            said.municipality == digests.municipality, said.day == digests.day.adding(-1),
            said.after == digests.previous,
            said.from == manifest.seal.previousCertificateSha256,
            said.to == manifest.seal.certificateSha256
        else { return wrong() }
        // It was signed when the key was changed, before the day was sealed.
        let moment = Seal.claimedTime(of: seal) ?? 0
        let report = Seal.verify(seal, over: statement, trust: trust, at: moment)
        findings += report.findings.map {
            PackageFinding(
                code: $0.code, file: PackageFile.handoverSeal.rawValue, $0.sentence)
        }
        guard report.findings.isEmpty else { return }
        guard report.signer?.fingerprint == said.from else { return wrong() }
        from = said.from
    }

    private mutating func wrong() {
        findings.append(
            PackageFinding(
                .handoverWrong, file: PackageFile.handover.rawValue,
                "前の鍵による引き継ぎが、このパッケージのものではありません。",
                "What is said of the former key's handing on does not fit this package."))
    }
}
