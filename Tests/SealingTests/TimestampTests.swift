import Foundation
import Sealing
import TestSupport
import Testing

@Suite("Timestamps between us and the stock tools")
struct TimestampTests {
    /// The stock authority tells the time of the machine.
    private static var now: Int64 { Int64(Date().timeIntervalSince1970) }
    private static let content = Array("a seal".utf8)
    private static let stockVerify =
        "ts -verify -data seal.p7s -in SHA256SUMS.p7s.tsr -CAfile tsa-ca.pem"
    private static let identity = Result {
        try Demo.issue(
            "Demo TSA", .rsa(bits: 3_072), role: .timestamp,
            validity: Demo.moment - 900 * Demo.day...Demo.moment + 9_000 * Demo.day)
    }
    /// A root that is valid whenever the tests run, for the stock command asks for the present.
    private static let loopback = Result { try LoopbackAuthority(identity.get()) }

    private static func authority(_ path: String) throws -> TimestampAuthority {
        TimestampAuthority(
            url: try loopback.get().url + path, trust: try Demo.trust(),
            exchange: LoopbackAuthority.exchange)
    }

    private static func codes(
        _ response: [UInt8], over content: [UInt8] = content, query: TimestampQuery? = nil,
        trust: TrustAnchors? = nil, at moment: Int64? = nil, revocations: RevocationLists? = nil
    ) throws -> [String] {
        Timestamp.verify(
            response, over: content, query: query, trust: try trust ?? Demo.trust(), at: moment,
            revocations: revocations
        ).findings.map(\.code)
    }

    @Test("What a stock authority stamps over HTTP holds by us and by the stock command")
    func stamped() async throws {
        let folder = try Folder()
        try folder.write(TimestampTests.content, "seal.p7s")
        try folder.write(try Demo.authority.get().pem, "tsa-ca.pem")
        let before = TimestampTests.now
        let stamp = try await TimestampTests.authority("/").stamp(
            TimestampTests.content, at: before)
        try folder.write(stamp.bytes, "SHA256SUMS.p7s.tsr")
        try Tool.openssl(TimestampTests.stockVerify, in: folder)

        let report = stamp.report
        let time = try #require(report.time)
        #expect((before...TimestampTests.now).contains(time))
        #expect(report.authority == (try TimestampTests.identity.get().facts))
        #expect(report.policy == "1.2.3.4.1")
        let text = try Tool.openssl("ts -reply -in SHA256SUMS.p7s.tsr -text", in: folder)
        #expect(text.contains("Serial number: 0x\(report.serial)"))
        #expect(try TimestampTests.codes(stamp.bytes) == [])
    }

