import Foundation
import Ledger
import LedgerStore
import Provider
import Settlement
import Transparency

/// Checks proofs offline.
///
/// A proof carries its checkpoint. What makes that one worth anything is a seal: where a package is
/// given, its checkpoint must be the same.
public struct VerifyProof {
    public struct Report: Sendable {
        /// What was proven, one sentence for each voucher or pair of days.
        public var holds: [(ja: String, en: String)] = []
        public var findings: [PackageFinding] = []
        public var isSound: Bool { findings.isEmpty && !holds.isEmpty }
    }

    /// Checkpoints of packages whose seals hold; nil: none was asked for.
    let sealed: Set<String>?

    /// - Parameter packages: packages, or folders that hold some, whose checkpoints are trusted;
    ///   they must have been verified. Empty: any checkpoint will do.
    public init(packages: [String]) {
        sealed =
            packages.isEmpty
            ? nil
            : Set(
                VerifyPackages.packages(in: packages).compactMap { path in
                    FileManager.default.contents(
                        atPath: "\(path)/\(PackageFile.checkpoint.rawValue)"
                    ).map { String(decoding: $0, as: UTF8.self) }
                })
    }

    /// - Parameter bytes: a file that `suito proof` wrote.
    public func run(_ bytes: [UInt8]) -> Report {
        var report = Report()
        let data = Data(bytes)
        let decoder = JSONDecoder()
        if let proof = try? decoder.decode(PaymentProof.self, from: data),
            proof.format == PaymentProof.format
        {
            if !speaksOfOnePayment(proof) { unreadable(&report) }
            for leaf in proof.vouchers { check(leaf, &report) }
        } else if let proof = try? decoder.decode(DaysProof.self, from: data),
            proof.format == DaysProof.format
        {
            check(proof, &report)
        } else {
            unreadable(&report)
        }
        return report
    }

    private func unreadable(_ report: inout Report) {
        report.findings.append(
            PackageFinding(
                code: "proof-unreadable", file: nil,
                ("証明として読めません。", "It cannot be read as a proof.")))
    }

    private func checkpoint(_ text: String, _ report: inout Report) -> Checkpoint? {
        do throws(CheckpointRefusal) {
            let checkpoint = try Checkpoint(Array(text.utf8))
            if let sealed, !sealed.contains(text) {
                report.findings.append(
                    PackageFinding(
                        code: "proof-other-checkpoint", file: nil,
                        (
                            "証明のチェックポイントが、封緘されたパッケージのものではありません。",
                            "The proof's checkpoint is not that of a sealed package."
                        )))
            }
            return checkpoint
        } catch {
            report.findings.append(
                PackageFinding(code: "checkpoint-" + error.rawValue, file: nil, error.sentence))
            return nil
        }
    }

    /// Whether all vouchers speak of one payment, or follow from one that does, and one of them
    /// names it.
    private func speaksOfOnePayment(_ proof: PaymentProof) -> Bool {
        let texts = proof.vouchers.map {
            $0.text.split(separator: "\n", omittingEmptySubsequences: false)
        }
        guard texts.allSatisfy({ $0.count > 9 }) else { return false }
        let firsts = texts.filter { $0[8].isEmpty }
        let subjects = firsts.map { VerifyProof.subject(of: $0[9]) }
        let ids = Set(firsts.map { $0[1] })
        let wanted = VoucherText.cause(proof.payment)
        return Set(subjects).count == 1 && subjects[0] != nil
            && texts.contains { VerifyProof.subject(of: $0[9]) == wanted }
            && texts.allSatisfy { $0[8].isEmpty || ids.contains($0[8]) }
    }

    /// The payment that a cause names.
    private static func subject(of cause: Substring) -> String? {
        // Which payment it is does not depend on the kind of the voucher.
        switch PaymentCause(String(cause), kind: .post)?.subject {
        case .sale(let payment): payment.description
        case .slip(_, let name): name
        case nil: nil
        }
    }

    private func check(_ leaf: PaymentProof.Leaf, _ report: inout Report) {
        guard let checkpoint = checkpoint(leaf.checkpoint, &report) else { return }
        guard let salt = bytes(hex: leaf.salt).flatMap({ LeafSalt(bytes: $0) }),
            let path = hashes(leaf.path)
        else { return unreadable(&report) }
        let lines = leaf.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 9, lines[0] == "suito-voucher-1", lines[4] == leaf.day else {
            return unreadable(&report)
        }
        do throws(InclusionRefusal) {
            let proof = InclusionProof(
                leafIndex: leaf.leaf, treeSize: checkpoint.treeSize, path: path)
            try proof.verify(salt.leafHash(Array(leaf.text.utf8)), in: checkpoint)
            report.holds.append(
                (
                    "\(lines[9])（\(lines[2])、\(leaf.day)）は \(checkpoint.treeSize) 件の木の"
                        + " \(leaf.leaf) 番にあります。",
                    "\(lines[9]) (\(lines[2]), \(leaf.day)) is leaf \(leaf.leaf) of a tree of "
                        + "\(checkpoint.treeSize)."
                ))
        } catch {
            report.findings.append(
                PackageFinding(code: "proof-" + error.rawValue, file: nil, error.sentence))
        }
    }

    private func check(_ proof: DaysProof, _ report: inout Report) {
        guard let earlier = checkpoint(proof.earlier, &report),
            let later = checkpoint(proof.later, &report)
        else { return }
        guard let path = hashes(proof.path) else { return unreadable(&report) }
        do throws(ConsistencyRefusal) {
            try ConsistencyProof(
                earlierSize: earlier.treeSize, laterSize: later.treeSize, path: path
            ).verify(from: earlier, to: later)
            report.holds.append(
                (
                    "\(later.treeSize) 件の木は \(earlier.treeSize) 件の木の続きです。",
                    "The tree of \(later.treeSize) continues the tree of \(earlier.treeSize)."
                ))
        } catch {
            report.findings.append(
                PackageFinding(code: "proof-" + error.rawValue, file: nil, error.sentence))
        }
    }

    private func hashes(_ path: [String]) -> [TreeHash]? {
        let hashes = path.compactMap { TreeHash(base64: $0) }
        return hashes.count == path.count ? hashes : nil
    }

    private func bytes(hex text: String) -> [UInt8]? {
        let digits = Array(text.utf8).map { digit -> UInt8? in
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x61...0x66: digit - 0x57
            default: nil
            }
        }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map {
            (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0)
        }
    }
}
