import City
import Database
import Foundation
import Money
import Sealing
import Settlement
import Store

/// Brings out the package of a day that is closed: renders, seals once, and puts it at its place.
///
/// Killed anywhere and run again, it goes on from what stands: a seal that was stored is used and
/// never made twice, a half-written folder is begun anew, a folder at its place is left.
struct IssuePackage {
    let books: Books
    let settings: SealSettings
    let stamp: TimestampSource
    let printSummary: SummaryPrinter

    /// - Parameter parent: where packages go by now; the place that the day was closed for may be
    ///   gone.
    /// - Returns: where the package stands.
    func run(
        _ closing: ClosingLog.Closing, into parent: String, at now: Moment
    ) throws -> String {
        let known = try books.database.read { try PackageLog($0).package(closing.day) }
        let first = PackageFolder(parent: closing.folder, day: closing.day)
        let stands = known.map { first.issuedDigests == $0.digests } ?? false
        let folder = stands ? first : PackageFolder(parent: parent, day: closing.day)
        if !stands {
            // These books closed the day, and then it was sealed by others of the same history.
            if known == nil, first.issuedDigests != nil {
                throw ClosingDenial.dayIssued(closing.day, first.target)
            }
            if folder.isTaken { throw ClosingDenial.packageExists(folder.target) }
            try make(folder, closing, known, now)
        }
        try books.write {
            try PackageLog($0).noteIssue(closing.day, path: folder.target, at: now)
        }
        return folder.target
    }

    private func make(
        _ folder: PackageFolder, _ closing: ClosingLog.Closing, _ known: PackageLog.Package?,
        _ now: Moment
    ) throws {
        let opened = known?.isComplete == true ? nil : try settings.open()
        try folder.begin()
        let (papers, digests) = try render(into: folder.work, closing, known, opened, now)
        let package = try known ?? seal(digests, papers, opened, closing)
        guard package.digests == digests else {
            throw DatabaseTrouble(
                .corrupt, "\(closing.day) renders otherwise than what was sealed")
        }
        try write(Array(digests.utf8), PackageFile.digests, folder)
        try write(package.seal, PackageFile.seal, folder)
        if papers.isStamped {
            let timestamp = try package.timestamp ?? timestamp(package, opened)
            try write(timestamp, PackageFile.timestamp, folder)
        }
        try folder.issue()
    }

    /// Writes the sealed files, from one snapshot.
    private func render(
        into folder: String, _ closing: ClosingLog.Closing, _ known: PackageLog.Package?,
        _ opened: SealPapers?, _ now: Moment
    ) throws -> (PackagePapers, digests: String) {
        try books.database.read { connection in
            let own = try papers(closing, known, opened, now, connection)
            let renderer = PackageRenderer(
                books: try books.asOf(closing.at, connection), closing: closing, papers: own,
                printSummary: printSummary, connection: connection)
            let list = DigestList(
                municipality: renderer.books.city.municipality.code, day: closing.day,
                previous: own.previous, entries: try renderer.render(into: folder))
            return (own, list.text)
        }
    }

    private func write(_ bytes: [UInt8], _ name: String, _ folder: PackageFolder) throws {
        _ = try OutputFile.write(bytes, folder: folder.work, name: name)
    }

    /// Those of the stored seal, where there is one: it may have been made by another key.
    private func papers(
        _ closing: ClosingLog.Closing, _ known: PackageLog.Package?, _ opened: SealPapers?,
        _ now: Moment, _ connection: Connection
    ) throws -> PackagePapers {
        let former = try PackageLog(connection).package(closing.day.adding(-1))
        let previous = former?.digestsDigest ?? DigestList.noPrevious
        if let known {
            // A seal that was made is never made again, and so is what hands it on.
            return PackagePapers(
                certificate: known.certificate, previousCertificate: former?.certificate,
                previous: previous, chain: known.chain, revocations: known.revocations,
                sealedAt: Seal.claimedTime(of: known.seal).map { Moment(seconds: $0) }
                    ?? closing.at,
                isStamped: known.isStamped, handover: known.handover)
        }
        guard let opened else { throw ClosingDenial.noSealKey(books.folder) }
        return PackagePapers(
            certificate: opened.certificateDigest, previousCertificate: former?.certificate,
            previous: previous, chain: opened.chain, revocations: opened.revocations,
            // A day that waited is sealed when it is, by the key of that time.
            sealedAt: max(now, closing.at), isStamped: opened.tsa != nil,
            handover: try settings.handover(after: former, to: opened.certificateDigest))
    }

    /// Seals and stores the seal before anybody sees it.
    private func seal(
        _ digests: String, _ papers: PackagePapers, _ opened: SealPapers?,
        _ closing: ClosingLog.Closing
    ) throws -> PackageLog.Package {
        guard let opened else { throw ClosingDenial.noSealKey(books.folder) }
        do {
            let package = PackageLog.Package(
                day: closing.day, digests: digests, certificate: papers.certificate,
                chain: papers.chain, revocations: papers.revocations,
                isStamped: papers.isStamped,
                seal: try opened.sealer.seal(Array(digests.utf8), at: papers.sealedAt.seconds),
                handover: papers.handover)
            try books.write { try PackageLog($0).insert(package) }
            return package
        } catch let refusal as SealRefusal {
            throw ClosingDenial.seal(refusal)
        }
    }

    private func timestamp(
        _ package: PackageLog.Package, _ opened: SealPapers?
    ) throws -> [UInt8] {
        guard let authority = opened?.tsa else {
            throw ClosingDenial.noTimestampAuthority(package.day)
        }
        let bytes = try stamp(package.seal, authority)
        try books.write {
            try PackageLog($0).insert(timestamp: bytes, on: package.day)
        }
        return bytes
    }
}

/// Asks a timestamp authority for a timestamp over a seal.
public typealias TimestampSource =
    @Sendable (_ seal: [UInt8], _ authority: SealSettings.Authority) throws -> [UInt8]
