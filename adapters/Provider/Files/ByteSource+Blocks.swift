/// Reading for formats that are neither lines nor CSV.
extension ByteSource {
    /// The first bytes that are not yet read, behind a byte order mark; they stay unread.
    ///
    /// - Returns: `count` bytes, fewer where the file ends before.
    public mutating func peek(_ count: Int) throws(FileRejection) -> [UInt8] {
        try skipByteOrderMark()
        while end - start < count, try grow(line: 1) {}
        return Array(buffer[start..<min(end, start + count)])
    }

    /// Calls `body` for each block of the rest of the file, in order; where a block ends means
    /// nothing.
    ///
    /// - Parameter body: the block's bytes, valid during the call; the place of its first byte in
    ///   the file.
    public mutating func forEachBlock(
        _ body: (UnsafeRawBufferPointer, Int) throws(FileRejection) -> Void
    ) throws(FileRejection) {
        try skipByteOrderMark()
        while true {
            let result: Result<Void, FileRejection> = buffer.withUnsafeBytes { bytes in
                do throws(FileRejection) {
                    if end > start {
                        try body(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), offset)
                    }
                    return .success(())
                } catch {
                    return .failure(error)
                }
            }
            try result.get()
            offset += end - start
            start = end
            if try !grow(line: 0) { return }
        }
    }
}
