import Glibc

/// Counts what is written into some folders while it is written: bytes, new files, new names.
///
/// The kernel tells (`inotify(7)`), so nothing is missed between two looks and nobody sleeps.
final class FolderWatch {
    struct Unwatchable: Error {
        let folder: String
    }

    private let descriptor: Int32
    /// What was told so far; the same thing several times in a row may be told once.
    private(set) var count = 0

    init(_ folders: [String]) throws {
        descriptor = inotify_init1(Int32(O_NONBLOCK | O_CLOEXEC))
        let wanted = UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_DELETE)
        for folder in folders where inotify_add_watch(descriptor, folder, wanted) < 0 {
            close(descriptor)
            throw Unwatchable(folder: folder)
        }
    }

    deinit { close(descriptor) }

    /// Waits until so much was told since the beginning, or the program has ended.
    func wait(for wanted: Int, or program: RunningProgram) {
        while count < wanted {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // The end of a program is no event of a folder, so it is asked now and then.
            if poll(&request, 1, 5) == 0, program.ends(within: 0) { break }
            take()
        }
        take()
    }

    private func take() {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let length = read(descriptor, &bytes, bytes.count)
            guard length > 0 else { return }
            var place = 0
            while place < length {
                // struct inotify_event: wd, mask, cookie, len, then len bytes of the name.
                let name = bytes.withUnsafeBytes {
                    $0.loadUnaligned(fromByteOffset: place + 12, as: UInt32.self)
                }
                place += 16 + Int(name)
                count += 1
            }
        }
    }
}
