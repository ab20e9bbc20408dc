import Foundation
import Glibc

/// A stock program that reads PDF files, and shares no code with what writes them.
enum Tool {
    struct Failure: Error {
        var command: String
        var status: Int32
        var output: String
    }

    /// Runs it; answers all it said, and throws where it fails.
    ///
    /// By `posix_spawn` and `waitpid`: with many tests at a time, waiting must depend on nothing
    /// but the process.
    @discardableResult
    static func run(_ words: String..., in folder: Folder) throws -> String {
        let output = folder.path("\(UUID().uuidString).out")
        let file = open(output, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(command: words[0], status: errno, output: output) }
        defer {
            close(file)
            unlink(output)
        }
        let status = try spawn(["env", "-C", folder.path, "LC_ALL=C.UTF-8"] + words, file)
        let data = try Data(contentsOf: URL(fileURLWithPath: output))
        let text = String(decoding: data, as: UTF8.self)
        guard status == 0 else {
            throw Failure(command: words.joined(separator: " "), status: status, output: text)
        }
        return text
    }

    private static func spawn(_ line: [String], _ output: Int32) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // The threads that tests run in block signals; a child must not inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments = line.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let status = posix_spawnp(&pid, line[0], &actions, &attributes, &arguments, environ)
        guard status == 0 else {
            throw Failure(command: line[0], status: status, output: "not started")
        }
        var ending: Int32 = 0
        while waitpid(pid, &ending, 0) < 0, errno == EINTR {}
        let signal = ending & 0x7F
        return signal == 0 ? ending >> 8 & 0xFF : 128 + signal
    }
}
