import Money
import Sealing
import Settlement

/// Checks packages against each other: that each day continues the day before.
enum PackageChain {
    /// - Parameter packages: in the order of days.
    static func check(_ packages: inout [PackageCheck]) {
        for index in packages.indices.dropFirst() {
            guard let former = packages[index - 1].digests, let own = packages[index].digests
            else { continue }
            let found = findings(packages[index - 1], former, packages[index], own)
            packages[index].package.findings += found
            if own.day == former.day.adding(1), let revenue = packages[index - 1].revenue {
                packages[index].checkFigures(continuing: revenue)
            }
        }
    }

    private static func findings(
        _ before: PackageCheck, _ former: DigestList, _ check: PackageCheck, _ own: DigestList
    ) -> [PackageFinding] {
        if own.day == former.day {
            return [
                PackageFinding(
                    .dayTwice, "\(own.day) のパッケージが二つあります（\(before.package.path)）。",
                    "There are two packages of \(own.day), the other at \(before.package.path).")
            ]
        }
        var findings: [PackageFinding] = []
        if own.municipality != former.municipality {
            findings.append(
                PackageFinding(
                    .otherMunicipality,
                    "前日のパッケージは別の団体（\(former.municipality)）のものです。",
                    "The package before is another municipality's (\(former.municipality))."))
        }
        if own.day != former.day.adding(1) {
            findings.append(
                PackageFinding(
                    .dayMissing,
                    "\(former.day.adding(1)) から \(own.day.adding(-1)) までのパッケージがありません。",
                    "Packages are missing, \(former.day.adding(1)) to \(own.day.adding(-1))."
                ))
            return findings
        }
        if own.previous != before.ownDigest {
            findings.append(
                PackageFinding(
                    .chainBroken, file: PackageFile.digests,
                    "前日（\(former.day)）の SHA256SUMS を指していません。前日が差し替えられたか、この日が別の列のものです。",
                    "It does not point to the SHA256SUMS of \(former.day): that day was exchanged, "
                        + "or this one belongs to another chain."))
        }
        findings += continuity(before, check)
        return findings
    }

    /// What the manifests say of each other.
    private static func continuity(
        _ before: PackageCheck, _ check: PackageCheck
    ) -> [PackageFinding] {
        guard let former = before.manifest, let own = check.manifest else { return [] }
        var findings: [PackageFinding] = []
        if own.tree.previousSize != former.tree.size || own.tree.previousRoot != former.tree.root {
            findings.append(
                PackageFinding(
                    .treeNotContinued, file: PackageFile.checkpoint.rawValue,
                    "木が前日のチェックポイントの続きではありません。",
                    "The tree does not continue the checkpoint of the day before."))
        }
        if let then = former.closing, let now = own.closing, now < then {
            findings.append(
                PackageFinding(
                    .clockBackwards, file: PackageFile.manifest.rawValue,
                    "前日（\(then)）より前に締めたことになっています（\(now)）。",
                    "It claims to have closed at \(now), before the day before it (\(then))."))
        }
        if own.number &- 1 != former.number {
            findings.append(
                PackageFinding(
                    .manifestDisagrees, file: PackageFile.manifest.rawValue,
                    "番号 \(own.number) が前日の \(former.number) の次ではありません。",
                    "Its number \(own.number) does not follow \(former.number)."))
        }
        // Whether each is sealed by the certificate it names has been looked at.
        let previous = former.seal.certificateSha256
        if own.seal.previousCertificateSha256
            != (own.seal.certificateSha256 == previous ? nil : previous)
        {
            findings.append(
                PackageFinding(
                    .sealKeyChanged, file: PackageFile.manifest.rawValue,
                    "前日の証明書からの引き継ぎの記載が正しくありません。",
                    "It does not say truly whether the seal was handed on from another certificate "
                        + "on the day before."))
        }
        return findings
    }
}
