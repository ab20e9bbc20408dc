import Glibc

extension TransportClient {
    /// The names in a folder, in order; those with a slash or a control character are left out.
    public func list(
        _ folder: String, on server: FileServer, limits: TransportLimits = TransportLimits()
    ) async throws(TransportTrouble) -> [String] {
        let outcome = try await run(.list(server, folder: folder, limits))
        let lines = outcome.response.body.split { $0 == 0x0A || $0 == 0x0D }
        let names = lines.map { String(decoding: $0, as: UTF8.self) }
        return names.filter { name in
            name != "." && name != ".."
                && !name.utf8.contains { $0 == 0x2F || $0 < 0x20 || $0 == 0x7F }
        }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Brings a file into one of ours.
    ///
    /// Bytes gather in a part file beside it, which is named after the version on the server
    /// (`file.<changed>.part`). Where an earlier attempt broke off, the rest follows; a part of an
    /// older version is thrown away. When all is there and on the disk, the file gets its name; one
    /// that stands there already is never written over.
    /// - Parameter local: the path of our file; its folder exists.
    /// - Returns: how many bytes were brought now; fewer than the file has where it was resumed.
    @discardableResult
    public func fetch(
        _ path: String, on server: FileServer, to local: String,
        limits: TransportLimits = TransportLimits(totalMilliseconds: 600_000)
    ) async throws(TransportTrouble) -> Int64 {
        guard access(local, F_OK) != 0 else { throw PartFile.trouble("\(local) exists") }
        let changed = try await run(.look(server, path: path, limits)).changed
        let part = try PartFile(of: local, version: max(0, changed))
        let outcome = try await resume(path, on: server, part, limits)
        try part.finish()
        return outcome
    }

    private func resume(
        _ path: String, on server: FileServer, _ part: PartFile, _ limits: TransportLimits
    ) async throws(TransportTrouble) -> Int64 {
        let offset = try part.length()
        let plan = TransferPlan.fetch(
            server, path: path, limits, into: part.descriptor, from: offset)
        let outcome: TransferOutcome
        do throws(TransportTrouble) {
            outcome = try await run(plan)
        } catch {
            // A part that is longer than the file is none of it: begin anew.
            guard offset > 0, error.kind == .other || error.kind == .fileNotFound else {
                throw error
            }
            try part.empty()
            outcome = try await run(
                .fetch(server, path: path, limits, into: part.descriptor, from: 0))
        }
        guard outcome.announcedBytes < 0 || outcome.announcedBytes == outcome.receivedBytes else {
            throw TransportTrouble(
                .connectionBroken, reach: .unknown,
                detail: "\(outcome.receivedBytes) of \(outcome.announcedBytes) bytes")
        }
        return outcome.receivedBytes
    }
}

/// A file that is not whole yet, open for adding to.
final class PartFile: Sendable {
    let descriptor: Int32
    private let path: String
    private let local: String

    /// - Parameters:
    ///   - local: the path that the whole file will have.
    ///   - version: which version of the file on the server this is.
    init(of local: String, version: Int64) throws(TransportTrouble) {
        self.local = local
        path = "\(local).\(version).part"
        PartFile.removeOthers(than: path, of: local)
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw PartFile.trouble("open \(path)", errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func length() throws(TransportTrouble) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw PartFile.trouble("stat", errno) }
        return Int64(status.st_size)
    }

    func empty() throws(TransportTrouble) {
        guard ftruncate(descriptor, 0) == 0 else { throw PartFile.trouble("truncate", errno) }
    }

    /// Gives the file its name, once its bytes are on the disk.
    func finish() throws(TransportTrouble) {
        guard fsync(descriptor) == 0 else { throw PartFile.trouble("fsync \(path)", errno) }
        // Unlike a renaming, a link never takes the place of a file.
        guard link(path, local) == 0 else { throw PartFile.trouble("link \(local)", errno) }
        unlink(path)
        let folder = open(PartFile.folder(of: local), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw PartFile.trouble("open folder of \(local)", errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw PartFile.trouble("fsync folder", errno) }
    }

    private static func folder(of local: String) -> String {
        guard let slash = local.lastIndex(of: "/") else { return "." }
        return slash == local.startIndex ? "/" : String(local[..<slash])
    }

    private static func removeOthers(than path: String, of local: String) {
        let folder = folder(of: local)
        guard let entries = opendir(folder) else { return }
        defer { closedir(entries) }
        let start = local.split(separator: "/").last.map { "\($0)." } ?? ""
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix(start), name.hasSuffix(".part"),
                Int64(name.dropFirst(start.count).dropLast(5)) != nil,
                "\(folder)/\(name)" != path, !path.hasSuffix("/" + name), path != name
            else { continue }
            unlink("\(folder)/\(name)")
        }
    }

    static func trouble(_ what: String, _ number: Int32 = EEXIST) -> TransportTrouble {
        TransportTrouble(
            .localFile, reach: .notSent, detail: "\(what): \(String(cString: strerror(number)))")
    }
}
