import COpenSSL

/// Certificate revocation lists (失効リスト, RFC 5280 section 5): `crl.pem`.
public struct RevocationLists: Sendable {
    let lists: [RevocationList]

    /// - Parameter pem: one or more lists in PEM form.
    public init(pem: [UInt8]) throws(SealRefusal) {
        try self.init(pem: pem, name: "crl.pem")
    }

    /// - Parameter path: a file with one or more lists in PEM form.
    public init(file path: String) throws(SealRefusal) {
        guard let pem = Memory.file(path) else { throw .fileUnreadable(path) }
        try self.init(pem: pem, name: path)
    }

    private init(pem: [UInt8], name: String) throws(SealRefusal) {
        guard let bio = Memory.bio(pem) else { throw .revocationListNotPEM(name) }
        defer { BIO_free(bio) }
        ErrorQueue.clear()
        var lists: [RevocationList] = []
        while let pointer = PEM_read_bio_X509_CRL(bio, nil, nil, nil) {
            lists.append(RevocationList(owning: pointer))
        }
        let ended = ErrorQueue.take().allSatisfy {
            $0.library == ERR_LIB_PEM && $0.reason == PEM_R_NO_START_LINE
        }
        guard ended, !lists.isEmpty else { throw .revocationListNotPEM(name) }
        self.lists = lists
    }

    /// The lists and nothing else that stood in the file, in PEM form; nil where OpenSSL fails.
    public var pem: [UInt8]? {
        var pem: [UInt8] = []
        for list in lists {
            guard let part = Memory.written({ PEM_write_bio_X509_CRL($0, list.pointer) })
            else { return nil }
            pem += part
        }
        return pem
    }

    /// A stack with a reference of its own to each; the caller frees both.
    func stack() -> OpaquePointer? {
        guard let stack = shim_sk_X509_CRL_new_null() else { return nil }
        for list in lists where shim_sk_X509_CRL_push_up_ref(stack, list.pointer) != 1 {
            shim_sk_X509_CRL_pop_free(stack)
            return nil
        }
        return stack
    }
}

/// One list, held for as long as somebody uses it.
///
/// Sendable: the list is never changed after it was read, its reference count is atomic, and
/// OpenSSL guards what it works out lazily with a lock of the object's own.
final class RevocationList: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over one reference.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { X509_CRL_free(pointer) }
}
