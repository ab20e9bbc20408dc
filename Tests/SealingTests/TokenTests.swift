import Foundation
import Sealing
import Testing

/// Each test in a process of its own: a token's library reads its settings once and from the
/// environment.
@Suite("Keys in a PKCS#11 token", .enabled(if: SoftToken.isThere))
struct TokenTests {
    @Test("A key that never leaves its token seals, and the stock command accepts it")
    func seals() async {
        await #expect(processExitsWith: .success) {
            let token = try SoftToken()
            for (name, minimum) in [("rsa3072", 3_072), ("p256", 3_072), ("rsa2048", 2_048)] {
                let key = try SealKey(token: try token.key(name), minimumRSABits: minimum)
                let certificate = try token.certificate(name)
                let trust = try TrustAnchors(file: token.folder.path("ca.pem"))
                let sealer = Sealer(key: key, certificate: certificate, trust: trust)
                for _ in 0..<3 {
                    let seal = try sealer.seal(Demo.content, at: Authorities.now)
                    try token.folder.write(seal, "ours.p7s")
                    try Tool.openssl(
                        Demo.stockVerify("ours.p7s", at: Authorities.now), in: token.folder)
                }
            }
        }
    }

    @Test("An RSA 2048 key in a token is taken only where that is asked for, and 1024 never")
    func lengths() async {
        await #expect(processExitsWith: .success) {
            let token = try SoftToken()
            #expect(throws: SealKeyRefusal.tooShort(bits: 2_048, minimum: 3_072)) {
                try SealKey(token: try token.key("rsa2048"))
            }
            #expect(throws: SealKeyRefusal.tooShort(bits: 1_024, minimum: 2_048)) {
                try SealKey(token: try token.key("rsa1024"), minimumRSABits: 512)
            }
        }
    }

    @Test("A wrong PIN, another token and a missing key are refused, and the right ones still work")
    func refused() async {
        await #expect(processExitsWith: .success) {
            let token = try SoftToken()
            for key in [
                try token.key("rsa3072", pin: "0000"), try token.key("nobody"),
                try token.key("rsa3072", label: "village"),
            ] {
                #expect {
                    try SealKey(token: key)
                } throws: {
                    ($0 as? SealKeyRefusal)?.code == "key-token-key"
                }
            }
            #expect(try SealKey(token: try token.key("rsa3072")).kind == .rsa(bits: 3_072))
        }
    }

    @Test("A library of tokens that is not there is refused")
    func noModule() async {
        await #expect(processExitsWith: .success) {
            let key = try TokenKey(
                uri: "pkcs11:token=city;object=seal", module: "/nonexistent/module.so",
                pin: Passphrase("1234"))
            #expect {
                try SealKey(token: key)
            } throws: {
                let code = ($0 as? SealKeyRefusal)?.code
                return code == "key-token-module" || code == "key-token-key"
            }
        }
    }

    @Test("A key of a token and the certificate of another do not match")
    func exchanged() async {
        await #expect(processExitsWith: .success) {
            let token = try SoftToken()
            let sealer = Sealer(
                key: try SealKey(token: try token.key("rsa3072")),
                certificate: try token.certificate("p256"))
            #expect {
                try sealer.seal(Demo.content, at: Authorities.now)
            } throws: {
                ($0 as? SealRefusal)?.code == "seal-key-does-not-match"
            }
        }
    }
}
