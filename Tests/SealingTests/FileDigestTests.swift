import Foundation
import Sealing
import Testing

@Suite("Digests of files")
struct FileDigestTests {
    @Test(
        "A file's digest is that of sha256sum",
        arguments: [0, 1, 63, 64, 65, 262_143, 262_144, 262_145, 1_000_003])
    func sizes(_ count: Int) throws {
        let folder = try Folder()
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try folder.write(bytes, "a.bin")
        let text = try Tool.run(["sha256sum", "a.bin"], in: folder).text
        let digest = try FileDigest(file: folder.path("a.bin"))
        #expect(text == "\(digest.hex)  a.bin\n")
        #expect(FileDigest(of: bytes) == digest)
    }

    @Test("A digest goes on after it was looked at")
    func goesOn() {
        let hasher = FileHasher()
        #expect(hasher.finish() == FileDigest(of: []))
        for byte in Array("suito".utf8) { withUnsafeBytes(of: byte) { hasher.update($0) } }
        #expect(hasher.finish() == FileDigest(of: Array("suito".utf8)))
        #expect(hasher.finish().bytes.count == 32)
    }

    @Test("A file that is not there, and a folder, are trouble with their reason")
    func missing() throws {
        let folder = try Folder()
        for (path, number) in [(folder.path("missing"), ENOENT), (folder.path, EISDIR)] {
            do {
                _ = try FileDigest(file: path)
                Issue.record("there is a digest")
            } catch {
                #expect(error.path == path)
                #expect(error.number == number)
            }
        }
    }
}
