import Foundation
import Glibc

/// Two servers of a test's own on the loopback: one that takes writes, and a synchronous standby
/// without which it answers no COMMIT.
///
/// All calls block, and none of them is made by two threads at a time.
public final class StandbyPair: Sendable {
    /// How the one that takes writes ends.
    public enum Ending: String, Sendable, CaseIterable {
        /// Every process of it is killed at once (SIGKILL).
        case killed
        /// Its processes drop everything (SIGQUIT).
        case dropped
        /// It ends its connections and tells the standby all that it has (SIGINT).
        case stopped

        fileprivate var signal: String {
            switch self {
            case .killed: "KILL"
            case .dropped: "QUIT"
            case .stopped: "INT"
            }
        }
    }

    public struct Trouble: Error, CustomStringConvertible {
        public var description: String
    }

    /// Where the server's programs are, nil where they are not installed.
    public static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap(Int.init).sorted().reversed().map { "\(root)/\($0)/bin" }
            .first { FileManager.default.isExecutableFile(atPath: $0 + "/pg_basebackup") }
    }()

    /// What a test says that is skipped because there are none.
    public static let noPrograms = "the programs of a PostgreSQL server are not installed"

    private let folder: String
    private let programs: String
    private let ports: [Int]
    /// Which of the two takes writes, in a file so that nothing in here changes.
    private var primaryFile: String { folder + "/primary" }

    public init() throws {
        guard let programs = StandbyPair.programs else {
            throw Trouble(description: StandbyPair.noPrograms)
        }
        self.programs = programs
        folder = FileManager.default.temporaryDirectory
            .appending(path: "suito-pair-\(UUID().uuidString)").path()
        ports = try StandbyPair.freePorts(2)
        try run(
            """
            mkdir -m 700 $F && own $F
            as $B/initdb -D $F/0 -U suito -A trust -E UTF8 --locale=C.UTF-8 --no-sync >>$F/log
            start 0
            join 0 1
            """)
        try setPrimary(0)
    }

    deinit {
        _ = try? run("for n in 0 1; do [ -d $F/$n ] && end $n QUIT; done; rm -rf $F")
    }

    /// Both hosts, for whoever wants the one that takes writes.
    public var url: String {
        "postgres://suito@127.0.0.1:\(ports[0]),127.0.0.1:\(ports[1])/postgres"
    }

    /// The standby alone.
    public var standbyURL: String { url(of: 1 - primary) + "?target_session_attrs=standby" }

    private func url(of server: Int) -> String {
        "postgres://suito@127.0.0.1:\(ports[server])/postgres"
    }

    /// Ends the server that takes writes, for good; the other one goes on without it.
    ///
    /// - Parameter ended: called between the two.
    public func failOver(_ ending: Ending, ended: () -> Void = {}) throws {
        let old = primary
        try run("end \(old) \(ending.signal); rm -rf $F/\(old)")
        ended()
        try run("as $B/pg_ctl -D $F/\(1 - old) -w -s -t 60 promote")
        try setPrimary(1 - old)
    }

    /// Ends the server that takes writes, and starts it again on what is left of it.
    ///
    /// - Parameter ended: called between the two.
    public func restart(_ ending: Ending, ended: () -> Void = {}) throws {
        try run("end \(primary) \(ending.signal)")
        ended()
        try run("start \(primary)")
    }

    /// Returns once the standby hears again, without which nothing is answered.
    public func awaitStandby() throws { try run("await_standby \(primary)") }

    /// Makes a new standby of the server that takes writes; returns once nothing is answered
    /// without it.
    public func rejoin() throws { try run("join \(primary) \(1 - primary)") }

    /// Holds back what the standby is told, or lets it go on.
    public func holdStandby(_ isHeld: Bool) throws {
        try run(
            "kill -\(isHeld ? "STOP" : "CONT") "
                + "$(pgrep -P $(head -1 $F/\(1 - primary)/postmaster.pid) -f walreceiver)")
    }

    /// What the server that takes writes says to a statement.
    @discardableResult public func ask(_ sql: String) throws -> String {
        try run("psql -XqAt -v ON_ERROR_STOP=1 '\(url(of: primary))' -c \"\(sql)\"")
    }

    /// Asks until the answer is that one.
    public func wait(for answer: String, _ sql: String) throws {
        try run("wait_for '\(answer)' \(ports[primary]) \"\(sql)\"")
    }

    /// Returns once the standby shows all that was committed.
    public func catchUp() throws {
        try wait(
            for: "0",
            """
            SELECT count(*) FROM pg_stat_replication
            WHERE pg_wal_lsn_diff(pg_current_wal_insert_lsn(), replay_lsn) > 0
            """)
    }

    // MARK: - Servers

    private var primary: Int {
        (try? String(contentsOfFile: primaryFile, encoding: .utf8)) == "1" ? 1 : 0
    }

    private func setPrimary(_ server: Int) throws {
        try "\(server)".write(toFile: primaryFile, atomically: false, encoding: .utf8)
    }

    /// Runs lines of the shell that know the words below; what they say.
    @discardableResult private func run(_ lines: String) throws -> String {
        let answer = try StockTool.shell(
            "F='\(folder)' B='\(programs)' P=(\(ports[0]) \(ports[1]))\n\(Self.words)\n\(lines)")
        guard answer.status == 0 else {
            let log = try? String(contentsOfFile: folder + "/log", encoding: .utf8)
            throw Trouble(description: "\(lines): \(answer.text) \(log?.suffix(800) ?? "")")
        }
        return answer.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The server refuses to run as root.
    ///
    /// Its processes are those that a file in its own folder
    /// names, and their children.
    private static let words = """
        set -euo pipefail
        cd /
        own() { if [ "$(id -u)" = 0 ]; then chown postgres "$1"; fi; }
        as() {
            if [ "$(id -u)" = 0 ]; then
                setpriv --reuid=postgres --regid=postgres --init-groups "$@"
            else "$@"; fi
        }
        start() {
            (for fd in /proc/self/fd/*; do
                # Whoever waits for the shell would wait for whoever has its files open.
                if [ "${fd##*/}" -gt 2 ]; then eval "exec ${fd##*/}>&-" 2>/dev/null; fi
            done
            as $B/pg_ctl -D $F/$1 -w -s -t 120 -l $F/$1.log -o "-p ${P[$1]} \\
                -c listen_addresses=127.0.0.1 -c unix_socket_directories=$F -c fsync=off \\
                -c shared_buffers=32MB -c max_connections=100 -c wal_keep_size=64MB \\
                -c max_locks_per_transaction=256" start >>$F/log 2>&1)
        }
        end() {
            local pid; pid=$(head -1 $F/$1/postmaster.pid 2>/dev/null) || return 0
            local children=''
            [ $2 = KILL ] && children=$(pgrep -P $pid || true)
            kill -$2 $pid $children 2>/dev/null || true
            tail --pid=$pid -f /dev/null
        }
        wait_for() {
            local ask="psql -XqAt postgres://suito@127.0.0.1:$2/postgres -c"
            until [ "$($ask "$3")" = "$1" ]; do
                $ask 'SELECT pg_sleep(0.02)' >/dev/null
            done
        }
        join() {
            local ask="psql -Xq postgres://suito@127.0.0.1:${P[$1]}/postgres -c"
            as $B/pg_basebackup -D $F/$2 -h 127.0.0.1 -p ${P[$1]} -U suito -R -X stream -c fast \\
                --no-sync >>$F/log 2>&1
            echo "synchronous_standby_names = ''" >>$F/$2/postgresql.auto.conf
            start $2
            $ask "ALTER SYSTEM SET synchronous_standby_names = '*'"
            $ask 'SELECT pg_reload_conf()' >/dev/null
            await_standby $1
        }
        await_standby() {
            wait_for 1 ${P[$1]} "SELECT count(*) FROM pg_stat_replication
                WHERE sync_state = 'sync' AND state = 'streaming'"
        }
        """

    /// Ports of the loopback that nobody has at the moment.
    private static func freePorts(_ count: Int) throws -> [Int] {
        let answer = try StockTool.shell(
            """
            python3 -c 'import socket
            all = [socket.socket() for _ in range(\(count))]
            for one in all: one.bind(("127.0.0.1", 0)); print(one.getsockname()[1])'
            """)
        let ports = answer.text.split(separator: "\n").compactMap { Int($0) }
        guard ports.count == count else { throw Trouble(description: answer.text) }
        return ports
    }
}
