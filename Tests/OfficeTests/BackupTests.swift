import Database
import Foundation
import LedgerStore
import Money
import Office
import Synchronization
import TestSupport
import Testing

@Suite(
    "Backup and restore",
    .enabled(if: TestEngine.isFile, "\(TestEngine.noFile)"))
struct BackupTests {
    let place: TemporaryFolder
    var file: String { place.path("backup") }
    var folder: String { place.path("restored") }

    init() throws { place = try TemporaryFolder() }

    private func code(_ body: () throws -> Void) throws -> String? {
        do {
            try body()
            return nil
        } catch let denial as OfficeDenial {
            #expect(!denial.sentence.ja.isEmpty && !denial.sentence.en.isEmpty)
            return denial.code
        } catch let trouble as DatabaseTrouble {
            return trouble.kind.rawValue
        }
    }

    private func restored() throws -> Desk {
        _ = try RestoreBooks(folder: folder).run(from: file, at: Desk.noon("2026-06-01"))
        return try Desk(copying: folder)
    }

    @Test("A backup that was made while files came in is whole books of one moment")
    func online() throws {
        let desk = try Desk()
        let names = try SampleMonth.april.filter { !$0.contains("/bills/") }
        try desk.take(Array(names.prefix(4)))
        let isOver = Mutex(false)
        let group = DispatchGroup()
        let path = desk.path
        let adapters = Desk.adapters
        DispatchQueue.global().async(group: group) {
            for name in names.dropFirst(4).prefix(30) {
                do {
                    let books = try Books.open(path)
                    defer { try? books.database.close() }
                    _ = try ImportFiles(books, adapters: adapters).run(
                        [name], as: nil, dryRun: false, at: Desk.noon("2026-04-30")
                    ) { _ in }
                } catch { Issue.record(error) }
            }
            isOver.withLock { $0 = true }
        }
        var reports: [BackUpBooks.Report] = []
        repeat {
            let name = place.path("online-\(reports.count)")
            reports.append(try BackUpBooks(desk.books).run(to: name))
        } while !isOver.withLock { $0 }
        group.wait()
        #expect(reports.allSatisfy { $0.missing.isEmpty })
        #expect(reports.map(\.evidence) == reports.map(\.evidence).sorted())
        print("\(reports.count) backups beside 30 imports")
        for number in Set([0, reports.count / 2, reports.count - 1]) {
            let target = place.path("books-\(number)")
            let report = try RestoreBooks(folder: target).run(
                from: place.path("online-\(number)"), at: Desk.noon("2026-06-01"))
            #expect(report.evidence == reports[number].evidence)
            let books = try Books.open(target)
            let audit = try AuditBooks(books).run { _, _ in }
            #expect(audit.isSound, "\(audit.damages)")
            #expect(audit.evidence == report.evidence)
            try books.database.close()
        }
    }

    @Test("Restored books are the books, and go on")
    func goesOn() throws {
        let desk = try AprilBooks.copy()
        let before = try desk.vouchers().count
        let report = try BackUpBooks(desk.books).run(to: file)
        #expect(report.bytes > 1 << 20)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: place.url.path()) == ["backup"])
        let other = try restored()
        #expect(try other.vouchers().count == before)
        try other.take(SampleMonth.late)
        try other.reconcile("2026-05-20")
        try desk.take(SampleMonth.late)
        try desk.reconcile("2026-05-20")
        #expect(try other.vouchers() == desk.vouchers())
        #expect(try AuditBooks(other.books).run { _, _ in }.isSound)
    }

