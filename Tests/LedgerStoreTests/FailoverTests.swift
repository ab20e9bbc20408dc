import Database
import Foundation
import Ledger
import LedgerStore
import Synchronization
import TestSupport
import Testing

/// A server that is lost for good while clients post, and a synchronous standby in its place.
@Suite(
    .serialized,
    .enabled(if: StandbyPair.programs != nil, "\(StandbyPair.noPrograms)"))
struct FailoverTests {
    /// How often in a row; `SUITO_FAILOVERS` says otherwise.
    private static let rounds =
        ProcessInfo.processInfo.environment["SUITO_FAILOVERS"].flatMap { Int($0) } ?? 3
    private static let clients = 8
    /// Vouchers that are acknowledged before a server is lost, and again behind it.
    private static let stretch = 300

    private static func open(_ url: String) throws -> Database {
        try Database.open(
            path: url, migrations: LedgerStore.migrations, busyTimeoutSeconds: 120)
    }

    private static func create(_ url: String) throws -> Database {
        try Database.create(
            path: url, migrations: LedgerStore.migrations, busyTimeoutSeconds: 120
        ) {
            try LedgerStore.initialise(
                in: $0, begins: Books.begins, leafSecret: Books.leafSecret)
        }
    }

    @Test("Nothing acknowledged is lost, nothing is doubled, and work goes on by itself")
    func underLoad() async throws {
        try await lose("failovers") { pair, ending, lost in
            try pair.failOver(ending, ended: lost)
        } mend: {
            try $0.rejoin()
        }
    }

    @Test("A server that crashes and starts again has what it acknowledged, once")
    func restart() async throws {
        try await lose("crashes") { pair, ending, lost in
            try pair.restart(ending, ended: lost)
        } mend: {
            try $0.awaitStandby()
        }
    }

    /// Loses the server as often as there are rounds, while clients post.
    private func lose(
        _ name: String,
        _ lose: @escaping @Sendable (StandbyPair, StandbyPair.Ending, () -> Void) throws -> Void,
        mend: (StandbyPair) throws -> Void
    ) async throws {
        let pair = try StandbyPair()
        let url = pair.url + "?schema=failover&target_session_attrs=read-write"
        let databases = [try Self.create(url), try Self.open(url)]
        // Two instances, each with a writer of its own.
        let stores = databases.map { LedgerStore($0) }
        let score = FailoverScore()
        for round in 1...Self.rounds {
            let ending = StandbyPair.Ending.allCases[round % StandbyPair.Ending.allCases.count]
            score.begin()
            try await withThrowingTaskGroup { group in
                for client in 0..<Self.clients {
                    group.addTask {
                        try await score.post("\(round)-\(client)", to: stores[client % 2])
                    }
                }
                group.addTask {
                    await score.reaches(Self.stretch)
                    try lose(pair, ending) { score.noteLoss() }
                    await score.reaches(Self.stretch)
                    score.end()
                }
                try await group.waitForAll()
            }
            let head = try databases[0].read { try stores[0].head($0) }
            #expect(head.sequence == score.acknowledged, "round \(round), \(ending)")
            try mend(pair)
        }
        var stored: [String: Int64] = [:]
        try databases[1].read { connection in
            try stores[1].forEachVoucher(connection) { stored[$0.cause] = $0.sequence }
        }
        #expect(stored == score.answers)
        #expect(try stores[0].audit().isSound)
        print("\(Self.rounds) \(name): \(score.summary)")
        for store in stores { store.shutdown() }
    }

    @Test("A COMMIT whose wait for the standby is broken off is unknown, and asked after")
    func brokenOff() async throws {
        let pair = try StandbyPair()
        let database = try Self.create(pair.url + "?schema=failover")
        let store = LedgerStore(database)
        _ = try store.post([Books.sales(["first"])])
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        try pair.holdStandby(true)
        async let answer = store.submit(try Books.sales(["second"]))
        try pair.wait(for: "1", waiting)
        let since = try pair.ask(
            "SELECT query_start FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        try pair.ask(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        // It asks now whether its commit stands, and that waits for the standby too.
        try pair.wait(for: "1", waiting + " AND query_start > '\(since)'")
        try pair.holdStandby(false)
        let outcomes = try await answer.map { try $0.get() }
        #expect(outcomes == [.posted(sequence: 2, day: Books.begins)])
        let again = try store.post([Books.sales(["second"])]).joined().map { try $0.get() }
        #expect(again == [.duplicate(sequence: 2, day: Books.begins)])
        let head = try database.read { try store.head($0) }
        #expect(head.sequence == 2 && head.commits == 2)
        store.shutdown()
    }
}
