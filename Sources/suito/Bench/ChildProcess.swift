import Foundation
import Glibc

/// Runs a program and tells what it took: its own time and memory, apart from ours.
enum ChildProcess {
    struct Usage {
        var seconds: Double
        var peakBytes: Int64
        var status: Int32
    }

    /// This very program.
    static var ownPath: String { "/proc/self/exe" }

    /// - Parameters:
    ///   - output: the file that takes its standard output; nil: nowhere.
    /// - Throws: where it cannot be started.
    static func run(
        _ path: String, _ arguments: [String], output: String? = nil
    ) throws -> Usage {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(
            &actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        let name = path == ownPath ? "suito" : (path as NSString).lastPathComponent
        var words: [UnsafeMutablePointer<CChar>?] = ([name] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let start = ContinuousClock.now
        guard posix_spawnp(&child, path, &actions, nil, words, environ) == 0 else {
            throw Exit.trouble
        }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(child, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw Exit.trouble }
        }
        let spent = (ContinuousClock.now - start).components
        return Usage(
            seconds: Double(spent.seconds) + Double(spent.attoseconds) * 1e-18,
            peakBytes: Int64(usage.ru_maxrss) * 1024, status: status)
    }
}
