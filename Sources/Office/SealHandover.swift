public import Foundation
import Sealing
import Store

/// How the seal came to the key that is set from the one that sealed the last package.
///
/// Stands in `seal.json` until the next package is sealed, and then in that package.
public struct SealHandover: Sendable, Hashable, Codable {
    /// SHA-256 of the certificate that sealed the last package, hexadecimal.
    public var from: String
    /// That of the one that takes over.
    public var to: String
    /// SHA-256 of the last package's `SHA256SUMS`.
    public var after: String
    /// The text of `handover.txt`.
    public var statement: String
    /// `handover.txt.p7s` by the former key; nil where somebody said that there is none.
    public var seal: Data?
    /// The former key's settings, one or none: the key may be changed once more before it seals.
    public var former: [SealSettings]
}

extension SealSettings {
    /// The handover that a package sealed by these settings carries.
    ///
    /// - Parameters:
    ///   - last: the package before it.
    ///   - certificate: SHA-256 of the certificate that seals, hexadecimal.
    /// - Returns: nil where the same certificate seals on, or where somebody said that the former
    ///   key signs nothing any more.
    /// - Throws: ``ClosingDenial/sealNotHandedOn(_:)`` where nobody has said anything.
    func handover(
        after last: PackageLog.Package?, to certificate: String
    ) throws -> PackageLog.Handover? {
        guard let last, last.certificate != certificate else { return nil }
        guard let handover, handover.from == last.certificate, handover.to == certificate,
            handover.after == last.digestsDigest
        else { throw ClosingDenial.sealNotHandedOn(last.day) }
        return handover.seal.map {
            PackageLog.Handover(statement: handover.statement, seal: [UInt8]($0))
        }
    }
}

extension PackageLog.Package {
    /// SHA-256 of `SHA256SUMS`, hexadecimal: what the next day points to.
    var digestsDigest: String { FileDigest(of: Array(digests.utf8)).hex }
}
