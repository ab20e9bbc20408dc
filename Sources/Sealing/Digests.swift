import COpenSSL

/// Message digests by OpenSSL.
enum Digests {
    struct Algorithm {
        var name: String
        var method: OpaquePointer?
        var isStrong: Bool
    }

    /// At least 128 bits against collisions.
    private static let strong: Set<Int32> = [
        NID_sha256, NID_sha384, NID_sha512, NID_sha512_256, NID_sha3_256, NID_sha3_384,
        NID_sha3_512,
    ]

    static func algorithm(_ identifier: UnsafePointer<X509_ALGOR>?) -> Algorithm {
        var object: OpaquePointer?
        X509_ALGOR_get0(&object, nil, nil, identifier)
        let number = OBJ_obj2nid(object)
        return Algorithm(
            name: OBJ_nid2sn(number).map { String(cString: $0) } ?? "?",
            method: object.flatMap { shim_EVP_get_digestbyobj($0) },
            isStrong: strong.contains(number))
    }

    /// The digest of bytes, or nil where OpenSSL does not know the method.
    static func of(_ bytes: [UInt8], _ method: OpaquePointer?) -> [UInt8]? {
        guard let method else { return nil }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard EVP_Digest(bytes, bytes.count, &digest, &count, method, nil) == 1 else { return nil }
        return Array(digest[..<Int(count)])
    }
}
