import Foundation
import Glibc
import Testing

/// `suito serve` on the loopback, for as long as it is held.
final class RunningService {
    struct Silent: Error, CustomStringConvertible {
        let said: String
        var description: String { "the service does not listen: \(said)" }
    }

    let url: String
    let books: TestBooks
    private let process = Process()
    private let errors: String
    private var hasEnded = false

    /// A page with a provider that takes payments; it is asked nothing before one begins.
    static func page(_ books: TestBooks, provider url: String = "http://127.0.0.1:9") throws
        -> String
    {
        let key = try books.folder.write("paypay-key", "simulated-key:simulated-secret\n".utf8)
        return """
            sandbox: true
            providers:
              paypay-online:
                adapter: paypay
                url: \(url)
                merchant: "480000000000000001"
                key: \(key)

            """
    }

    /// - Parameter page: of configuration, without `listen`.
    init(
        _ books: TestBooks, page: String? = nil, scheme: String = "http",
        environment: [String: String] = [:]
    ) throws {
        let page = try page ?? RunningService.page(books)
        self.books = books
        let port = try RunningService.freePort()
        url = "\(scheme)://127.0.0.1:\(port)"
        let config = try books.folder.write(
            "serve-\(port).yaml", "listen: 127.0.0.1:\(port)\n\(page)".utf8)
        errors = try books.folder.write("serve-\(port).err", [])
        process.executableURL = URL(filePath: try Program.path())
        process.arguments = ["serve", "--config", config, "--data", books.place]
        process.currentDirectoryURL = URL(filePath: books.folder.path)
        process.environment = ["LANG": "en_US.UTF-8"].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        let log = try FileHandle(forWritingTo: URL(filePath: errors))
        process.standardError = log
        try process.run()
        try log.close()
        // It says where it listens, or ends.
        let line = output.fileHandleForReading.availableData
        guard String(decoding: line, as: UTF8.self).hasPrefix(url) else {
            stop()
            throw Silent(said: said)
        }
    }

    deinit { stop() }

    var id: Int32 { process.processIdentifier }

    /// What it has logged so far.
    var said: String {
        String(decoding: FileManager.default.contents(atPath: errors) ?? Data(), as: UTF8.self)
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Ends it as an operator does, and says with which code.
    @discardableResult
    func stop() -> Int32 {
        if !hasEnded, process.isRunning { process.terminate() }
        process.waitUntilExit()
        hasEnded = true
        return process.terminationStatus
    }

    /// A port that nobody listens at just now.
    static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0
                    ? getsockname(descriptor, address, &length) : -1
            }
        }
        guard status == 0 else { throw POSIXError(.EADDRINUSE) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
