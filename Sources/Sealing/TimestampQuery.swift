import COpenSSL

/// A question to a timestamp authority: TimeStampReq of RFC 3161, 2.4.1, with SHA-256, a nonce and
/// a wish for the authority's certificate.
public struct TimestampQuery: Sendable {
    /// DER, `application/timestamp-query`.
    public let bytes: [UInt8]
    let nonce: [UInt8]

    /// - Parameters:
    ///   - content: what is to be stamped: the whole of a `.p7s`.
    ///   - nonce: up to 20 bytes, a positive number, highest byte first; from OpenSSL's random
    ///     source where none is given.
    public init(
        content: [UInt8], nonce: [UInt8] = TimestampQuery.randomNonce()
    ) throws(TimestampTrouble) {
        guard let bytes = TimestampQuery.encode(FileDigest(of: content), nonce) else {
            throw .query(ErrorQueue.takeText())
        }
        self.bytes = bytes
        self.nonce = nonce
    }

    /// 16 bytes whose highest is never zero, so that the length stays.
    public static func randomNonce() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16)
        precondition(RAND_bytes(&bytes, 16) == 1, "OpenSSL has no randomness")
        bytes[0] = bytes[0] & 0x7F | 0x40
        return bytes
    }

    private static func encode(_ digest: FileDigest, _ nonce: [UInt8]) -> [UInt8]? {
        ErrorQueue.clear()
        guard let request = TS_REQ_new() else { return nil }
        defer { TS_REQ_free(request) }
        guard let imprint = TS_MSG_IMPRINT_new() else { return nil }
        defer { TS_MSG_IMPRINT_free(imprint) }
        guard let algorithm = X509_ALGOR_new() else { return nil }
        defer { X509_ALGOR_free(algorithm) }
        guard let number = integer(nonce) else { return nil }
        defer { ASN1_INTEGER_free(number) }
        var hash = digest.bytes
        let built =
            X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nil) == 1
            && TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1
            && TS_MSG_IMPRINT_set_msg(imprint, &hash, Int32(hash.count)) == 1
            && TS_REQ_set_version(request, 1) == 1
            && TS_REQ_set_msg_imprint(request, imprint) == 1
            && TS_REQ_set_nonce(request, number) == 1
            && TS_REQ_set_cert_req(request, 1) == 1
        return built ? Memory.encode { i2d_TS_REQ(request, $0) } : nil
    }

    /// The nonce as ASN.1 holds it; the caller frees it.
    static func integer(_ nonce: [UInt8]) -> UnsafeMutablePointer<ASN1_INTEGER>? {
        guard !nonce.isEmpty, nonce.count <= 20 else { return nil }
        guard let number = BN_bin2bn(nonce, Int32(nonce.count), nil) else { return nil }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, nil)
    }
}