    @Test("A backup writes over nothing, and names evidence that is gone")
    func refusals() throws {
        let folder = try SmallBooks.copy()
        let books = try Books.open(folder.url.path())
        defer { try? books.database.close() }
        try Data("mine".utf8).write(to: URL(filePath: file))
        #expect(try code { _ = try BackUpBooks(books).run(to: file) } == "file-exists")
        #expect(try Data(contentsOf: URL(filePath: file)) == Data("mine".utf8))
        #expect(
            try code { _ = try BackUpBooks(books).run(to: place.path("no/such/folder")) } != nil)
        let whole = try BackUpBooks(books).run(to: place.path("whole"))
        #expect(whole.evidence > 0)
        try FileManager.default.removeItem(atPath: folder.path("evidence"))
        let bare = try BackUpBooks(books).run(to: place.path("bare"))
        #expect(bare.evidence == 0)
        #expect(bare.missing.count == whole.evidence)
    }

    @Test("Books are restored into an empty folder alone, from a backup alone")
    func restoreRefusals() throws {
        let small = try SmallBooks.copy()
        let books = try Books.open(small.url.path())
        _ = try BackUpBooks(books).run(to: file)
        try books.database.close()
        func code(_ path: String, _ folder: String) throws -> String? {
            try self.code {
                _ = try RestoreBooks(folder: folder).run(from: path, at: Desk.noon("2026-06-01"))
            }
        }
        #expect(try code(file, small.url.path()) == "books-exist")
        let other = place.path("other")
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: other + "/letter"))
        #expect(try code(file, other) == "folder-taken")
        #expect(try code(place.path("none"), folder) == "missing")
        #expect(try code(other + "/letter", folder) == "no-backup")
        let text = place.path("text")
        try Data(repeating: 0x41, count: 9_000).write(to: URL(filePath: text))
        #expect(try code(text, folder) == "no-backup")
        #expect(try code(small.path("books.sqlite"), folder) == "no-backup")
        // Nothing of it all is left, and a restore that was killed is begun anew.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        try FileManager.default.createDirectory(
            atPath: folder + "/.restoring/evidence", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            atPath: folder + "/evidence/3f", withIntermediateDirectories: true)
        #expect(try code(file, folder) == nil)
        #expect(try code(file, folder) == "books-exist")
    }

    @Test("A damaged backup is told, or restores to the books that it was made of")
    func damaged() throws {
        let small = try SmallBooks.copy()
        let books = try Books.open(small.url.path())
        _ = try BackUpBooks(books).run(to: file)
        try books.database.close()
        let whole = try Data(contentsOf: URL(filePath: file))
        var told = 0
        for place in 0..<40 {
            var bytes = whole
            let index = (place * 2 + 1) * whole.count / 80
            bytes[index] ^= 0x55
            try bytes.write(to: URL(filePath: file))
            if try code({
                _ = try RestoreBooks(folder: folder).run(from: file, at: Desk.noon("2026-06-01"))
            }) != nil {
                told += 1
            } else {
                // A free page, or one of a table that the audit proves.
                let books = try? Books.open(folder)
                let isSound = try books.map { try AuditBooks($0).run { _, _ in }.isSound }
                if isSound != true { told += 1 }
                try books?.database.close()
            }
            try? FileManager.default.removeItem(atPath: folder)
        }
        print("\(told) of 40 damages are told, the others change nothing")
        #expect(told > 5)
    }
}

@Suite(
    "Books that were restored from an old backup",
    .enabled(if: TestEngine.isFile, "\(TestEngine.noFile)"))
struct OldBackupTests {
    let place: TemporaryFolder
    let books: SealedBooks

    init() throws {
        place = try TemporaryFolder()
        books = try SealedBooks()
    }

    private func restored() throws -> SealedBooks {
        let folder = place.path("restored")
        _ = try RestoreBooks(folder: folder).run(
            from: place.path("backup"), at: Desk.noon("2026-06-01"))
        return try SealedBooks(moved: Desk(copying: folder))
    }

