import Foundation
import Sealing
import Testing

/// In processes of their own, so that the size of the process is that of the work.
@Suite("Memory does not grow")
struct MemoryTests {
    /// Bytes of this process that are in memory.
    static func resident() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        let pages = Int(text.split(separator: " ")[1]) ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Runs the work until all caches are warm, then many times more; the growth of that.
    static func growth(_ times: Int, _ work: () throws -> Void) throws -> Int {
        for _ in 0..<(times / 4) { try work() }
        let before = try resident()
        for _ in 0..<times { try work() }
        return try resident() - before
    }

    @Test("Sealing and verifying give back what they take")
    func seals() async {
        await #expect(processExitsWith: .success) {
            let identity = try Demo.p256.get()
            let lists = try RevocationLists(
                pem: Demo.authority.get().revocationList(validity: Demo.validity))
            let pem = identity.chainPEM
            let growth = try MemoryTests.growth(800) {
                let sealer = Sealer(
                    key: try identity.sealKey(), certificate: try SealCertificate(pem: pem),
                    trust: try Demo.trust(), revocations: lists)
                let seal = try sealer.seal(Demo.content, at: Demo.moment)
                let report = Seal.verify(
                    seal, over: Demo.content, trust: try Demo.trust(), at: Demo.moment,
                    revocations: lists)
                #expect(report.holds)
            }
            // A forgotten certificate or CMS would be one to four kilobytes each time.
            #expect(growth < 700_000)
        }
    }

    @Test("Broken seals, wrong keys and refused certificates give back what they take")
    func failures() async {
        await #expect(processExitsWith: .success) {
            let identity = try Demo.p256.get()
            let folder = try Demo.folder(identity)
            try identity.writeKey(to: folder.path("locked.key"), passphrase: Passphrase("a"))
            let seal = try Demo.sealer(identity).seal(Demo.content, at: Demo.moment)
            let other = try TrustAnchors(
                pem: DemoAuthority(name: Demo.name("Other"), validity: Demo.validity).pem)
            let passphrase = Passphrase("b")
            var number = 0
            let growth = try MemoryTests.growth(800) {
                number += 1
                var broken = seal
                broken[number % seal.count] ^= 0x55
                let trust = try Demo.trust()
                for (bytes, trust) in [(broken, trust), (seal, other), (seal.dropLast(), trust)] {
                    _ = Seal.verify(
                        Array(bytes), over: Demo.content, trust: trust, at: Demo.moment)
                }
                if number % 100 == 0 {
                    _ = try? SealKey(file: folder.path("locked.key"), passphrase: passphrase)
                }
                let far = Demo.moment + 9_000 * Demo.day
                _ = try? Demo.sealer(identity).seal(Demo.content, at: far)
            }
            #expect(growth < 700_000)
        }
    }

    @Test("Timestamps give back what they take")
    func timestamps() async {
        await #expect(processExitsWith: .success) {
            let identity = try Demo.issue("TSA", .p256, role: .timestamp)
            let stock = try StockAuthority(identity)
            try stock.folder.write(Demo.content, "seal.p7s")
            let stamp = try stock.stamp()
            let trust = try Demo.trust()
            var number = 0
            let growth = try MemoryTests.growth(800) {
                number += 1
                let query = try TimestampQuery(content: Demo.content)
                var broken = stamp
                broken[number % stamp.count] ^= 0x55
                _ = Timestamp.verify(broken, over: Demo.content, query: query, trust: trust)
                #expect(Timestamp.verify(stamp, over: Demo.content, trust: trust).holds)
            }
            #expect(growth < 700_000)
        }
    }

    @Test("A file of 256 MiB is digested in constant memory")
    func digest() async {
        await #expect(processExitsWith: .success) {
            let folder = try Folder()
            #expect(
                try Tool.run(["truncate", "-s", "256M", "large.bin"], in: folder).status == 0)
            _ = FileDigest(of: [1])
            let before = try MemoryTests.resident()
            let digest = try FileDigest(file: folder.path("large.bin"))
            #expect(try MemoryTests.resident() - before < 4_000_000)
            #expect(
                digest.hex.hasPrefix("a6d72ac7690f53be6ae46ba88506bd97302a093f7108472bd9efc3ce"))
        }
    }
}
