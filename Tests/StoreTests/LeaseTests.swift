import Database
import Foundation
import Money
import Store
import TestSupport
import Testing

@Suite("Work that one instance does at a time")
struct LeaseTests {
    /// Places of new books: the file, and the cluster where there is one.
    private static let engines = TestEngine.server == nil ? ["file"] : ["file", "cluster"]

    private static let migrations =
        [
            Migration(
                number: 1, name: "before", sqlite: "CREATE TABLE before (x INTEGER) STRICT;",
                postgresql: PostgreSQLSchema.refusal
                    + PostgreSQLSchema.tables("CREATE TABLE before (x INTEGER) STRICT;"))
        ] + StoreSchema.migrations

    /// Opens the same new books twice, as two programs do.
    private func withTwo(
        _ engine: String, _ body: ([Database]) async throws -> Void
    ) async throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "lease-\(UUID().uuidString).sqlite").path()
        let place = engine == "file" ? file : try #require(TestEngine.newSchema())
        let first = try Database.create(path: place, migrations: LeaseTests.migrations) { _ in }
        let second = try Database.open(path: place, migrations: LeaseTests.migrations)
        defer {
            try? second.close()
            if let schema = try? ClusterAddress(place).schema, engine == "cluster" {
                try? first.write { try $0.run("DROP SCHEMA \(schema) CASCADE") }
            }
            try? first.close()
            for end in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: file + end)
            }
        }
        try await body([first, second])
    }

    @Test("Of two programs that ask at the same moment one has the lease", arguments: engines)
    func one(_ engine: String) async throws {
        try await withTwo(engine) { programs in
            var holders: Set<String> = []
            for turn in 0..<25 {
                let now = Moment(seconds: Int64(turn) * 10)
                let until = Moment(seconds: now.seconds + 10)
                let winners = try await withThrowingTaskGroup(of: String?.self) { group in
                    for place in 0..<6 {
                        let (program, name) = (programs[place % 2], "p\(place % 2)")
                        group.addTask {
                            let isOurs = try program.write { connection in
                                try Leases(connection).take(
                                    "work", for: name, until: until, at: now)
                            }
                            return isOurs ? name : nil
                        }
                    }
                    return try await group.reduce(into: Set<String>()) { found, name in
                        if let name { found.insert(name) }
                    }
                }
                #expect(winners.count == 1, "\(turn): \(winners)")
                holders.formUnion(winners)
            }
            #expect(!holders.isEmpty)
        }
    }

    @Test("A lease is kept, runs out, and is given back by its holder alone", arguments: engines)
    func life(_ engine: String) async throws {
        try await withTwo(engine) { programs in
            func take(_ program: Int, _ at: Int64, _ until: Int64) throws -> Bool {
                try programs[program].write {
                    try Leases($0).take(
                        "work", for: "p\(program)", until: Moment(seconds: until),
                        at: Moment(seconds: at))
                }
            }
            func isElsewhere(_ program: Int, _ at: Int64) throws -> Bool {
                try programs[program].read {
                    try Leases($0).isElsewhere(
                        "work", than: "p\(program)", at: Moment(seconds: at))
                }
            }
            #expect(try take(0, 0, 30) && !take(1, 29, 60))
            #expect(try isElsewhere(1, 29) && !isElsewhere(1, 30) && !isElsewhere(0, 0))
            #expect(try take(0, 29, 59) && !take(1, 58, 90) && take(1, 59, 90))
            try programs[0].write { try Leases($0).giveBack("work", of: "p0") }
            #expect(try isElsewhere(0, 60) && !take(0, 60, 90))
            #expect(
                try programs[1].read {
                    try Leases($0).isHeld("work", by: "p1", until: Moment(seconds: 90))
                })
            try programs[1].write { try Leases($0).giveBack("work", of: "p1") }
            #expect(try !isElsewhere(0, 60) && take(0, 60, 90))
        }
    }
}
