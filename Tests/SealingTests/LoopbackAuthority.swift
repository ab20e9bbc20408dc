import Foundation
import FoundationNetworking
import Glibc
import Sealing

/// `openssl ts -reply` behind HTTP on the loopback, for as long as it is held.
final class LoopbackAuthority: Sendable {
    private let authority: StockAuthority
    let url: String
    private let child: Child
    /// The server ends when its input does, however the tests end.
    private let input: Int32

    /// - Parameter identity: the authority's key and certificate.
    init(_ identity: DemoIdentity) throws {
        authority = try StockAuthority(identity)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Scripts/timestamp_authority.py").path
        let folder = authority.folder
        let (inputEnd, input) = try LoopbackAuthority.pipe()
        let (output, outputEnd) = try LoopbackAuthority.pipe()
        defer { for end in [inputEnd, output] { close(end) } }
        self.input = input
        child = try Child(
            ["python3", script, folder.path], in: folder, input: inputEnd, output: outputEnd)
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

    /// A transport by the platform's own HTTP client.
    static let exchange: TimestampAuthority.Exchange = { request in
        guard let url = URL(string: request.url) else { throw URLError(.badURL) }
        var post = URLRequest(url: url)
        post.httpMethod = "POST"
        post.httpBody = Data(request.body)
        post.setValue(request.contentType, forHTTPHeaderField: "Content-Type")
        let (data, response) = try await URLSession.shared.data(for: post)
        guard let answer = response as? HTTPURLResponse else {
            throw URLError(.badServerResponse)
        }
        return TimestampAuthority.Reply(
            status: answer.statusCode,
            contentType: answer.value(forHTTPHeaderField: "Content-Type") ?? "",
            body: [UInt8](data))
    }
}
