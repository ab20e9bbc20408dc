import Foundation
import Sealing

/// A folder with which `openssl ts -reply` is a timestamp authority.
final class StockAuthority: Sendable {
    let folder: Folder

    /// - Parameter identity: the authority's key and certificate.
    init(_ identity: DemoIdentity) throws {
        folder = try Folder()
        try identity.writeKey(to: folder.path("tsa.key"), passphrase: nil)
        try folder.write(identity.chainPEM, "tsa-chain.pem")
        try folder.write(try Demo.authority.get().pem, "tsa-ca.pem")
        try folder.write(Array(StockAuthority.configuration.utf8), "tsa.cnf")
        try folder.write(Array("01\n".utf8), "serial")
    }

    /// Stamps `seal.p7s` of the folder by the command line alone.
    func stamp(_ options: String = "-sha256 -cert") throws -> [UInt8] {
        try Tool.openssl("ts -query -data seal.p7s \(options) -out q.tsq", in: folder)
        try Tool.openssl("ts -reply -config tsa.cnf -queryfile q.tsq -out r.tsr", in: folder)
        return try folder.read("r.tsr")
    }

    private static let configuration = """
        [ tsa ]
        default_tsa = demo
        [ demo ]
        serial = serial
        signer_cert = tsa-chain.pem
        certs = tsa-ca.pem
        signer_key = tsa.key
        signer_digest = sha256
        default_policy = 1.2.3.4.1
        digests = sha1, sha256, sha512
        accuracy = secs:1
        clock_precision_digits = 3
        ess_cert_id_alg = sha256

        """
}
