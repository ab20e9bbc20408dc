import Foundation
import Glibc

/// Another program of ours at work beside this one, which says where it listens as its first line.
final class ServerProcess {
    /// `http://127.0.0.1:8080`.
    let address: String
    var port: UInt16 { UInt16(address.split(separator: ":").last ?? "") ?? 0 }
    private let child: pid_t
    private let output: Int32
    private var hasEnded = false

    /// Starts this very program, and waits until it listens.
    ///
    /// - Parameter errors: the file that takes its standard error.
    /// - Throws: where it ends without listening.
    init(_ arguments: [String], errors: String) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Exit.trouble }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var words: [UnsafeMutablePointer<CChar>?] = (["suito"] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let status = posix_spawn(
            &child, ChildProcess.ownPath, &actions, nil, words, environ)
        close(ends[1])
        guard status == 0 else {
            close(ends[0])
            throw Exit.trouble
        }
        self.child = child
        output = ends[0]
        address = ServerProcess.line(from: ends[0])
        guard port > 0 else {
            stop()
            say((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")
            throw Exit.trouble
        }
    }

    deinit { stop() }

    private static func line(from descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) == 1, byte != 0x0A { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Processor time that it has taken so far, all its threads together.
    var processorMicroseconds: Int64 {
        let text = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ""
        // The name in parentheses may hold blanks; user and system time come 12 and 13 behind it.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Int64(fields[11]), let system = Int64(fields[12]) else {
            return 0
        }
        return (user + system) * 1_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Tells it to end, and waits for that.
    ///
    /// - Returns: whether it ended well.
    @discardableResult
    func stop() -> Bool {
        guard !hasEnded else { return true }
        hasEnded = true
        kill(child, SIGTERM)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        close(output)
        return status == 0
    }
}
