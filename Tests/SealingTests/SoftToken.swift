import Foundation
import Glibc
import Sealing

/// A SoftHSM token `city` of this process, with keys and certificates under an authority.
struct SoftToken {
    static let module = "/usr/lib/softhsm/libsofthsm2.so"
    static var isThere: Bool { FileManager.default.fileExists(atPath: module) }

    let folder: Folder

    init() throws {
        folder = try Folder()
        try FileManager.default.createDirectory(
            atPath: folder.path("tokens"), withIntermediateDirectories: true)
        let settings = "directories.tokendir = \(folder.path("tokens"))\nlog.level = ERROR\n"
        try folder.write(Array(settings.utf8), "softhsm2.conf")
        setenv("SOFTHSM2_CONF", folder.path("softhsm2.conf"), 1)
        try folder.write(Demo.content, "SHA256SUMS")
        try Authorities.root("ca", in: folder)
        try run("softhsm2-util --init-token --free --label city --so-pin 8765 --pin 1234%+&")
        for (name, key) in [
            ("rsa3072", "-algorithm RSA -pkeyopt rsa_keygen_bits:3072"),
            ("rsa2048", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
            ("rsa1024", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024"),
            ("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
        ] {
            try Authorities.issue(
                name, by: "ca", key: key, extensions: "keyUsage=critical,digitalSignature",
                in: folder)
            let id = Array(name.utf8).map { String($0, radix: 16) }.joined()
            try run(
                "softhsm2-util --import \(name).key --token city --label \(name) --id \(id) "
                    + "--pin 1234%+&")
            try FileManager.default.removeItem(atPath: folder.path("\(name).key"))
        }
    }

    func key(
        _ name: String, pin: String = "1234%+&", label: String = "city"
    ) throws -> TokenKey {
        try TokenKey(
            uri: "pkcs11:token=\(label);object=\(name);type=private", module: SoftToken.module,
            pin: Passphrase(pin))
    }

    func certificate(_ name: String) throws -> SealCertificate {
        try SealCertificate(pem: folder.read("\(name).pem") + folder.read("ca.pem"))
    }

    private func run(_ line: String) throws {
        let answer = try Tool.run(line.split(separator: " ").map(String.init), in: folder)
        guard answer.status == 0 else {
            throw Tool.Failure(command: line, status: answer.status, output: answer.text)
        }
    }
}
