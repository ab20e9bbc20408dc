import Foundation
import Money
import Sealing
import Settlement
import Transparency

/// Looks at one package from its files to its signatures.
struct PackageCheck {
    private(set) var digests: DigestList?
    private(set) var manifest: ManifestPayload?
    private(set) var revenue: RevenueRecords?
    /// SHA-256 of its `SHA256SUMS`, hexadecimal.
    private(set) var ownDigest = ""
    var package: VerifyPackages.Package
    private let trust: TrustAnchors
    private let timestampTrust: TrustAnchors?
    /// SHA-256 of the certificates that the reader himself takes for the seal's, hexadecimal.
    private let signers: Set<String>

    var day: BookDay? { digests?.day }

    init(
        path: String, trust: TrustAnchors, timestampTrust: TrustAnchors?, signers: Set<String>
    ) {
        package = VerifyPackages.Package(path: path)
        self.signers = signers
        self.trust = trust
        self.timestampTrust = timestampTrust
    }

    mutating func run() {
        guard let content = bytes(PackageFile.digests) else {
            find(
                .digestsMissing, file: PackageFile.digests, "SHA256SUMS がありません。",
                "There is no SHA256SUMS.")
            return
        }
        ownDigest = FileDigest(of: content).hex
        do throws(DigestListRefusal) {
            digests = try DigestList(content)
        } catch {
            package.findings.append(
                PackageFinding(
                    code: error.rawValue, file: PackageFile.digests, error.sentence))
        }
        package.day = digests?.day
        if let digests {
            checkPlace(digests)
            checkFiles(digests)
            readManifest(digests)
        }
        checkSeals(content)
        if let manifest {
            checkCheckpoint(manifest)
            checkTables(manifest)
        }
    }

    private mutating func find(
        _ code: PackageFinding.Code, file: String? = nil, _ ja: String, _ en: String
    ) {
        package.findings.append(PackageFinding(code, file: file, ja, en))
    }

    /// A small file of the package, nil where it cannot be read.
    private func bytes(_ name: String) -> [UInt8]? {
        PackageFolder.bytes(of: "\(package.path)/\(name)")
    }

    // MARK: - Files

    /// A package stands in a folder named for its day.
    private mutating func checkPlace(_ digests: DigestList) {
        let name = (package.path as NSString).lastPathComponent
        guard let named = BookDay(name), named != digests.day else { return }
        find(
            .dayElsewhere, "フォルダーは \(named) ですが、中身は \(digests.day) のものです。",
            "The folder says \(named), but it holds \(digests.day).")
    }

