import Database
import Foundation
import Office
import Store
import Synchronization
import Testing

/// Books that many tests begin with, made once; each works on a copy.
enum AprilBooks {
    /// The sample month through 2026-04-30, reconciled.
    private static let whole = Result {
        try made { desk in
            let reports = try desk.take(SampleMonth.april)
            #expect(reports.allSatisfy { $0.status == .accepted || $0.status == .duplicate })
            try desk.reconcile("2026-04-30")
        }
    }

    /// The bank's files of that month alone.
    private static let bank = Result {
        try made { desk in
            let reports = try desk.take(SampleMonth.files("bank"))
            #expect(reports.allSatisfy { $0.status == .accepted })
        }
    }

    static func copy() throws -> Desk { try Desk(copying: whole.get()) }

    static func copyOfBank() throws -> Desk { try Desk(copying: bank.get()) }

    private static func made(_ body: (Desk) throws -> Void) throws -> String {
        let desk = try Desk()
        desk.isCopied = true
        try body(desk)
        try desk.books.database.checkpoint()
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: desk.path, toPath: folder.path("books"))
        kept.withLock { $0.append(folder) }
        return folder.path("books")
    }

    /// Folders that last until the process ends, and no longer.
    private static let kept: Mutex<[TemporaryFolder]> = {
        atexit { AprilBooks.kept.withLock { $0.removeAll() } }
        return Mutex([])
    }()
}
