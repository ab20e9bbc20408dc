import Foundation
import Glibc

/// A stock program in a process of its own, by `posix_spawn`: waiting depends on nothing else.
struct Child {
    struct NotStarted: Error {
        let words: [String]
        let status: Int32
    }

    let pid: pid_t

    /// - Parameters:
    ///   - words: the program, looked up in the path, and its arguments.
    ///   - folder: where it runs.
    ///   - environment: what it sees besides that of the tests.
    ///   - input: its standard input, or nothing.
    ///   - output: where what it says goes, errors too.
    init(
        _ words: [String], in folder: String, environment: [String: String] = [:],
        input: Int32? = nil, output: Int32
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
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
        let line = ["env", "-C", folder] + environment.map { "\($0)=\($1)" } + words
        var arguments = line.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let status = posix_spawnp(&pid, line[0], &actions, &attributes, &arguments, environ)
        guard status == 0 else { throw NotStarted(words: words, status: status) }
        self.pid = pid
    }

    /// Waits for its end; its exit status, or 128 and the signal that ended it.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
}
