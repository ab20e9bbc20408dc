import Database
import Glibc

/// Work that must be alone on some books among all processes: a lock on `books.lock`.
enum BooksLock {
    /// - Parameter waiting: for its turn; else it is ``DatabaseTrouble/Kind/busy``.
    static func alone<T>(
        on folder: String, waiting: Bool = true, _ body: () throws -> T
    ) throws -> T {
        let lock = open(folder + "/books.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw DatabaseTrouble(.io, "cannot lock \(folder)/books.lock")
        }
        defer { close(lock) }
        while flock(lock, waiting ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK {
                throw DatabaseTrouble(.busy, "another process works on the books in \(folder)")
            }
            guard errno == EINTR else { throw DatabaseTrouble(.io, "cannot lock \(folder)") }
        }
        return try body()
    }
}
