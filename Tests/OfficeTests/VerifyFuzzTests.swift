import Foundation
import Money
import Office
import Settlement
import Testing
import TestSupport

@Suite("Packages that somebody altered")
struct VerifyFuzzTests {
    @Test("One byte anywhere is found, and the file is named")
    func anyByte() throws {
        var random = SplitMix64.seeded("altered packages")
        let package = try SealedPackage()
        #expect(try package.findings(package.files) == [])
        for name in package.files.keys.sorted() {
            for _ in 0..<8 {
                var files = package.files
                var bytes = Array(try #require(files[name]))
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[place] ^= UInt8(1) << UInt8.random(in: 0...7, using: &random)
                case 1: bytes.removeSubrange(place...)
                case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                default: bytes.remove(at: place)
                }
                files[name] = Data(bytes)
                let findings = try package.findings(files)
                // A seal whose own wrapping is loose may be read as before: the bytes signed are.
                if name == "SHA256SUMS.p7s" { continue }
                #expect(!findings.isEmpty, "\(name) at \(place)")
                if name != "SHA256SUMS" {
                    #expect(findings.contains { $0.file == name }, "\(name) at \(place)")
                }
            }
        }
    }

    @Test("One byte of the journal is found though its owner sealed it again")
    func resealedJournal() throws {
        var random = SplitMix64.seeded("resealed journals")
        let package = try SealedPackage()
        #expect(try package.findings(package.resealed(package.files)) == [])
        for _ in 0..<60 {
            var files = package.files
            var bytes = Array(try #require(files["journal.csv"]))
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let byte = UInt8.random(in: 0x20...0x7E, using: &random)
            guard bytes[place] != byte else { continue }
            bytes[place] = byte
            files["journal.csv"] = Data(bytes)
            let findings = try package.findings(package.resealed(files))
            #expect(
                findings.contains { $0.file == "journal.csv" || $0.file == "manifest.json" },
                "\(place) to \(byte)")
        }
    }

    @Test("A column that only a voucher's further row has otherwise is found")
    func furtherRow() throws {
        let package = try SealedPackage()
        let rows = String(decoding: try #require(package.files["journal.csv"]), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let second = try #require(
            rows.indices.dropFirst(2).first {
                let own = rows[$0].split(separator: ",").prefix(2)
                return own == rows[$0 - 1].split(separator: ",").prefix(2) && !own.isEmpty
            })
        for column in 1...9 {
            var fields = rows[second].split(separator: ",", omittingEmptySubsequences: false)
                .map(String.init)
            fields[column] = fields[column].isEmpty ? "x" : String(fields[column].dropLast()) + "x"
            var altered = rows
            altered[second] = fields.joined(separator: ",")
            var files = package.files
            files["journal.csv"] = Data(altered.joined(separator: "\n").utf8)
            let findings = try package.findings(package.resealed(files))
            #expect(
                findings.contains { $0.code == "table-broken" && $0.file == "journal.csv" },
                "column \(column)")
        }
    }

    @Test("Numbers that no books can have are found, and nothing breaks on them")
    func numbers() throws {
        let package = try SealedPackage()
        let huge = ["9223372036854775807", "-9223372036854775808", "1000000000000000"]
        let columns = [
            ("payments.csv", 11), ("payouts.csv", 7), ("exceptions.csv", 5), ("journal.csv", 13),
            ("journal.csv", 8), ("journal.csv", 0), ("revenue.csv", 4),
        ]
        for (name, column) in columns {
            for number in huge {
                let rows = String(decoding: try #require(package.files[name]), as: UTF8.self)
                    .split(separator: "\n").map(String.init)
                let altered = rows.enumerated().map { index, row in
                    guard index > 0 else { return row }
                    var fields = row.split(separator: ",", omittingEmptySubsequences: false)
                        .map(String.init)
                    fields[column] = number
                    return fields.joined(separator: ",")
                }
                var files = package.files
                files[name] = Data((altered.joined(separator: "\n") + "\n").utf8)
                #expect(
                    try package.findings(package.resealed(files)).contains {
                        $0.code == "table-broken" || $0.code == "manifest-disagrees"
                    }, "\(name) \(column) \(number)")
            }
        }
    }

    @Test("A manifest with any number exchanged is found though it was sealed again")
    func manifestNumbers() throws {
        let package = try SealedPackage()
        let text = String(decoding: try #require(package.files["manifest.json"]), as: UTF8.self)
        var tried = 0
        for match in text.matches(of: /"[a-z_]+":(-?[0-9]+)/) {
            for number in ["9223372036854775807", "-1", "7"] {
                guard text[match.1.startIndex..<match.1.endIndex] != number else { continue }
                var files = package.files
                files["manifest.json"] = Data(
                    text.replacingCharacters(
                        in: match.1.startIndex..<match.1.endIndex, with: number
                    ).utf8)
                let findings = try package.findings(package.resealed(files))
                tried += 1
                // The number of the day is checked against the day before, which is not here.
                if match.0.hasPrefix("\"number\""), number != "-1" { continue }
                #expect(!findings.isEmpty, "\(match.0) as \(number)")
            }
        }
        #expect(tried > 90)
    }

    @Test("A sum that stands twice does not stand for one that is missing")
    func twice() throws {
        let package = try SealedPackage()
        let text = String(decoding: try #require(package.files["manifest.json"]), as: UTF8.self)
        let list = try #require(text.firstMatch(of: /"offices":\[(\{[^}]*\}),(\{[^}]*\})/))
        var files = package.files
        files["manifest.json"] = Data(text.replacing(list.2, with: list.1).utf8)
        let findings = try package.findings(package.resealed(files))
        #expect(findings.map(\.code) == ["manifest-disagrees"])
        #expect(findings.first?.en.contains("offices") == true)
    }

    @Test("A manifest that is silent about files is found")
    func silentFiles() throws {
        let package = try SealedPackage()
        let text = String(decoding: try #require(package.files["manifest.json"]), as: UTF8.self)
        let list = try #require(text.firstMatch(of: /"files":\[.*\]/))
        var files = package.files
        files["manifest.json"] = Data(text.replacing(list.0, with: "\"files\":[]").utf8)
        #expect(try package.findings(package.resealed(files)).map(\.code) == ["manifest-disagrees"])
    }

    @Test("Without a manifest, only that is said")
    func noManifest() throws {
        let package = try SealedPackage()
        var files = package.files
        files["manifest.json"] = nil
        let findings = try package.findings(files)
        #expect(findings.map(\.code) == ["file-missing"])
        #expect(findings.map(\.file) == ["manifest.json"])
    }

    @Test("A timestamp without its co-signature does not belong there")
    func strayTimestamp() throws {
        let package = try SealedPackage()
        var files = package.files
        files["cosign-1.p7s.tsr"] = Data([1])
        let findings = try package.findings(files)
        #expect(findings.map(\.code) == ["file-extra"])
        #expect(findings.map(\.file) == ["cosign-1.p7s.tsr"])
    }
}