    @Test("Our query is what stock openssl writes, but for the nonce")
    func query() throws {
        let folder = try Folder()
        try folder.write(TimestampTests.content, "seal.p7s")
        try folder.write(
            try TimestampQuery(content: TimestampTests.content, nonce: [1, 2, 3]).bytes, "ours.tsq")
        try Tool.openssl("ts -query -data seal.p7s -sha256 -cert -out stock.tsq", in: folder)
        func lines(_ name: String) throws -> [Substring] {
            try Tool.openssl("ts -query -in \(name) -text", in: folder).split(separator: "\n")
        }
        let ours = try lines("ours.tsq")
        #expect(ours.contains("Nonce: 0x010203"))
        #expect(
            ours.filter { !$0.contains("Nonce") }
                == (try lines("stock.tsq").filter { !$0.contains("Nonce") }))
        #expect(Set((0..<100).map { _ in TimestampQuery.randomNonce() }).count == 100)
        #expect(throws: TimestampTrouble.self) {
            try TimestampQuery(content: [], nonce: [UInt8](repeating: 1, count: 21))
        }
    }

    @Test(
        "What goes wrong on the way is named, and whether to ask again",
        arguments: [
            ("/busy", "timestamp-http-status", true), ("/page", "timestamp-content-type", false),
            ("/endless", "timestamp-too-long", false), ("/garbage", "timestamp-findings", true),
        ])
    func trouble(_ path: String, _ code: String, _ mayRetry: Bool) async throws {
        let authority = try TimestampTests.authority(path)
        do {
            _ = try await authority.stamp(TimestampTests.content, at: TimestampTests.now)
            Issue.record("there is a timestamp")
        } catch {
            #expect(error.code == code)
            #expect(error.mayRetry == mayRetry)
        }
    }

    @Test("A clock that differs from the authority's is told before anything is kept")
    func otherClock() async throws {
        let authority = try TimestampTests.authority("/")
        for seconds in [-86_400, -3_600, 3_600] as [Int64] {
            do {
                _ = try await authority.stamp(
                    TimestampTests.content, at: TimestampTests.now + seconds)
                Issue.record("there is a timestamp")
            } catch {
                #expect(error.code == "timestamp-clock-differs" && error.mayRetry)
            }
        }
    }

    @Test("An authority that is not there is trouble of the transport")
    func unreachable() async throws {
        let authority = TimestampAuthority(
            url: "http://127.0.0.1:9/", trust: try Demo.trust(),
            exchange: LoopbackAuthority.exchange)
        await #expect {
            try await authority.stamp(TimestampTests.content, at: TimestampTests.now)
        } throws: {
            ($0 as? TimestampTrouble)?.code == "timestamp-transport"
        }
    }

    @Test("An old answer to the same bytes is refused by its nonce")
    func replay() async throws {
        let first = try await TimestampTests.authority("/").stamp(
            TimestampTests.content, at: TimestampTests.now)
        let query = try TimestampQuery(content: TimestampTests.content)
        let codes = try TimestampTests.codes(first.bytes, query: query)
        #expect(codes == ["timestamp-nonce-differs"])
        let loopback = try LoopbackAuthority(TimestampTests.identity.get())
        let authority = TimestampAuthority(
            url: loopback.url + "/replay", trust: try Demo.trust(),
            exchange: LoopbackAuthority.exchange)
        _ = try await authority.stamp(TimestampTests.content, at: TimestampTests.now)
        await #expect {
            try await authority.stamp(TimestampTests.content, at: TimestampTests.now)
        } throws: {
            ($0 as? TimestampTrouble)?.code == "timestamp-findings"
        }
    }

    @Test("A timestamp by the command line holds; other bytes, other roots and cuts do not")
    func byCommand() throws {
        let stock = try StockAuthority(TimestampTests.identity.get())
        try stock.folder.write(TimestampTests.content, "seal.p7s")
        let stamp = try stock.stamp()
        #expect(try TimestampTests.codes(stamp) == [])
        #expect(
            try TimestampTests.codes(stamp, over: TimestampTests.content + [0])
                == ["timestamp-imprint-differs"])
        #expect(try TimestampTests.codes(stamp + [0]) == ["timestamp-trailing-bytes"])
        let other = try DemoAuthority(name: Demo.name("Demo CA"), validity: Demo.validity)
        #expect(
            try TimestampTests.codes(stamp, trust: TrustAnchors(pem: other.pem))
                == ["timestamp-certificate-issuer-unknown"])
        #expect(
            try TimestampTests.codes(stamp, at: Demo.moment - 901 * Demo.day)
                == ["timestamp-certificate-not-yet-valid"])
        for length in stride(from: 0, to: stamp.count, by: 50) {
            let codes = try TimestampTests.codes(Array(stamp[..<length]))
            #expect(codes == ["timestamp-not-response"], "\(length)")
        }
    }

    @Test("SHA-1, a missing certificate and a revoked authority are named; SHA-512 holds")
    func variants() throws {
        let stock = try StockAuthority(TimestampTests.identity.get())
        try stock.folder.write(TimestampTests.content, "seal.p7s")
        #expect(
            try TimestampTests.codes(stock.stamp("-sha1 -cert"))
                == ["timestamp-weak-digest"])
        #expect(try TimestampTests.codes(stock.stamp("-sha512 -cert -no_nonce")) == [])
        #expect(
            try TimestampTests.codes(stock.stamp("-sha256"))
                == ["timestamp-authority-certificate-missing"])
        let stamp = try stock.stamp()
        let facts = try TimestampTests.identity.get().facts
        for (on, codes) in [
            (Demo.moment, ["timestamp-certificate-revoked"]), (TimestampTests.now + 900, []),
        ] {
            let list = try Demo.authority.get().revocationList(
                revoked: [(facts, on)], validity: Demo.moment...(Demo.moment + 3_000 * Demo.day))
            let lists = try RevocationLists(pem: list)
            #expect(try TimestampTests.codes(stamp, revocations: lists) == codes)
        }
    }

    @Test(
        "A certificate that is not one for timestamps is refused as the authority's",
        arguments: [
            "keyUsage=critical,digitalSignature",
            "keyUsage=critical,digitalSignature\nextendedKeyUsage=timeStamping",
            "keyUsage=critical,digitalSignature\n"
                + "extendedKeyUsage=critical,timeStamping,codeSigning",
        ])
    func usage(_ extensions: String) throws {
        let folder = try Folder()
        try Authorities.root("root", in: folder)
        try Authorities.issue(
            "tsa", by: "root", key: "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            extensions: extensions, in: folder)
        try folder.write(TimestampTests.content, "seal.p7s")
        // Stock openssl refuses to stamp with such a certificate, so the token is made by hand:
        // its content as one authority gives it, signed by another with that certificate.
        let stock = try StockAuthority(TimestampTests.identity.get())
        try stock.folder.write(TimestampTests.content, "seal.p7s")
        try folder.write(try stock.stamp(), "good.tsr")
        try Tool.openssl("ts -reply -in good.tsr -token_out -out good.tok", in: folder)
        try Tool.openssl(
            "cms -verify -inform DER -in good.tok -noverify -out info.der -binary", in: folder)
        try Tool.openssl(
            "cms -sign -binary -nodetach -md sha256 -econtent_type id-smime-ct-TSTInfo "
                + "-in info.der -signer tsa.pem -inkey tsa.key -outform DER -out bad.tok -cades "
                + "-nosmimecap", in: folder)
        let token = try folder.read("bad.tok")
        // TimeStampResp: SEQUENCE { PKIStatusInfo SEQUENCE { INTEGER 0 }, token }.
        let status: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x00]
        let length = status.count + token.count
        let head: [UInt8] = [0x30, 0x82, UInt8(length >> 8), UInt8(length & 255)]
        let report = Timestamp.verify(
            head + status + token, over: TimestampTests.content,
            trust: try TrustAnchors(file: folder.path("root.pem")), at: Authorities.now)
        #expect(report.findings.map(\.code) == ["timestamp-certificate-timestamp-usage"])
    }

    @Test("A timestamp whose signature was altered is found")
    func altered() throws {
        let stock = try StockAuthority(TimestampTests.identity.get())
        try stock.folder.write(TimestampTests.content, "seal.p7s")
        var stamp = try stock.stamp()
        stamp[stamp.count - 1] ^= 1
        #expect(try TimestampTests.codes(stamp) == ["timestamp-signature-wrong"])
    }

    @Test("After any change of bytes we accept what stock openssl accepts, and nothing else")
    func randomChanges() throws {
        var random = SplitMix64()
        let stock = try StockAuthority(TimestampTests.identity.get())
        let folder = stock.folder
        try folder.write(TimestampTests.content, "seal.p7s")
        let stamp = try stock.stamp()
        for number in 0..<100 {
            var changed = stamp
            let place = Int.random(in: 0..<stamp.count, using: &random)
            changed[place] = UInt8.random(in: 0...255, using: &random)
            try folder.write(changed, "SHA256SUMS.p7s.tsr")
            let accepted = try Tool.accepts(TimestampTests.stockVerify, in: folder)
            let codes = try TimestampTests.codes(changed, at: TimestampTests.now)
            let stricter = codes == ["timestamp-trailing-bytes"]
            #expect(accepted == codes.isEmpty || stricter, "\(number): byte \(place): \(codes)")
        }
    }
}
