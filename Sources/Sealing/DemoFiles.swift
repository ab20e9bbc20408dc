import Glibc

/// New files with the rights they need, made aside in a folder of their own.
struct DemoFiles {
    private let folder: String
    /// Where they are made.
    let work: String

    init(_ folder: String) {
        self.folder = folder
        work = folder + "/.keys.incomplete"
    }

    /// Begins anew; what a killed try left is removed.
    func begin() throws(DemoAuthorityTrouble) {
        abandon()
        guard mkdir(work, 0o700) == 0 else { throw .file(work, errno) }
    }

    /// Gives all files their places, or none.
    ///
    /// - Throws: where one of the places is taken; what stands there stays.
    func publish(_ names: [String]) throws(DemoAuthorityTrouble) {
        var placed: [String] = []
        for name in names {
            // Unlike a rename, a link takes no place that is taken.
            let path = "\(folder)/\(name)"
            guard link("\(work)/\(name)", path) == 0 || move("\(work)/\(name)", path) else {
                let number = errno
                for name in placed { unlink("\(folder)/\(name)") }
                throw .file(path, number)
            }
            placed.append(name)
        }
        abandon()
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Memory sticks have file systems without links.
    private func move(_ source: String, _ path: String) -> Bool {
        guard errno == EPERM || errno == EOPNOTSUPP else { return false }
        var status = stat()
        guard lstat(path, &status) != 0 else {
            errno = EEXIST
            return false
        }
        return rename(source, path) == 0
    }

    /// Removes what was made aside.
    func abandon() {
        guard let listing = opendir(work) else { return }
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { unlink("\(work)/\(name)") }
        }
        closedir(listing)
        rmdir(work)
    }

    static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t
    ) throws(DemoAuthorityTrouble) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw .file(path, errno) }
        var start = 0
        var failure: Int32 = 0
        while start < bytes.count, failure == 0 {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress?.advanced(by: start), $0.count - start)
            }
            if count >= 0 { start += count } else if errno != EINTR { failure = errno }
        }
        if failure == 0, fsync(file) != 0 { failure = errno }
        if close(file) != 0, failure == 0 { failure = errno }
        guard failure == 0 else {
            unlink(path)
            throw .file(path, failure)
        }
    }
}
