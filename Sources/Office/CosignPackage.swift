import Database
import Foundation
public import Money
public import Sealing
import Settlement

/// Adds a co-signature to a package (会計管理者): a new file beside the sealed ones, which never
/// change.
public struct CosignPackage {
    let papers: SealPapers
    let trust: TrustAnchors
    let stamp: TimestampSource
    let signers: [CertificateFacts]

    /// - Parameters:
    ///   - trust: the roots that the system's seal must lead to.
    ///   - signers: certificates that the officer knows for the seal's; none: any under the roots.
    public init(
        _ papers: SealPapers, trust: TrustAnchors, signers: [CertificateFacts] = [],
        stamp: @escaping TimestampSource
    ) {
        self.papers = papers
        self.trust = trust
        self.signers = signers
        self.stamp = stamp
    }

    /// Signs what holds, and nothing else.
    ///
    /// - Returns: the name of the new file.
    /// - Throws: ``CosignDenial`` where the package does not hold.
    public func run(_ path: String, at now: Moment) throws -> String {
        var check = PackageCheck(
            path: path, trust: trust, timestampTrust: nil,
            signers: Set(signers.map(\.fingerprint)))
        check.run()
        check.checkSigner()
        guard check.package.holds,
            let content = PackageFolder.bytes(of: "\(path)/\(PackageFile.digests)")
        else { throw CosignDenial(findings: check.package.findings) }
        guard papers.sealer.certificate.facts != check.package.signer else {
            throw CosignDenial(findings: [
                PackageFinding(
                    .cosignerIsSeal, "封緘と同じ証明書では連署できません。",
                    "The certificate of the seal cannot co-sign.")
            ])
        }
        let seal: [UInt8]
        do {
            seal = try papers.sealer.seal(content, at: now.seconds)
        } catch {
            throw ClosingDenial.seal(error)
        }
        let stamped = try papers.tsa.map { try stamp(seal, $0) }
        return try OutputFile.alone(in: path) { try add(seal, stamped, to: path) }
    }

    /// Another officer's stays: a new file each.
    private func add(_ seal: [UInt8], _ stamped: [UInt8]?, to path: String) throws -> String {
        var number = 1
        while FileManager.default.fileExists(
            atPath: "\(path)/\(PackageFile.cosignature(number))")
        {
            number += 1
        }
        let name = PackageFile.cosignature(number)
        // Killed between the two, the seal still holds by itself.
        var files = [(name, seal)]
        if let stamped { files.append((name + ".tsr", stamped)) }
        try OutputFile.publish(files, folder: path)
        return name
    }
}

/// A package that nobody should put a name to.
public struct CosignDenial: Error, Sendable {
    public static let code = "package-broken"
    public var findings: [PackageFinding]
}
