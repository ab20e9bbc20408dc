import Foundation
import Testing
import Typesetting

@Suite("The same document is the same bytes")
struct SameBytesTests {
    @Test("Again, side by side, and in a file")
    func again() async throws {
        let once = try PDFWriter().render(Samples.daily()).bytes
        let others = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { try PDFWriter().render(Samples.daily()).bytes } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(others.count == 8)
        #expect(others.allSatisfy { $0 == once })
        let folder = try Folder()
        try PDFWriter().render(Samples.daily(), to: folder.path("daily.pdf"))
        #expect(try folder.read("daily.pdf") == once)
        #expect(folder.names == ["daily.pdf"])
    }

    @Test("In other processes, with another clock, time zone and language")
    func elsewhere() async throws {
        let digest = Digest.text(try PDFWriter().render(Samples.daily()).bytes)
        let first = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            print(Digest.text(try PDFWriter().render(Samples.daily()).bytes))
        }
        let second = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            setenv("SOURCE_DATE_EPOCH", "86400", 1)
            setenv("TZ", "America/New_York", 1)
            setenv("LC_ALL", "C", 1)
            tzset()
            print(Digest.text(try PDFWriter().render(Samples.daily()).bytes))
        }
        for result in [first, second] {
            let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
            #expect(output.contains(digest))
        }
    }

    @Test("Another date of creation is another file")
    func another() throws {
        var other = Samples.daily()
        other.metadata.creationDate = "2026-04-02T09:00:01+09:00"
        let bytes = try PDFWriter().render(other).bytes
        #expect(try bytes != PDFWriter().render(Samples.daily()).bytes)
    }
}

/// FNV-1a of 64 bits: enough to tell files apart.
enum Digest {
    static func text(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return "digest \(bytes.count) \(String(hash, radix: 16)) end"
    }
}
