import Foundation
import Money
import Office
import Settlement
import Testing

@Suite("Proofs of payments")
struct ProofTests {
    /// The month closed, and rows of its tables of payments.
    private struct Month {
        let books: SealedBooks
        var rows: [[String]] = []

        init() throws {
            books = try SealedBooks()
            for package in try books.close("2026-03-31", "2026-04-30", carry: "carried") {
                var reader = try CSVRecordReader(path: package.path + "/payments.csv")
                _ = try reader.next()
                while try reader.next() {
                    rows.append(reader.record.fields.indices.map { reader.record.text($0) })
                }
            }
        }
    }

    @Test("Every kind of row leads to a proof that holds that row's voucher")
    func everyKind() throws {
        let month = try Month()
        let verifier = VerifyProof(packages: [month.books.out])
        let prover = ProvePayment(month.books.desk.books)
        var seen: [String: Int] = [:]
        for row in month.rows {
            let event = row[2]
            seen[event, default: 0] += 1
            // Of the kinds that there are thousands of, some.
            if (seen[event] ?? 0) > 40, (seen[event] ?? 0) % 40 != 0 { continue }
            let proof = try prover.run(row[1])
            #expect(proof.payment == row[1])
            #expect(
                proof.vouchers.contains { $0.text.contains("\n\(row[0])\n") },
                "\(event) \(row[1])")
            let report = verifier.run(Array(try proof.json().utf8))
            #expect(report.isSound, "\(event) \(row[1]): \(report.findings)")
            #expect(report.holds.count == proof.vouchers.count)
        }
        let events: Set = [
            "captured", "refunded", "voided", "paid", "slip", "unknown", "provisional",
            "confirmed",
        ]
        #expect(events.isSubset(of: seen.keys))
    }

    @Test("An altered proof is refused, whatever was altered")
    func altered() throws {
        let month = try Month()
        let unknown = try #require(month.rows.first { $0[2] == "paid" })
        let other = try #require(
            month.rows.first { $0[2] == "captured" && $0[1] != unknown[1] })
        let slip = try #require(month.rows.last { $0[2] == "confirmed" })
        let prover = ProvePayment(month.books.desk.books)
        let foreign = try prover.run(other[1])
        for row in [unknown, slip] {
            let proof = try prover.run(row[1])
            #expect(proof.vouchers.count >= 2)
            for alteration in alterations(foreign) {
                var changed = proof
                alteration.change(&changed)
                let findings = VerifyProof(packages: []).run(Array(try changed.json().utf8))
                #expect(!findings.isSound, "\(alteration.name) of \(row[1])")
            }
        }
    }

    private struct Alteration {
        var name: String
        var change: (inout PaymentProof) -> Void
    }

    private func alterations(_ foreign: PaymentProof) -> [Alteration] {
        [
            Alteration(name: "payment") { $0.payment = foreign.payment },
            Alteration(name: "no payment") { $0.payment = "" },
            Alteration(name: "part of the payment") {
                $0.payment = $0.payment.split(separator: "/").last.map(String.init) ?? "x"
                if $0.payment.count == 26 { $0.payment.removeFirst() }
            },
            Alteration(name: "format") { $0.format = "suito-proof-2" },
            Alteration(name: "no vouchers") { $0.vouchers = [] },
            Alteration(name: "another's vouchers") { $0.vouchers = foreign.vouchers },
            Alteration(name: "another's voucher besides") { $0.vouchers += foreign.vouchers },
            Alteration(name: "without the first") { $0.vouchers.removeFirst() },
            Alteration(name: "day") { $0.vouchers[0].day = "2026-04-29" },
            Alteration(name: "text") {
                $0.vouchers[0].text = $0.vouchers[0].text.replacing(
                    ",", with: ",1", maxReplacements: 1)
            },
            Alteration(name: "end of the text") { $0.vouchers[0].text.removeLast() },
            Alteration(name: "text of nothing") { $0.vouchers[0].text = "" },
            Alteration(name: "salt") {
                $0.vouchers[0].salt = String($0.vouchers[0].salt.reversed()) + ""
            },
            Alteration(name: "short salt") { $0.vouchers[0].salt.removeLast(2) },
            Alteration(name: "no salt") { $0.vouchers[0].salt = "zz" },
            Alteration(name: "leaf") { $0.vouchers[0].leaf ^= 1 },
            Alteration(name: "leaf below") { $0.vouchers[0].leaf = -1 },
            Alteration(name: "leaf beyond") { $0.vouchers[0].leaf = .max },
            Alteration(name: "path cut") { $0.vouchers[0].path.removeLast() },
            Alteration(name: "path longer") { $0.vouchers[0].path.append($0.vouchers[0].path[0]) },
            Alteration(name: "path swapped") { $0.vouchers[0].path.reverse() },
            Alteration(name: "path of nothing") { $0.vouchers[0].path[0] = "?" },
            Alteration(name: "checkpoint") {
                $0.vouchers[0].checkpoint = $0.vouchers[0].checkpoint.replacing(
                    "suito/999016\n", with: "suito/999016\n1")
            },
            Alteration(name: "no checkpoint") { $0.vouchers[0].checkpoint = "" },
        ]
    }

    @Test("A proof against another day's package, or another city's, is refused")
    func otherPackage() throws {
        let month = try Month()
        let row = try #require(month.rows.first { $0[2] == "captured" })
        let proof = Array(
            try ProvePayment(month.books.desk.books).run(row[1]).json().utf8)
        let out = month.books.out
        #expect(VerifyProof(packages: [out]).run(proof).isSound)
        #expect(VerifyProof(packages: [out + "/2026-03-31"]).run(proof).isSound)
        for folder in [out + "/2026-04-01", out + "/none", month.books.keys] {
            let report = VerifyProof(packages: [folder]).run(proof)
            #expect(report.findings.map(\.code) == ["proof-other-checkpoint"], "\(folder)")
        }
    }

    @Test("Days continue each other, and a proof for two others is refused")
    func days() throws {
        let month = try Month()
        let prover = ProvePayment(month.books.desk.books)
        let first = try Desk.day("2026-03-31")
        for (earlier, later) in [(0, 1), (0, 30), (7, 7), (12, 29)] {
            var proof = try prover.run(from: first.adding(earlier), to: first.adding(later))
            let verifier = VerifyProof(packages: [month.books.out])
            #expect(verifier.run(Array(try proof.json().utf8)).isSound)
            if earlier == later { continue }
            swap(&proof.earlier, &proof.later)
            #expect(!verifier.run(Array(try proof.json().utf8)).isSound)
            swap(&proof.earlier, &proof.later)
            proof.path.removeLast()
            #expect(!verifier.run(Array(try proof.json().utf8)).isSound)
        }
    }

    @Test(
        "What is no proof is said to be none",
        arguments: ["", "{}", "[]", "null", "x", "{\"format\":7}"])
    func noProof(_ text: String) {
        let report = VerifyProof(packages: []).run(Array(text.utf8))
        #expect(!report.isSound && report.findings.map(\.code) == ["proof-unreadable"])
    }
}
