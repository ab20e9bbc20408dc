import COpenSSL

/// SHA-256 while bytes go by; used by one writer at a time.
public final class FileHasher {
    private let context: OpaquePointer

    public init() {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a digest") }
        precondition(EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1, "OpenSSL has no SHA-256")
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    public func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        precondition(EVP_DigestUpdate(context, start, bytes.count) == 1, "a digest was interrupted")
    }

    /// The digest of what went by so far; more may follow.
    public func finish() -> FileDigest {
        guard let copy = EVP_MD_CTX_new() else { preconditionFailure("no memory for a digest") }
        defer { EVP_MD_CTX_free(copy) }
        var digest = [UInt8](repeating: 0, count: 32)
        let done =
            EVP_MD_CTX_copy_ex(copy, context) == 1
            && EVP_DigestFinal_ex(copy, &digest, nil) == 1
        precondition(done, "a digest was interrupted")
        return FileDigest(bytes: digest)
    }
}
