import Foundation
import Glibc

/// A timestamp authority on the loopback with the demo key, for as long as it is held.
final class LoopbackAuthority {
    let url: String
    private let child: Child
    /// The server ends when its input does, however the tests end.
    private let input: Int32

    /// - Parameter keys: folder of demo keys.
    init(keys: String, in folder: TemporaryFolder) throws {
        let place = folder.path + "/tsa"
        try Shell.done(
            """
            mkdir -p tsa
            cp \(keys)/tsa.key \(keys)/tsa-chain.pem \(keys)/tsa-ca.pem tsa
            [ -e tsa/serial ] || echo 01 > tsa/serial
            printf '%s\\n' '[tsa]' 'default_tsa=demo' '[demo]' 'serial=serial' \
                'signer_cert=tsa-chain.pem' 'certs=tsa-ca.pem' 'signer_key=tsa.key' \
                'signer_digest=sha256' 'default_policy=1.2.3.4.1' 'digests=sha256' \
                'accuracy=secs:1' 'ess_cert_id_alg=sha256' > tsa/tsa.cnf
            """, in: folder.path)
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(
                path: "SealingTests/Scripts/timestamp_authority.py"
            ).path()
        let (inputEnd, input) = try LoopbackAuthority.pipe()
        let (output, outputEnd) = try LoopbackAuthority.pipe()
        defer { for end in [inputEnd, output] { close(end) } }
        self.input = input
        child = try Child(
            ["python3", script, place], in: folder.path, input: inputEnd, output: outputEnd)
        close(outputEnd)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.last != 0x0A, read(output, &byte, 1) == 1 { line.append(byte) }
        url = "http://127.0.0.1:\(String(decoding: line.dropLast(), as: UTF8.self))"
    }

    /// Both ends of a pipe that no other child inherits.
    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    deinit {
        close(input)
        _ = child.wait()
    }
}
