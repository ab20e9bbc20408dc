import Sealing
import Testing

@Suite("Every fault says itself aloud")
struct SentenceTests {
    static let certificate: [CertificateFinding] = [
        .issuerUnknown(subject: "CN=a", issuer: "CN=b"), .signatureWrong(subject: "CN=a"),
        .notAuthority(subject: "CN=a"), .notYetValid(subject: "CN=a", from: 0),
        .expired(subject: "CN=a", until: 0), .keyUsage(subject: "CN=a"),
        .timestampUsage(subject: "CN=a"), .weak(subject: "CN=a"),
        .revoked(subject: "CN=a", on: 0), .revocationUnknown(subject: "CN=a", issuer: "CN=b"),
        .revocationStale(issuer: "CN=b", until: 0), .revocationUntrusted(issuer: "CN=b"),
        .other(subject: "CN=a", reason: "x"),
    ]
    static let seal: [SealFinding] = [
        .notCMS, .trailingBytes(1), .notSigned(type: "x"), .notDetached, .signers(2),
        .signerCertificateMissing, .contentDiffers, .signatureWrong, .signingCertificateMissing,
        .signingCertificateDiffers, .weakDigest("SHA1"), .refused("x"),
    ]
    static let timestamp: [TimestampFinding] = [
        .notResponse, .trailingBytes(1), .notGranted(status: 2, text: "x"), .tokenMissing,
        .imprintDiffers, .weakDigest("SHA1"), .nonceDiffers, .authorityCertificateMissing,
        .signatureWrong, .refused("x"),
    ]

    private static func check(_ faults: [(code: String, sentence: (ja: String, en: String))]) {
        #expect(Set(faults.map(\.code)).count == faults.count)
        #expect(Set(faults.map(\.sentence.ja)).count == faults.count)
        #expect(Set(faults.map(\.sentence.en)).count == faults.count)
        for fault in faults {
            let isJapanese = fault.sentence.ja.unicodeScalars.contains { $0.value > 0x3000 }
            #expect(isJapanese, "\(fault.code)")
            #expect(fault.sentence.en.utf8.allSatisfy { $0 < 0x80 }, "\(fault.code)")
            #expect(fault.code.utf8.allSatisfy { $0 == 0x2D || (0x30...0x7A).contains($0) })
        }
    }

    @Test("Codes are each one's own, sentences are in both languages")
    func sentences() {
        SentenceTests.check(SentenceTests.certificate.map { ($0.code, $0.sentence) })
        SentenceTests.check(SentenceTests.seal.map { ($0.code, $0.sentence) })
        SentenceTests.check(SentenceTests.timestamp.map { ($0.code, $0.sentence) })
        SentenceTests.check(SealRefusal.allCases.map { ($0.code, $0.sentence) })
        SentenceTests.check(SealKeyRefusal.allCases.map { ($0.code, $0.sentence) })
    }

    @Test(
        "Moments are told in Japan time",
        arguments: [
            (0, "1970-01-01 09:00:00 JST"), (-32_401, "1969-12-31 23:59:59 JST"),
            (951_782_400, "2000-02-29 09:00:00 JST"), (4_107_542_399, "2100-03-01 08:59:59 JST"),
            (1_775_001_600, "2026-04-01 09:00:00 JST"),
        ] as [(Int64, String)])
    func moments(_ moment: Int64, _ text: String) {
        let sentence = CertificateFinding.expired(subject: "CN=a", until: moment).sentence
        #expect(sentence.en.contains(text))
        #expect(sentence.ja.contains(text))
    }
}
