import Foundation
import GRDBSQLite
import Glibc

extension Database {
    /// Copies a snapshot of a database file into a new file, while others read and write.
    ///
    /// The copy is written aside, as `COPY.PID.part`, and takes its name when all of it is on the
    /// disk; a copy that was killed leaves that part behind. It is one file without a log, which
    /// only its owner may read. While it is made the log of the source is not cut.
    ///
    /// - Parameter complete: what else is done to the copy before it takes its name.
    /// - Throws: ``DatabaseTrouble/Kind/exists`` where there is anything of that name, and
    ///   ``DatabaseTrouble/Kind/missing`` where there is no source.
    public static func copy(
        _ path: String, to copy: String, complete: (Connection) throws -> Void = { _ in }
    ) throws {
        guard !ClusterAddress.isAddress(path) else {
            throw DatabaseTrouble(.other, "a cluster is backed up by pg_dump or pg_basebackup")
        }
        try requireFile(path)
        guard !isTaken(copy) else { throw taken(copy) }
        let part = "\(copy).\(getpid()).part"
        unlink(part)
        let descriptor = Glibc.open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw trouble(with: part) }
        defer { unlink(part) }
        // Closed at once: closing it later would take away the locks that SQLite has on it.
        Glibc.close(descriptor)
        try write(path, to: part, complete)
        try synchronise(part, O_RDWR)
        // Unlike a renaming, a link takes nobody's place.
        guard link(part, copy) == 0 else {
            throw errno == EEXIST ? taken(copy) : trouble(with: copy)
        }
        unlink(part)
        try synchronise(folder(of: copy), O_RDONLY | O_DIRECTORY)
    }

    private static func write(
        _ path: String, to part: String, _ complete: (Connection) throws -> Void
    ) throws {
        let source = try openCopying(path)
        defer { sqlite3_close_v2(source) }
        let target = try openCopying(part)
        defer { sqlite3_close_v2(target) }
        guard let backup = sqlite3_backup_init(target, "main", source, "main") else {
            throw DatabaseTrouble(handle: target)
        }
        // In one step, and so in one snapshot.
        let code = sqlite3_backup_step(backup, -1)
        guard sqlite3_backup_finish(backup) == SQLITE_OK, code == SQLITE_DONE else {
            throw DatabaseTrouble(
                code: code == SQLITE_DONE ? sqlite3_extended_errcode(target) : code,
                message: String(cString: sqlite3_errstr(code)))
        }
        let connection = Connection(handle: target)
        defer { connection.forgetStatements() }
        // What is half-done is thrown away, so its journal may stay in memory.
        try connection.run(
            """
            PRAGMA journal_mode = DELETE;
            PRAGMA journal_mode = MEMORY;
            PRAGMA synchronous = OFF;
            """)
        try EmbeddedDatabase.transaction(on: connection, complete)
    }

    private static func openCopying(_ path: String) throws -> OpaquePointer {
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil)
        guard code == SQLITE_OK, let handle else {
            defer { sqlite3_close_v2(handle) }
            throw DatabaseTrouble(handle: handle)
        }
        sqlite3_busy_timeout(handle, 10_000)
        return handle
    }

    private static func isTaken(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private static func taken(_ path: String) -> DatabaseTrouble {
        DatabaseTrouble(.exists, "there is something at \(path) already")
    }

    private static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    private static func synchronise(_ path: String, _ flags: Int32) throws {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw trouble(with: path) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw trouble(with: path) }
    }

    /// What the system last said of a path.
    private static func trouble(with path: String) -> DatabaseTrouble {
        let number = errno
        let kind: DatabaseTrouble.Kind =
            switch number {
            case ENOSPC, EDQUOT: .full
            case EROFS, EACCES, EPERM: .readonly
            default: .io
            }
        return DatabaseTrouble(kind, "\(path): \(String(cString: strerror(number)))")
    }
}