    @Test("A day whose package came out after the backup is not closed again, wherever it is to go")
    func notAgain() throws {
        try books.close("2026-03-31", carry: "carried")
        _ = try BackUpBooks(books.desk.books).run(to: place.path("backup"))
        try books.close("2026-04-01", "2026-04-02", carry: "carried")
        let old = try restored()
        let day = try Desk.day("2026-04-01")
        func denial(_ said: CloseDays.PackagesOut?, to folder: String) throws -> String? {
            try SealedBooks.denial {
                try old.close(day...day, carry: "carried", to: folder, out: said)
            }
        }
        let elsewhere = place.path("elsewhere")
        for folder in [books.out, elsewhere] {
            #expect(try denial(nil, to: folder) == "restored-unsettled")
            #expect(try denial(.folder(books.out), to: folder) == "day-issued")
        }
        #expect(try denial(.folder(elsewhere), to: elsewhere) == "packages-not-there")
        // Its own package was moved away: a later one stands.
        try FileManager.default.moveItem(
            atPath: books.out + "/2026-04-01", toPath: place.path("archive"))
        #expect(try denial(.folder(books.out), to: elsewhere) == "day-issued")
        // All were moved away, and nothing is seen any more where they were.
        let archive = place.path("published")
        try FileManager.default.moveItem(atPath: books.out, toPath: archive)
        #expect(try denial(nil, to: elsewhere) == "restored-unsettled")
        #expect(try denial(.folder(archive), to: elsewhere) == "day-issued")
        #expect(try old.desk.count("closing") == 1)
        #expect(try old.desk.count("restoration_end") == 0)
    }

    @Test("Where nothing came out after the backup, the restored books close on")
    func closesOn() throws {
        try books.close("2026-03-31", carry: "carried")
        _ = try BackUpBooks(books.desk.books).run(to: place.path("backup"))
        let old = try restored()
        let day = try Desk.day("2026-04-01")
        let issued = try old.close(
            day...day, carry: "carried", to: books.out, out: .folder(books.out))
        #expect(issued.map(\.path) == [books.out + "/2026-04-01"])
        // Said once, by somebody; and never asked again.
        #expect(try old.desk.count("restoration_end") == 1)
        try old.close(day.adding(1)...day.adding(1), carry: "carried", to: books.out)
        #expect(try AuditBooks(old.desk.books).run { _, _ in }.isSound)
    }

    @Test("A day that was closed, and sealed after the backup alone, is not sealed again elsewhere")
    func pending() throws {
        struct Stop: Error {}
        let day = try Desk.day("2026-03-31")
        let now = try SealedBooks.now.get()
        let stopping = CloseDays(
            books.desk.books, stamp: { _, _ in [] }, printSummary: { _, _, _ in throw Stop() })
        #expect(throws: Stop.self) {
            try stopping.run(
                CloseDays.Request(
                    days: [day], folder: books.out, person: "sato", carry: "carried",
                    software: "test"), at: now
            ) { _ in }
        }
        _ = try BackUpBooks(books.desk.books).run(to: place.path("backup"))
        #expect(try books.close("2026-03-31").map(\.wasPending) == [true])
        let old = try restored()
        for folder in [books.out, place.path("elsewhere")] {
            #expect(
                try SealedBooks.denial {
                    try old.close(day...day, to: folder, out: .folder(books.out))
                } == "day-issued")
        }
        #expect(try old.desk.count("package") == 0)
        // Whoever says that nothing came out answers for it, and what is seen is seen all the same.
        #expect(
            try SealedBooks.denial {
                try old.close(day...day, to: books.out, out: .nothing)
            }
                == "day-issued")
        #expect(try old.desk.count("restoration_end") == 1)
    }

    @Test("Of two restores into one folder one makes the books, and the other finds them")
    func together() throws {
        try books.close("2026-03-31", carry: "carried")
        _ = try BackUpBooks(books.desk.books).run(to: place.path("backup"))
        let folder = place.path("both")
        let backup = place.path("backup")
        let codes = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            let code: String
            do {
                _ = try RestoreBooks(folder: folder).run(
                    from: backup, at: Desk.noon("2026-06-01"))
                code = "done"
            } catch let denial as OfficeDenial {
                code = denial.code
            } catch {
                code = "\(error)"
            }
            codes.withLock { $0.append(code) }
        }
        #expect(
            codes.withLock { $0.sorted() }
                == ["books-exist", "books-exist", "books-exist", "done"])
        let restored = try Books.open(folder)
        defer { try? restored.database.close() }
        #expect(try AuditBooks(restored).run { _, _ in }.isSound)
    }
}
