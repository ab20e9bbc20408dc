import COpenSSL
import Glibc

/// Bytes into and out of OpenSSL.
enum Memory {
    /// A memory BIO that holds a copy of the bytes; the caller frees it.
    static func bio(_ bytes: [UInt8]) -> OpaquePointer? {
        guard let bio = BIO_new(BIO_s_mem()) else { return nil }
        shim_BIO_set_mem_ends(bio)
        var start = 0
        while start < bytes.count {
            let part = min(bytes.count - start, 1 << 20)
            let written = bytes.withUnsafeBytes {
                BIO_write(bio, $0.baseAddress?.advanced(by: start), Int32(part))
            }
            guard written > 0 else {
                BIO_free(bio)
                return nil
            }
            start += Int(written)
        }
        return bio
    }

    /// What was written into a memory BIO.
    static func bytes(of bio: OpaquePointer) -> [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        let count = shim_BIO_get_mem_data(bio, &start)
        guard let start, count > 0 else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// What a writer such as `PEM_write_bio_X509` writes, or nil where it fails.
    static func written(_ write: (OpaquePointer) -> Int32) -> [UInt8]? {
        guard let bio = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(bio) }
        return write(bio) == 1 ? bytes(of: bio) : nil
    }

    /// Decodes one DER value from the start of the bytes with a function such as `d2i_X509`.
    ///
    /// Also answers how many bytes it took: what follows is for the caller to judge.
    static func decode<Value>(
        _ bytes: [UInt8],
        _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> Value?
    ) -> (value: Value, length: Int)? {
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            var place: UnsafePointer<UInt8>? = base
            guard let value = read(&place, buffer.count), let place else { return nil }
            return (value, place - base)
        }
    }

    /// The DER form that a function such as `i2d_X509` writes, or nil where it fails.
    static func encode(
        _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) -> [UInt8]? {
        let count = write(nil)
        guard count > 0 else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, used in
            var place = buffer.baseAddress
            used = max(0, Int(write(&place)))
        }
        return bytes.count == Int(count) ? bytes : nil
    }

    /// The content of an ASN.1 string.
    static func bytes(of string: UnsafePointer<ASN1_STRING>?) -> [UInt8] {
        guard let string, let start = ASN1_STRING_get0_data(string) else { return [] }
        return Array(UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(string))))
    }

    /// A whole file, or nil where it cannot be read or is larger than any certificate file is.
    static func file(_ path: String, limit: Int = 1 << 24) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = part.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0, bytes.count + count <= limit else { return nil }
            if count == 0 { return bytes }
            bytes += part[..<count]
        }
    }
}
