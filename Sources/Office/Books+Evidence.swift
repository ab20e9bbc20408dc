import Database
import Foundation
import Glibc
import Store

/// Evidence of some books, wherever it is: beside a file, or in a cluster's tables.
extension Books {
    private var sharesEvidence: Bool { database.engine == .postgresql }

    /// SHA-256 of what is kept under a digest, nil where nothing is.
    func evidenceDigest(_ digest: [UInt8], _ connection: Connection) throws -> [UInt8]? {
        if sharesEvidence { return try EvidenceTable(connection).digest(ofKept: digest) }
        return try? FileReader(evidence.finalPath(hex(digest))).digest
    }

    /// Lends a file that holds what is kept under a digest.
    ///
    /// - Parameters:
    ///   - number: tells the file from others that are made at the same time.
    ///   - aside: where it is made when what is kept is in no file.
    func withEvidence<T>(
        _ digest: [UInt8], _ number: Int, aside: EvidenceFolder, _ connection: Connection,
        _ body: (_ path: String) throws -> T
    ) throws -> T {
        guard sharesEvidence else { return try body(evidence.finalPath(hex(digest))) }
        let path = aside.incomingPath(number)
        unlink(path)
        defer { unlink(path) }
        let name = (path as NSString).lastPathComponent
        let file = try OutputFile(
            folder: (path as NSString).deletingLastPathComponent, name: name)
        try EvidenceTable(connection).forEachPart(of: digest) { part in
            file.buffer.append(contentsOf: part)
            try file.flushIfFull()
        }
        _ = try file.finish()
        return try body(path)
    }
}
