import Crypto
import Testing
import Transparency

@Suite("Salted leaves")
struct LeafSaltTests {
    /// RFC 4231, section 4.7 and 4.8 (test cases 6 and 7): the first half of HMAC-SHA-256.
    @Test(
        "A salt is the first half of the published HMAC-SHA-256",
        arguments: [
            (
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f"
            ),
            (
                "This is a test using a larger than block-size key and a larger than block-size "
                    + "data. The key needs to be hashed before being used by the HMAC algorithm.",
                "9b09ffa71b942fcb27635fbcd5b0e944"
            ),
        ])
    func published(_ message: String, _ salt: String) throws {
        let secret = try #require(LeafSecret(bytes: [UInt8](repeating: 0xAA, count: 131)))
        #expect(hex(secret.salt(of: Array(message.utf8)).bytes) == salt)
        #expect(hex(secret.salt(of: Array(message.utf8)).bytes) == salt, "asked twice, same salt")
    }

    @Test(
        "A salt is the library's HMAC for secrets around the size of a block",
        arguments: [32, 63, 64, 65, 100])
    func library(_ count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + count) }
        let secret = try #require(LeafSecret(bytes: bytes))
        for length in [0, 1, 16, 64, 200] {
            let id = [UInt8](repeating: UInt8(length), count: length)
            let code = HMAC<SHA256>.authenticationCode(
                for: id, using: SymmetricKey(data: bytes))
            #expect(secret.salt(of: id).bytes == Array(code.prefix(16)))
        }
    }

    /// Worked out with Python's `hmac` and `hashlib`.
    @Test("A leaf is its salt and the canonical bytes, hashed as a leaf")
    func leaf() throws {
        let secret = try #require(LeafSecret(bytes: Array(0..<32)))
        let salt = secret.salt(of: Array(0xF0...0xFF))
        #expect(hex(salt.bytes) == "15277b2758ff673aa92f994bc72b0fe9")
        #expect(salt.leaf(Array("canonical".utf8)) == salt.bytes + Array("canonical".utf8))
        #expect(
            salt.leafHash(Array("canonical".utf8)).description
                == "9051f7e1a31fab5bc42495c9d5ff21af9b6ff881e7b79fbbfd32b39499889a19")
        #expect(LeafSalt(bytes: salt.bytes) == salt)
    }

    @Test("A salt has 16 bytes and a hash 32, nothing else is one", arguments: 0...40)
    func lengths(_ count: Int) {
        let bytes = [UInt8](repeating: 7, count: count)
        #expect(LeafSalt(bytes: bytes)?.bytes == (count == 16 ? bytes : nil))
        #expect(TreeHash(bytes: bytes)?.bytes == (count == 32 ? bytes : nil))
    }

    @Test("A secret below 32 bytes is none", arguments: 0...40)
    func shortSecret(_ count: Int) {
        #expect((LeafSecret(bytes: [UInt8](repeating: 1, count: count)) != nil) == (count >= 32))
    }

    @Test("A secret is not in what is printed of it")
    func silence() throws {
        let secret = try #require(LeafSecret(bytes: [UInt8](repeating: 0xAB, count: 32)))
        var dumped = ""
        dump(secret, to: &dumped)
        #expect("\(secret) \(String(reflecting: secret))" == "LeafSecret LeafSecret")
        #expect(dumped == "- LeafSecret\n")
    }

    @Test("Another id or another secret makes another salt, whichever bit differs")
    func spread() throws {
        let secret = try #require(LeafSecret(bytes: Array(0..<32)))
        let id = Array(UInt8(0)..<16)
        var salts: Set<LeafSalt> = [secret.salt(of: id)]
        for bit in 0..<128 {
            var other = id
            other[bit / 8] ^= 1 << (bit % 8)
            salts.insert(secret.salt(of: other))
        }
        for bit in 0..<256 {
            var other = Array(UInt8(0)..<32)
            other[bit / 8] ^= 1 << (bit % 8)
            salts.insert(try #require(LeafSecret(bytes: other)).salt(of: id))
        }
        #expect(salts.count == 1 + 128 + 256)
    }
}