    private mutating func checkFiles(_ digests: DigestList) {
        let listed = Set(digests.entries.map(\.name))
        for entry in digests.entries {
            let path = "\(package.path)/\(entry.name)"
            guard FileManager.default.fileExists(atPath: path) else {
                find(
                    .fileMissing, file: entry.name, "\(entry.name) がありません。",
                    "\(entry.name) is missing.")
                continue
            }
            do throws(FileDigestTrouble) {
                package.files += 1
                if try FileDigest(file: path).hex != entry.digest {
                    find(
                        .fileAltered, file: entry.name, "\(entry.name) が封緘のときから変わっています。",
                        "\(entry.name) is not as it was when sealed.")
                }
            } catch {
                package.findings.append(
                    PackageFinding(
                        code: PackageFinding.Code.unreadable.rawValue, file: entry.name,
                        error.sentence))
            }
        }
        for file in PackageFile.allCases
        where PackageFile.required.contains(file) && !listed.contains(file.rawValue) {
            find(
                .fileNotSealed, file: file.rawValue, "\(file.rawValue) が封緘されていません。",
                "\(file.rawValue) is not among what was sealed.")
        }
        let beside: Set = [PackageFile.digests, PackageFile.seal, PackageFile.timestamp]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: package.path)) ?? []
        for name in names.sorted() where !listed.contains(name) && !beside.contains(name) {
            // What a killed co-signing left is no part of the package.
            if name.hasPrefix(".cosign-"), name.hasSuffix(".part") { continue }
            // A timestamp of a co-signature belongs to a co-signature.
            if PackageFile.cosignatureNumber(name) != nil,
                !name.hasSuffix(".tsr") || names.contains(String(name.dropLast(4)))
            {
                continue
            }
            find(
                .fileExtra, file: name, "\(name) は封緘されたものではありません。",
                "\(name) does not belong to what was sealed.")
        }
    }

    // MARK: - The manifest and the checkpoint

    private mutating func readManifest(_ digests: DigestList) {
        let name = PackageFile.manifest.rawValue
        guard let content = bytes(name) else { return }
        guard let read = try? ManifestPayload.read(Data(content)) else {
            find(.manifestUnreadable, file: name, "manifest.json を読めません。", "It cannot be read.")
            return
        }
        manifest = read
        package.isHandedOn = read.seal.previousCertificateSha256 != nil
        func require(_ holds: Bool, _ member: String) {
            if !holds { disagree(member) }
        }
        require(read.format == Manifest.format, "format")
        require(read.municipality.code == digests.municipality, "municipality")
        require(read.day == digests.day.description, "day")
        require(read.previous == digests.previous, "previous")
        require(read.number >= 1, "number")
        require((read.number == 1) == (digests.previous == DigestList.noPrevious), "number")
        require(read.closing.map { $0.day > digests.day } ?? false, "closed_at")
        let names = digests.entries.map(\.name).filter { $0 != name }
        require(read.files.map(\.name) == names, "files")
        let sizes = read.files.allSatisfy { file in
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: "\(package.path)/\(file.name)")
            // A file that is not there has been told already.
            return attributes.map { ($0[.size] as? NSNumber)?.int64Value == file.bytes } ?? true
        }
        if read.files.map(\.name) == names { require(sizes, "files") }
    }

    private mutating func disagree(_ member: String) {
        find(
            .manifestDisagrees, file: PackageFile.manifest.rawValue,
            "manifest.json の \(member) が他のファイルと一致しません。",
            "The member \(member) of manifest.json disagrees with the other files.")
    }

    private mutating func checkCheckpoint(_ manifest: ManifestPayload) {
        guard let content = bytes(PackageFile.checkpoint.rawValue) else { return }
        let name = PackageFile.checkpoint.rawValue
        do throws(CheckpointRefusal) {
            let checkpoint = try Checkpoint(content)
            if checkpoint.treeSize != manifest.tree.size
                || checkpoint.root.base64 != manifest.tree.root
                || checkpoint.origin != "suito/\(manifest.municipality.code)"
            {
                find(
                    .checkpointWrong, file: name, "チェックポイントが manifest.json と一致しません。",
                    "The checkpoint is not that of manifest.json.")
            }
        } catch {
            package.findings.append(
                PackageFinding(
                    code: "checkpoint-" + error.rawValue, file: name, error.sentence))
        }
    }

    // MARK: - Tables

    private mutating func checkTables(_ manifest: ManifestPayload) {
        var tables = PackageTables(folder: package.path, manifest: manifest)
        tables.run()
        package.findings += tables.findings
        revenue = tables.revenue
        package.vouchers = tables.totals.vouchers
        package.payments = tables.totals.payments.values.reduce(0) { $0 + $1.count }
        // Sums over a table that cannot be read say nothing.
        if tables.isWhole {
            if manifest.number == 1 { checkFigures(continuing: nil) }
            for member in manifest.differences(from: tables.totals) { disagree(member) }
        }
    }

    /// Holds the figures of month and year against those of the day before.
    ///
    /// - Parameter former: nil on the first day of the books.
    mutating func checkFigures(continuing former: RevenueRecords?) {
        guard let day, let place = revenue?.difference(continuing: former, on: day) else { return }
        find(
            .revenueNotContinued, file: PackageFile.revenue.rawValue,
            "月計または年計が前日の続きではありません。最初は \(place)。",
            "Month or year do not go on from the day before, first in \(place).")
    }

    // MARK: - Seals

    private mutating func checkSeals(_ content: [UInt8]) {
        guard let seal = bytes(PackageFile.seal) else {
            find(
                .sealMissing, file: PackageFile.seal, "封緘（SHA256SUMS.p7s）がありません。",
                "There is no seal (SHA256SUMS.p7s).")
            return
        }
        let stamped = checkTimestamp(PackageFile.timestamp, over: seal)
        package.timestamp = stamped
        if manifest?.seal.timestamped == true, bytes(PackageFile.timestamp) == nil {
            find(
                .timestampMissing, file: PackageFile.timestamp, "タイムスタンプがありません。",
                "The timestamp is missing.")
        }
        if manifest?.seal.timestamped == false, bytes(PackageFile.timestamp) != nil {
            find(
                .fileExtra, file: PackageFile.timestamp,
                "タイムスタンプのない封緘に、タイムスタンプのファイルがあります。",
                "The seal was made without a timestamp, but there is a file of one.")
        }
        let closed = manifest?.closing?.seconds
        if let stamped, let closed, stamped < closed - 300 {
            find(
                .timestampEarly, file: PackageFile.timestamp,
                "タイムスタンプが締めの時刻より前です。", "The timestamp is earlier than the closing.")
        }
        let claimed = Seal.claimedTime(of: seal)
        if let claimed, let closed, claimed < closed - 300 {
            find(
                .clockBackwards, file: PackageFile.seal, "締めの時刻より前に封緘したことになっています。",
                "It claims to have been sealed before the day was closed.")
        }
        let lists = bytes(PackageFile.revocations.rawValue).flatMap {
            try? RevocationLists(pem: $0)
        }
        let chain = bytes(PackageFile.chain.rawValue).flatMap { try? SealCertificate(pem: $0) }
        // A day that waited is sealed later than it closed, by the key of that time.
        let sealed = max(claimed ?? 0, closed ?? 0)
        let report = Seal.verify(
            seal, over: content, trust: trust, at: stamped ?? sealed, revocations: lists,
            chain: chain)
        package.signer = report.signer
        package.findings += report.findings.map {
            PackageFinding(code: $0.code, file: PackageFile.seal, $0.sentence)
        }
        if let signer = report.signer, let manifest,
            signer.fingerprint != manifest.seal.certificateSha256
        {
            find(
                .sealKeyChanged, file: PackageFile.seal,
                "manifest.json が名指す証明書と別の証明書で封緘されています。",
                "It is sealed with another certificate than the one that manifest.json names.")
        }
        checkHandover()
        checkCosignatures(content, closed)
    }

    /// Another certificate than that of the day before seals only where that one says so, or the
    /// reader.
    private mutating func checkHandover() {
        guard let manifest, let digests else { return }
        var check = HandoverCheck(digests: digests, manifest: manifest, trust: trust)
        check.run(
            statement: bytes(PackageFile.handover.rawValue),
            seal: bytes(PackageFile.handoverSeal.rawValue))
        package.findings += check.findings
        package.handover = check.from
        guard manifest.seal.previousCertificateSha256 != nil, check.from == nil,
            check.findings.isEmpty, !signers.contains(manifest.seal.certificateSha256)
        else { return }
        find(
            .sealKeyUnannounced, file: PackageFile.manifest.rawValue,
            "前日と別の証明書で封緘されていますが、前の鍵による引き継ぎがありません。"
                + "新しい証明書が市のものだと別に確かめられるなら、--signer で指定してください。",
            "Another certificate seals it than the day before, and the former key does not say so. "
                + "Where you know from elsewhere that it is the city's, name it by --signer.")
    }

    /// The certificate is one that the reader named, or came from one of these.
    mutating func checkSigner() {
        guard !signers.isEmpty, let signer = package.signer,
            !signers.contains(signer.fingerprint),
            !(package.handover.map { signers.contains($0) } ?? false)
        else { return }
        find(
            .signerNotNamed, file: PackageFile.seal,
            "封緘の証明書（SHA-256 \(signer.fingerprint)）は --signer で指定されたものではありません。",
            "The certificate that seals it (SHA-256 \(signer.fingerprint)) is none of those that "
                + "--signer names.")
    }

    /// The moment of a timestamp, nil where there is none or it does not hold.
    private mutating func checkTimestamp(_ name: String, over signed: [UInt8]) -> Int64? {
        guard let timestamp = bytes(name) else { return nil }
        guard let timestampTrust else {
            package.timestampUnchecked = true
            return nil
        }
        let report = Timestamp.verify(timestamp, over: signed, trust: timestampTrust)
        package.findings += report.findings.map {
            PackageFinding(code: $0.code, file: name, $0.sentence)
        }
        return report.holds ? report.time : nil
    }

    private mutating func checkCosignatures(_ content: [UInt8], _ closed: Int64?) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: package.path)) ?? []
        for name in names.sorted()
        where name.hasSuffix(".p7s") && PackageFile.cosignatureNumber(name) != nil {
            guard let seal = bytes(name) else { continue }
            let stamped = checkTimestamp(name + ".tsr", over: seal)
            // A co-signature is made later than the seal: the moment is its own.
            var report = Seal.verify(seal, over: content, trust: trust, at: stamped ?? closed ?? 0)
            if stamped == nil, let claimed = report.claimedTime {
                report = Seal.verify(seal, over: content, trust: trust, at: claimed)
            }
            if let signer = report.signer {
                if signer == package.signer {
                    find(
                        .cosignerIsSeal, file: name, "封緘と同じ証明書の連署は連署ではありません。",
                        "Made with the certificate of the seal, it is no co-signature.")
                } else {
                    package.cosigners.append(signer)
                }
            }
            package.findings += report.findings.map {
                PackageFinding(code: $0.code, file: name, $0.sentence)
            }
        }
    }
}
