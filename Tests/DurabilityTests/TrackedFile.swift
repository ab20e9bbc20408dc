import Foundation
import GRDBSQLite

/// An open file that a ``PowerCutDisk`` follows.
///
/// Behind SQLite's own head lie a reference to this object, and then the file of the usual file
/// system, which does the work.
final class TrackedFile {
    /// The method table and the reference: eight bytes each.
    static let head = 16

    let disk: PowerCutDisk
    let name: String
    /// Failed synchronisations that this handle has heard of.
    private var heard: Int

    private init(_ disk: PowerCutDisk, _ name: String, heard: Int) {
        self.disk = disk
        self.name = name
        self.heard = heard
    }

    private typealias Pointer = UnsafeMutablePointer<sqlite3_file>

    private static func real(_ file: Pointer) -> Pointer {
        (UnsafeMutableRawPointer(file) + head).assumingMemoryBound(to: sqlite3_file.self)
    }

    private static func place(_ file: Pointer) -> UnsafeMutablePointer<UnsafeRawPointer> {
        (UnsafeMutableRawPointer(file) + 8).assumingMemoryBound(to: UnsafeRawPointer.self)
    }

    private static func own(_ file: Pointer) -> TrackedFile {
        Unmanaged<TrackedFile>.fromOpaque(place(file).pointee).takeUnretainedValue()
    }

    static func open(
        _ name: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
        _ outFlags: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let base = sqlite3_vfs_find("unix"), let file else { return SQLITE_IOERR }
        let isTracked = flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL) != 0
        let path = name.map { String(cString: $0) } ?? ""
        guard isTracked, let disk = TestVFS.disk(of: path) else {
            return base.pointee.xOpen(base, name, file, flags, outFlags)
        }
        let real = real(file)
        let code = base.pointee.xOpen(base, name, real, flags, outFlags)
        guard code == SQLITE_OK else {
            file.pointee.pMethods = nil
            return code
        }
        let fileName = (path as NSString).lastPathComponent
        let heard = disk.opened(
            fileName, Array(FileManager.default.contents(atPath: path) ?? Data()))
        let own = TrackedFile(disk, fileName, heard: heard)
        place(file).initialize(to: UnsafeRawPointer(Unmanaged.passRetained(own).toOpaque()))
        file.pointee.pMethods = methods
        return SQLITE_OK
    }

    /// One for all files, and for ever; only read once it is made.
    nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_io_methods> = {
        var own = sqlite3_io_methods()
        // Without mapped memory, which nobody could follow.
        own.iVersion = 2
        own.xClose = { file in
            guard let file else { return SQLITE_IOERR }
            let real = TrackedFile.real(file)
            let code = real.pointee.pMethods.pointee.xClose(real)
            Unmanaged<TrackedFile>.fromOpaque(TrackedFile.place(file).pointee).release()
            file.pointee.pMethods = nil
            return code
        }
        own.xRead = { file, buffer, count, offset in
            guard let file else { return SQLITE_IOERR }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xRead(real, buffer, count, offset)
        }
        own.xWrite = { file, buffer, count, offset in
            guard let file, let buffer else { return SQLITE_IOERR }
            let own = TrackedFile.own(file)
            let bytes = UnsafeRawBufferPointer(start: buffer, count: Int(count))
            let code = own.disk.write(own.name, at: Int(offset), bytes)
            guard code == SQLITE_OK else { return code }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xWrite(real, buffer, count, offset)
        }
        own.xTruncate = { file, size in
            guard let file else { return SQLITE_IOERR }
            let own = TrackedFile.own(file)
            let code = own.disk.truncate(own.name, to: Int(size))
            guard code == SQLITE_OK else { return code }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xTruncate(real, size)
        }
        // The real disk need not be waited for: the power does not fail.
        own.xSync = { file, _ in
            guard let file else { return SQLITE_IOERR }
            let own = TrackedFile.own(file)
            return own.disk.sync(own.name, heard: &own.heard)
        }
        own.xFileSize = { file, size in
            guard let file else { return SQLITE_IOERR }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xFileSize(real, size)
        }
        addLocks(&own)
        let place = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        place.initialize(to: own)
        return UnsafePointer(place)
    }()

    /// Locks and the memory that processes share are the usual ones.
    private static func addLocks(_ own: inout sqlite3_io_methods) {
        own.xLock = { file, level in
            guard let file else { return SQLITE_IOERR }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xLock(real, level)
        }
        own.xUnlock = { file, level in
            guard let file else { return SQLITE_IOERR }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xUnlock(real, level)
        }
        own.xCheckReservedLock = { file, result in
            guard let file else { return SQLITE_IOERR }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xCheckReservedLock(real, result)
        }
        own.xFileControl = { file, operation, argument in
            guard let file else { return SQLITE_IOERR }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xFileControl(real, operation, argument)
        }
        own.xSectorSize = { file in
            guard let file else { return 0 }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xSectorSize(real)
        }
        own.xDeviceCharacteristics = { file in
            guard let file else { return 0 }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xDeviceCharacteristics(real)
        }
        own.xShmMap = { file, region, size, extends, memory in
            guard let file else { return SQLITE_IOERR }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xShmMap(real, region, size, extends, memory)
        }
        own.xShmLock = { file, offset, count, flags in
            guard let file else { return SQLITE_IOERR }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xShmLock(real, offset, count, flags)
        }
        own.xShmBarrier = { file in
            guard let file else { return }
            let real = TrackedFile.real(file)
            real.pointee.pMethods.pointee.xShmBarrier(real)
        }
        own.xShmUnmap = { file, removes in
            guard let file else { return SQLITE_IOERR }
            let real = TrackedFile.real(file)
            return real.pointee.pMethods.pointee.xShmUnmap(real, removes)
        }
    }
}
