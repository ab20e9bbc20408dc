import Money
import Settlement
import TestSupport
import Testing

@Suite("SHA256SUMS")
struct DigestListTests {
    private static let zeros = String(repeating: "0", count: 64)
    private static let digest = String(repeating: "0123456789abcdef", count: 4)

    private static let list = DigestList(
        municipality: "999016", day: BookDay(number: 20_544),
        previous: DigestList.noPrevious,
        entries: [
            .init(name: "manifest.json", digest: digest),
            .init(name: "payments.csv", digest: String(digest.reversed())),
        ])

    private static let head = "# SUITO-SETTLEMENT v1 999016 2026-04-01\n# prev \(zeros)\n"

    @Test("It is written as sha256sum reads it, below two comments")
    func golden() {
        #expect(
            Self.list.text == Self.head + "\(Self.digest)  manifest.json\n"
                + "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210  payments.csv\n"
        )
    }

    @Test("What is written is read again")
    func roundTrip() throws {
        #expect(try DigestList(Array(Self.list.text.utf8)) == Self.list)
    }

    static let refused: [(String, DigestListRefusal)] = [
        ("", .noFinalNewline),
        (head + "\(digest)  a", .noFinalNewline),
        ("\n", .wrongHeader),
        ("SUITO-SETTLEMENT v1 999016 2026-04-01\n", .wrongHeader),
        ("# SUITO-SETTLEMENT v1 999016\n", .wrongHeader),
        ("# SUITO-SETTLEMENT v1  2026-04-01\n", .wrongHeader),
        ("# SUITO-SETTLEMENT v1 999016 2026-4-1\n", .wrongHeader),
        ("# SUITO-SETTLEMENT v1 999016 2026-02-30\n", .wrongHeader),
        ("# SUITO-SETTLEMENT v1 999016 2026-04-01 \n", .wrongHeader),
        ("# SUITO-SETTLEMENT v1 999016 2026-04-01\r\n# prev \(zeros)\n", .wrongHeader),
        ("# SUITO-SETTLEMENT v2 999016 2026-04-01\n# prev \(zeros)\n", .otherVersion),
        ("# SUITO-SETTLEMENT v1 999016 2026-04-01\n", .wrongPrevious),
        ("# SUITO-SETTLEMENT v1 999016 2026-04-01\n# prev 0\n", .wrongPrevious),
        ("# SUITO-SETTLEMENT v1 999016 2026-04-01\n# prev \(zeros)0\n", .wrongPrevious),
        (
            "# SUITO-SETTLEMENT v1 999016 2026-04-01\n# prev \(digest.uppercased())\n",
            .wrongPrevious
        ),
        (head, .wrongLine),
        (head + "\n", .wrongLine),
        (head + "\(digest) a\n", .wrongLine),
        (head + "\(digest) *a\n", .wrongLine),
        (head + "\(digest)  \n", .wrongLine),
        (head + "\(digest.dropLast())  a\n", .wrongLine),
        (head + "\(digest.uppercased())  a\n", .wrongLine),
        (head + "\(digest)  ../a\n", .wrongLine),
        (head + "\(digest)  ..\n", .wrongLine),
        (head + "\(digest)  .\n", .wrongLine),
        (head + "\(digest)  /a\n", .wrongLine),
        (head + "\(digest)  a\r\n", .wrongLine),
        (head + "\(digest)  a\tb\n", .wrongLine),
        (head + "\(digest)  a\n\n", .wrongLine),
        (head + "# \(digest)\n", .wrongLine),
        (head + "\(digest)  a\n\(zeros)  a\n", .fileTwice),
    ]

    @Test("Anything else is refused", arguments: refused.indices)
    func refusal(_ index: Int) {
        let (text, wanted) = Self.refused[index]
        #expect(throws: wanted) { try DigestList(Array(text.utf8)) }
    }

    @Test("Bytes that are no UTF-8 are refused")
    func encoding() {
        #expect(throws: DigestListRefusal.notUTF8) { try DigestList([0xFF, 0x0A]) }
    }

    @Test("Every refusal has a test and speaks both languages")
    func complete() {
        let tested = Set(Self.refused.map(\.1)).union([.notUTF8])
        #expect(tested == Set(DigestListRefusal.allCases))
        for refusal in DigestListRefusal.allCases {
            #expect(!refusal.sentence.ja.isEmpty && !refusal.sentence.en.isEmpty)
            #expect(refusal.rawValue.hasPrefix("digests-"))
        }
    }

    @Test("Whatever is read, however it was altered, is written again to the same bytes")
    func nothingElse() {
        var random = SplitMix64.seeded("digest lists")
        let bytes = Array(Self.list.text.utf8)
        let wild: [UInt8] = [0x0A, 0x0D, 0x20, 0x23, 0x2F, 0x30, 0x61, 0xCC, 0x81, 0x00]
        var read = 0
        for _ in 0..<20_000 {
            var altered = bytes
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: 0..<altered.count, using: &random)
                let byte = wild.randomElement(using: &random)!
                switch Int.random(in: 0...2, using: &random) {
                case 0: altered[place] = byte
                case 1: altered.insert(byte, at: place)
                default: altered.remove(at: place)
                }
            }
            guard let list = try? DigestList(altered) else { continue }
            read += 1
            #expect(Array(list.text.utf8) == altered)
        }
        #expect(read > 50)
    }
}
