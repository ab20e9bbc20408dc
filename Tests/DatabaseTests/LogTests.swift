import Database
import Foundation
import Synchronization
import Testing

@Suite("The write-ahead log", .serialized)
struct LogTests {
    static let table = Migration(
        number: 1, name: "rows",
        sqlite: "CREATE TABLE r (id INTEGER PRIMARY KEY, text BLOB NOT NULL) STRICT")
    /// Small, so that a test reaches it often.
    static let limits = LogLimits(markBytes: 1 << 20, boundBytes: 8 << 20)

    let folder: TemporaryFolder
    var path: String { folder.path("books") }

    init() throws { folder = try TemporaryFolder() }

    private func make(_ limits: LogLimits = LogTests.limits) throws -> Database {
        try Database.create(path: path, migrations: [LogTests.table], logLimits: limits)
    }

    private func logBytes() -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path + "-wal")
        return (attributes?[.size] as? Int) ?? 0
    }

    /// Adds rows in one commit.
    private func add(_ count: Int, _ database: Database, bytes: Int = 300) throws {
        let blob = [UInt8](repeating: 0x5A, count: bytes)
        try database.write { connection in
            let insert = try connection.statement("INSERT INTO r (text) VALUES (?1)")
            for _ in 0..<count {
                insert.bind(1, blob)
                try insert.run()
            }
        }
    }

    private func count(_ database: Database) throws -> Int64 {
        try database.read { connection in
            let row = try connection.statement("SELECT count(*) FROM r")
            try row.step()
            return row.int64(0)
        }
    }

    /// The most that the log had while some commits were made.
    private func largest(_ commits: Int, _ database: Database) throws -> Int {
        var largest = 0
        for _ in 0..<commits {
            try add(100, database)
            largest = max(largest, logBytes())
        }
        return largest
    }

    @Test("stays near its mark under steady writing, and the file is whole afterwards")
    func steady() throws {
        let database = try make(.standard)
        var times: [Duration] = []
        var largest = 0
        let clock = ContinuousClock()
        for _ in 0..<2_500 {
            times.append(try clock.measure { try add(100, database) })
            largest = max(largest, logBytes())
        }
        times.sort()
        print(
            "2,500 commits of 100 rows: p50 \(times[1_250]), p99 \(times[2_475]), "
                + "max \(times[2_499]); the log had at most \(largest >> 10) KiB")
        #expect(largest < 64 << 20)
        try database.close()
        let copy = folder.path("copy")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        let opened = try Database.open(path: copy, migrations: [LogTests.table])
        #expect(try count(opened) == 250_000)
    }

    @Test("stays short while readers come and go without a pause")
    func readers() throws {
        let database = try make()
        let isOver = Mutex(false)
        let group = DispatchGroup()
        for _ in 0..<3 {
            DispatchQueue.global().async(group: group) {
                while !isOver.withLock({ $0 }) { _ = try? count(database) }
            }
        }
        let largest = try largest(600, database)
        isOver.withLock { $0 = true }
        group.wait()
        #expect(largest < 16 << 20, "\(largest)")
        #expect(try count(database) == 60_000)
    }

    @Test("is cut once a reader that held it back has ended")
    func longReader() throws {
        let database = try make(LogLimits(markBytes: 256 << 10, boundBytes: 64 << 20))
        let other = try Database.open(path: path, migrations: [LogTests.table])
        try add(100, database)
        try other.read { connection in
            let row = try connection.statement("SELECT count(*) FROM r")
            try row.step()
            #expect(row.int64(0) == 100)
            #expect(try largest(300, database) > 8 << 20)
        }
        let held = logBytes()
        // The file keeps its length where that is below 64 MiB, but is written anew from the front.
        #expect(try largest(600, database) <= held + 4 << 20)
        #expect(try count(database) == 90_100)
        try database.checkpoint()
        #expect(logBytes() == 0)
    }

    @Test("that a process left behind is taken on by the next")
    func leftBehind() throws {
        let first = try make(LogLimits(markBytes: 1 << 30, boundBytes: 1 << 30))
        for _ in 0..<100 { try add(100, first) }
        let left = logBytes()
        #expect(left > 3 << 20)
        // Killed: the files are taken as they lie.
        let folder = try TemporaryFolder()
        for end in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: path + end, toPath: folder.path("books") + end)
        }
        let next = try Database.open(
            path: folder.path("books"), migrations: [LogTests.table], logLimits: LogTests.limits)
        #expect(try count(next) == 10_000)
        for _ in 0..<200 { try add(100, next) }
        let log = try FileManager.default.attributesOfItem(atPath: folder.path("books-wal"))
        let size = try #require(log[.size] as? Int)
        #expect(size < left + 4 << 20)
        #expect(try count(next) == 30_000)
    }

    @Test("is kept short by two writers of one file, and nothing of either is lost")
    func twoWriters() throws {
        let one = try make()
        let two = try Database.open(
            path: path, migrations: [LogTests.table], logLimits: LogTests.limits)
        let largest = Mutex(0)
        let troubles = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { index in
            do {
                for _ in 0..<300 {
                    try add(100, index == 0 ? one : two)
                    let size = logBytes()
                    largest.withLock { $0 = max($0, size) }
                }
            } catch {
                troubles.withLock { $0.append("\(error)") }
            }
        }
        #expect(troubles.withLock { $0 } == [])
        #expect(largest.withLock { $0 } < 24 << 20)
        #expect(try count(one) == 60_000)
        #expect(try one.read { try $0.integrityFindings() } == [])
    }
}
