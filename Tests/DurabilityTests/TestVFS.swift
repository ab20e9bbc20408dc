import Foundation
import GRDBSQLite
import Synchronization

/// A file system of SQLite above the usual one.
///
/// What databases in the folder of a ``PowerCutDisk`` write goes by that disk too. All other files
/// are opened as ever.
enum TestVFS {
    private static let disks = Mutex<[PowerCutDisk]>([])
    /// Registered for good, with the first disk, as the one that is taken where none is named.
    private static let isRegistered: Bool = register()

    static func register(_ disk: PowerCutDisk) {
        disks.withLock { $0.append(disk) }
        precondition(isRegistered, "SQLite takes no file system")
    }

    static func forget(_ disk: PowerCutDisk) {
        disks.withLock { disks in disks.removeAll { $0 === disk } }
    }

    static func disk(of path: String) -> PowerCutDisk? {
        disks.withLock { $0.first { path.hasPrefix($0.folder) } }
    }

    private static func register() -> Bool {
        guard let base = sqlite3_vfs_find("unix") else { return false }
        var own = base.pointee
        own.szOsFile += Int32(TrackedFile.head)
        own.zName = UnsafePointer(strdup("suito-power-cut"))
        own.xOpen = { _, name, file, flags, outFlags in
            TrackedFile.open(name, file, flags, outFlags)
        }
        own.xDelete = { _, name, syncFolder in
            guard let base = sqlite3_vfs_find("unix"), let name else { return SQLITE_IOERR }
            let path = String(cString: name)
            TestVFS.disk(of: path)?.removed((path as NSString).lastPathComponent)
            return base.pointee.xDelete(base, name, syncFolder)
        }
        let place = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        place.initialize(to: own)
        return sqlite3_vfs_register(place, 1) == SQLITE_OK
    }
}
