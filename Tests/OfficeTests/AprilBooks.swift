import Database
import Foundation
import Office
import Store
import Synchronization
import Testing

/// Books of the sample month through 2026-04-30, made once; each test works on a copy.
enum AprilBooks {
    private static let made: Result<TemporaryFolder, any Error> = Result {
        let desk = try Desk()
        let reports = try desk.take(SampleMonth.april)
        #expect(reports.allSatisfy { $0.status == .accepted || $0.status == .duplicate })
        try desk.reconcile("2026-04-30")
        try desk.books.database.checkpoint()
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: desk.path, toPath: folder.path("books"))
        path.withLock { $0 = folder.url }
        atexit {
            if let url = AprilBooks.path.withLock({ $0 }) {
                try? FileManager.default.removeItem(at: url)
            }
        }
        return folder
    }
    private static let path = Mutex<URL?>(nil)

    static func copy() throws -> Desk { try Desk(copying: made.get().path("books")) }
}
