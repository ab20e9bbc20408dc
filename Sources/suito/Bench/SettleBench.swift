import ArgumentParser
import City
import Foundation
import Glibc
import Money
import Office
import Reports
import Settlement

extension BenchCommand {
    /// `suito bench settle --payments N`.
    struct Settle: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "一日の締め、封緘、検証を測る / close, seal and verify one day",
            discussion: """
                すべての収納が一日に記帳された帳簿を作り、その日を締めて検証します。比べるものとして、\
                同じ行を sqlite3 -csv で書き出し、同じバイトを openssl dgst で読む時間も測ります。
                Makes books in which all payments are booked on one day, closes that day and \
                verifies it; beside it, how long sqlite3 -csv takes for the same rows and openssl \
                dgst for the same bytes.
                """)

        @Option(help: "収納件数 / payments") var payments = 100_000
        @Option(help: "乱数の種 / seed") var seed: UInt64 = 1
        @Flag(help: "作ったファイルを残す / keep what was written") var keep = false
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            if payments < 1 { throw ValidationError("--payments は 1 以上 / at least 1") }
        }

        func run() throws {
            let folder =
                FileManager.default.temporaryDirectory.path + "/suito-settle-\(getpid())"
            defer { if !keep { try? FileManager.default.removeItem(atPath: folder) } }
            let day = try prepare(folder)
            let close = try own(
                "close", "\(day)", "--data", "\(folder)/books", "--out", "\(folder)/out", "--by",
                "bench", "--carry", "bench")
            let verify = try own("verify", "\(folder)/out/\(day)", "--ca", "\(folder)/keys/ca.pem")
            let package = "\(folder)/out/\(day)"
            let (bytes, rows) = try size(of: package)
            let dump = try dumpSeconds(folder, package)
            let digest = try ChildProcess.run(
                "openssl", ["dgst", "-sha256"] + files(of: package).map { "\(package)/\($0)" })
            let reference = dump + digest.seconds
            print(
                JSONText.document { json in
                    json.object { json in
                        json.member("bench", "settle")
                        json.member("payments", payments)
                        json.member("seed", Int64(bitPattern: seed))
                        json.member("rows", rows)
                        json.member("package_bytes", bytes)
                        json.key("seconds")
                        json.object { json in
                            json.member("close_ms", Int64(close.seconds * 1000))
                            json.member("verify_ms", Int64(verify.seconds * 1000))
                            json.member("sqlite3_csv_ms", Int64(dump * 1000))
                            json.member("openssl_dgst_ms", Int64(digest.seconds * 1000))
                        }
                        json.member(
                            "close_rows_per_second", Int64(Double(rows) / close.seconds))
                        json.member(
                            "close_percent_of_reference",
                            Int64(close.seconds / reference * 100))
                        json.member("close_peak_memory_bytes", close.peakBytes)
                        json.member("verify_peak_memory_bytes", verify.peakBytes)
                    }
                })
        }

        /// Books whose last day holds everything: the days before it are closed while they are
        /// empty, and what comes late is booked on the earliest open day.
        private func prepare(_ folder: String) throws -> BookDay {
            var line = ProgressLine()
            let language = global.language
            _ = try SyntheticMonth(payments: payments, seed: seed).write(to: folder + "/month") {
                line.show(language("作成 \($0)", "writing \($0)"))
            }
            line.clear()
            let data = "\(folder)/books"
            try succeed("init", "\(folder)/month/city.yaml", "--data", data)
            try succeed("keys", "demo", "--out", "\(folder)/keys", "--data", data)
            guard let last = BookDay("2026-04-30") else { throw Exit.trouble }
            let begins = try Books.open(data).city.municipality.booksBegin
            try succeed("reconcile", "--through", "\(last)", "--data", data)
            try succeed(
                "close", "\(begins)..\(last.adding(-1))", "--data", data, "--out",
                "\(folder)/out", "--by", "bench", "--carry", "bench")
            say(language("取込と突合", "importing and reconciling"))
            try succeed(
                "import", "\(folder)/month/sales", "\(folder)/month/providers",
                "\(folder)/month/bank", "--data", data)
            try succeed("reconcile", "--through", "\(last)", "--data", data)
            return last
        }

        private func own(_ arguments: String...) throws -> ChildProcess.Usage {
            let usage = try ChildProcess.run(ChildProcess.ownPath, arguments)
            guard usage.status == 0 else { throw Exit.trouble }
            return usage
        }

        private func succeed(_ arguments: String...) throws {
            guard try ChildProcess.run(ChildProcess.ownPath, arguments).status == 0 else {
                throw Exit.trouble
            }
        }

        /// The package's largest tables, brought into plain ones, through SQLite's own shell.
        private func dumpSeconds(_ folder: String, _ package: String) throws -> Double {
            let tables = ["journal", "payments"]
            let database = "\(folder)/reference.sqlite"
            let imports = tables.map { ".import --csv '\(package)/\($0).csv' \($0)" }
            guard try ChildProcess.run("sqlite3", [database] + imports).status == 0 else {
                throw Exit.trouble
            }
            return try tables.reduce(0) { seconds, table in
                try seconds
                    + ChildProcess.run(
                        "sqlite3", ["-csv", database, "SELECT * FROM \(table)"],
                        output: "\(folder)/\(table).csv"
                    ).seconds
            }
        }

        private func files(of package: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: package).sorted()
        }

        private func size(of package: String) throws -> (bytes: Int64, rows: Int) {
            var bytes: Int64 = 0
            var rows = 0
            for name in try files(of: package) {
                let path = "\(package)/\(name)"
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                bytes += (attributes[.size] as? NSNumber)?.int64Value ?? 0
                guard name.hasSuffix(".csv") else { continue }
                let count = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
                    .reduce(into: 0) { if $1 == 0x0A { $0 += 1 } }
                rows += count - 1
            }
            return (bytes, rows)
        }
    }
}
