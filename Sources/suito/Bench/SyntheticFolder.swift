import Glibc

/// Where the month is written; counts what was written.
struct SyntheticFolder {
    let root: String
    private(set) var files = 0
    private(set) var bytes: Int64 = 0
    private var made: Set<String> = []

    init(root: String) { self.root = root }

    /// Writes a whole file; folders on the way are made, an older file is replaced.
    ///
    /// - Parameter path: relative to the root, with `/`.
    mutating func write(_ content: [UInt8], to path: String) throws(SyntheticMonthTrouble) {
        let parts = path.split(separator: "/")
        try makeFolders(of: root)
        var folder = root
        for part in parts.dropLast() {
            folder += "/" + part
            try makeFolder(folder)
        }
        let whole = root + "/" + path
        let descriptor = open(whole, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw SyntheticMonthTrouble.cannotWrite(path: whole, code: errno)
        }
        let failure = writeAll(content, to: descriptor)
        let closing: Int32 = close(descriptor) == 0 ? 0 : errno
        let code = failure != 0 ? failure : closing
        guard code == 0 else { throw SyntheticMonthTrouble.cannotWrite(path: whole, code: code) }
        files += 1
        bytes += Int64(content.count)
    }

    /// Zero, or the `errno` of the write that failed.
    private func writeAll(_ content: [UInt8], to descriptor: Int32) -> Int32 {
        content.withUnsafeBytes { all in
            var place = 0
            while place < all.count {
                let count = Glibc.write(
                    descriptor, all.baseAddress?.advanced(by: place), all.count - place)
                if count < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                place += count
            }
            return 0
        }
    }

    private mutating func makeFolders(of path: String) throws(SyntheticMonthTrouble) {
        if made.contains(path) { return }
        var folder = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            folder += "/" + part
            try makeFolder(folder)
        }
        made.insert(path)
    }

    private mutating func makeFolder(_ path: String) throws(SyntheticMonthTrouble) {
        if made.contains(path) { return }
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw SyntheticMonthTrouble.cannotWrite(path: path, code: errno)
        }
        made.insert(path)
    }
}
