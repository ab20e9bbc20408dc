import Glibc

/// New files with the rights they need.
enum DemoFiles {
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
