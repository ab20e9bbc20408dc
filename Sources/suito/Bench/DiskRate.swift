import Glibc

/// How often a second the disk makes an append durable: the floor of every durable answer.
enum DiskRate {
    private static let size = 4096
    private static let milliseconds: Int64 = 500

    /// Appends of 4 KiB to a new file, each with `fdatasync`, for half a second.
    ///
    /// - Throws: where the folder cannot be written.
    static func appendsPerSecond(in folder: String) throws -> Int64 {
        let path = folder + "/disk-rate"
        let file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        guard file >= 0 else { throw Exit.trouble }
        defer {
            close(file)
            unlink(path)
        }
        let bytes = [UInt8](repeating: 0x5A, count: size)
        let start = ContinuousClock.now
        var count: Int64 = 0
        var spent: Int64 = 0
        while spent < milliseconds * 1_000_000 {
            guard write(file, bytes, size) == size, fdatasync(file) == 0 else {
                throw Exit.trouble
            }
            count += 1
            spent = ProcessMeter.nanoseconds(since: start)
        }
        return count * 1_000_000_000 / spent
    }
}
