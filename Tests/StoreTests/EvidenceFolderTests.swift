import Database
import Foundation
import Store
import Testing

@Suite("Evidence under its digest") struct EvidenceFolderTests {
    static let digest = "3f" + String(repeating: "9a", count: 31)

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    @Test("What is kept lies under the first two digits of its digest, verbatim")
    func kept() throws {
        let folder = try StoreFolder()
        let evidence = try EvidenceFolder(folder.path("evidence"))
        let incoming = evidence.incomingPath(7)
        #expect(incoming.hasPrefix(folder.path("evidence") + "/incoming/"))
        try write("a,b\r\n", to: incoming)
        try evidence.keep(incoming, as: Self.digest)
        try evidence.sync()
        let path = folder.path("evidence") + "/3f/" + Self.digest
        #expect(evidence.finalPath(Self.digest) == path)
        #expect(FileManager.default.contents(atPath: path) == Data("a,b\r\n".utf8))
        #expect(!FileManager.default.fileExists(atPath: incoming))
    }

    @Test("What was refused leaves nothing, and what a killed process left is cleared")
    func gone() throws {
        let folder = try StoreFolder()
        let evidence = try EvidenceFolder(folder.path("evidence"))
        for number in 0..<3 { try write("x", to: evidence.incomingPath(number)) }
        evidence.discard(evidence.incomingPath(1))
        let names = {
            try FileManager.default.contentsOfDirectory(
                atPath: folder.path("evidence/incoming"))
        }
        #expect(try names().count == 2)
        evidence.clearIncoming()
        #expect(try names().isEmpty)
    }

    @Test("Bytes that are not there cannot be kept")
    func missing() throws {
        let folder = try StoreFolder()
        let evidence = try EvidenceFolder(folder.path("evidence"))
        #expect(throws: DatabaseTrouble.self) {
            try evidence.keep(evidence.incomingPath(1), as: Self.digest)
        }
        #expect(!FileManager.default.fileExists(atPath: evidence.finalPath(Self.digest)))
    }

    @Test("Incoming names of one process are all different")
    func names() throws {
        let folder = try StoreFolder()
        let evidence = try EvidenceFolder(folder.path("evidence"))
        #expect(Set((0..<50).map(evidence.incomingPath)).count == 50)
    }
}
