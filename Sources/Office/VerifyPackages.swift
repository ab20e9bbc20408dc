import Foundation
public import Money
public import Sealing
import Settlement

/// Verifies settlement packages offline, without the books: each by itself, then from day to day.
///
/// Everything that is wrong is said, not the first thing only.
public struct VerifyPackages {
    /// What was found of one package.
    public struct Package: Sendable {
        public var path: String
        /// nil where not even that could be read.
        public var day: BookDay?
        public var findings: [PackageFinding] = []
        public var files = 0
        public var vouchers = 0
        public var payments = 0
        /// Who sealed it.
        public var signer: CertificateFacts?
        /// Another certificate sealed the day before, and handed the seal on, or the reader named
        /// this one.
        public var isHandedOn = false
        /// SHA-256 of the certificate that handed the seal on to this one, hexadecimal.
        public var handover: String?
        public var cosigners: [CertificateFacts] = []
        /// The moment of the timestamp, seconds since 1970-01-01T00:00:00Z.
        public var timestamp: Int64?
        /// A timestamp is there, and nobody gave a root to check it with.
        public var timestampUnchecked = false

        public var holds: Bool { findings.isEmpty }
    }

    public struct Report: Sendable {
        /// By day.
        public var packages: [Package]
        /// The first package continues a day that was not given.
        public var beginsInTheMiddle: Bool

        public var holds: Bool { packages.allSatisfy(\.holds) }
    }

    let trust: TrustAnchors
    let timestampTrust: TrustAnchors?
    let signers: Set<String>

    /// - Parameters:
    ///   - trust: the roots of the seals.
    ///   - timestampTrust: those of the timestamps; nil: timestamps are not checked.
    ///   - signers: certificates that the reader knows for the seal's. Where there are any, one of
    ///     them seals the first package, or handed on to the one that does; and a later change to
    ///     one of them needs no handover.
    public init(
        trust: TrustAnchors, timestampTrust: TrustAnchors?, signers: [CertificateFacts] = []
    ) {
        self.trust = trust
        self.timestampTrust = timestampTrust
        self.signers = Set(signers.map(\.fingerprint))
    }

    /// - Parameters:
    ///   - paths: packages, or folders that hold some.
    ///   - progress: told of each package once it was looked at.
    public func run(_ paths: [String], progress: (Package) -> Void) -> Report {
        var looked: [PackageCheck] = []
        for path in VerifyPackages.packages(in: paths) {
            var check = PackageCheck(
                path: path, trust: trust, timestampTrust: timestampTrust, signers: signers)
            check.run()
            progress(check.package)
            looked.append(check)
        }
        looked.sort {
            ($0.day?.number ?? .max, $0.package.path) < ($1.day?.number ?? .max, $1.package.path)
        }
        PackageChain.check(&looked)
        // The first anchors the chain; each later day is held against the one before it.
        if !looked.isEmpty { looked[0].checkSigner() }
        let first = looked.first { $0.digests != nil }
        return Report(
            packages: looked.map(\.package),
            beginsInTheMiddle: first?.digests.map { $0.previous != DigestList.noPrevious } ?? false)
    }

    /// The packages that paths mean, in their order: a folder that is none stands for those in it.
    public static func packages(in paths: [String]) -> [String] {
        paths.flatMap { path -> [String] in
            let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
            if isPackage(trimmed) { return [trimmed] }
            let names =
                (try? FileManager.default.contentsOfDirectory(atPath: trimmed))?.sorted() ?? []
            // A half-written folder begins with a dot.
            let inside = names.filter { !$0.hasPrefix(".") }.map { "\(trimmed)/\($0)" }
                .filter { isPackage($0) || BookDay(($0 as NSString).lastPathComponent) != nil }
            return inside.isEmpty ? [trimmed] : inside
        }
    }

    private static func isPackage(_ path: String) -> Bool {
        [PackageFile.digests, PackageFile.manifest.rawValue].contains {
            FileManager.default.fileExists(atPath: "\(path)/\($0)")
        }
    }
}
