import Database
import Foundation
import Ledger
import LedgerStore
import Money
import Testing
import Transparency

/// Thirty lines of Python that share nothing with the product: from a row of `journal.csv` to the
/// root of the day.
struct OutsiderTests {
    static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    static let checker = tests.appending(path: "Scripts/check_voucher.py")
    static let page = tests.appending(
        path: "../../ledger/LedgerStore/LedgerStore.docc/ClosedDayTree.md")

    /// What somebody is given who asks for a voucher.
    struct Handout {
        var journal = ""
        var day = Books.begins
        var voucher = ""
        var checkpoint = ""
        var proof = ""
        var text = ""
        var salt = ""
        var leaf = ""
    }

    let books: Books
    let ids: [VoucherID]

    /// A day of four vouchers, one of them with two transfers, and a day of one.
    init() throws {
        books = try Books()
        var chart = Chart()
        let codes = [
            "asset/clearing/paypay", "revenue/2026/14-02-01-01", "revenue/2026/20-05-03-01",
        ]
        let accounts = try codes.map {
            chart.open(try #require(Account(fund: "general", code: $0)))
        }
        let fee = Transfer(debit: accounts[0], credit: accounts[1], amount: Yen(300))
        let paper = Transfer(debit: accounts[0], credit: accounts[2], amount: Yen(50))
        func voucher(_ cause: String, day: Int = 0, _ action: Voucher.Action) -> Voucher {
            let day = Books.begins.adding(day)
            return Voucher(
                cause: cause, occurred: Moment(day: day, secondOfDay: 36_930), ownDay: day,
                action: action)
        }
        let sale = voucher("capture/paypay/04-0001", .post([fee, paper]))
        let slip = voucher("slip/\"odd\", 100%\nslip", .reserve([fee]))
        let vouchers = [
            sale, slip, voucher("refund/paypay/04-0001", .reverse(sale.id)),
            voucher("paid/slip/0002", .confirm(slip.id)),
            voucher("収納/翌日", day: 1, .post([paper])),
        ]
        ids = vouchers.map(\.id)
        let change = Change(chart: chart, vouchers: vouchers, recorded: Books.recorded)
        _ = try books.store.post([change])
        for day in 0...1 {
            _ = try books.store.closeDay(
                Books.begins.adding(day), recorded: Books.recorded
            ).get()
        }
    }

    private static func quoted(_ field: String) -> String {
        field.contains(where: { ",\"\n".contains($0) })
            ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }

    /// Rows of a leaf, as the day's `journal.csv` has them.
    private static func rows(_ leaf: StoredLeaf, _ accounts: Chart) -> [String] {
        let voucher = leaf.voucher
        let head = [
            String(voucher.sequence), leaf.id.description, VoucherText.kind(voucher.kind),
            VoucherText.cause(voucher.cause), VoucherText.time(voucher.occurred),
            voucher.ownDay.description, VoucherText.time(voucher.recorded),
            voucher.target?.description ?? "", String(leaf.index), hex(leaf.salt.bytes),
        ]
        return voucher.transfers.map { transfer in
            let (debit, credit) = (accounts[transfer.debit], accounts[transfer.credit])
            let row =
                head + [
                    VoucherText.fund(debit), VoucherText.code(debit), VoucherText.code(credit),
                    String(transfer.amount.value),
                ]
            return row.map(quoted).joined(separator: ",")
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func handout(_ id: VoucherID) throws -> Handout {
        try books.database.read { connection in
            let store = books.store
            let accounts = try store.accounts(connection)
            let voucher = try #require(try store.voucher(id, connection))
            let closing = try #require(try store.closing(of: voucher.day, connection))
            let proof = try #require(try store.inclusionProof(of: id, connection))
            var lines = [
                "sequence,voucher,kind,cause,occurred,own_day,recorded,target,leaf,salt,fund,debit,"
                    + "credit,amount"
            ]
            var handout = Handout(day: voucher.day, voucher: id.description)
            try store.forEachLeaf(connection, ofDay: voucher.day) { leaf in
                lines += OutsiderTests.rows(leaf, accounts)
                guard leaf.id == id else { return }
                var text: [UInt8] = []
                VoucherText(accounts: accounts).append(leaf.voucher, to: &text)
                handout.text = String(decoding: text, as: UTF8.self)
                handout.salt = OutsiderTests.hex(leaf.salt.bytes)
                handout.leaf = leaf.salt.leafHash(text).description
            }
            handout.journal = lines.map { $0 + "\n" }.joined()
            handout.checkpoint = try Checkpoint(
                origin: "suito.example/999016", treeSize: closing.treeSize, root: closing.root
            ).text
            let numbers = [String(proof.leafIndex)] + proof.path.map(\.base64)
            handout.proof = numbers.map { $0 + "\n" }.joined()
            return handout
        }
    }

    /// What the checker says: its exit code and all its words.
    private static func check(_ handout: Handout) throws -> (code: Int32, words: String) {
        let folder = try TemporaryFolder()
        let files = ["journal.csv", "checkpoint.txt", "proof"].map(folder.path)
        for (path, text) in zip(files, [handout.journal, handout.checkpoint, handout.proof]) {
            try Data(text.utf8).write(to: URL(filePath: path))
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", checker.path(), files[0], handout.day.description, handout.voucher, files[1],
            files[2],
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let words = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: words, as: UTF8.self))
    }

    @Test(
        "Python makes each leaf from the journal and finds it in the day's tree", arguments: 0..<5)
    func included(_ number: Int) throws {
        let handout = try handout(ids[number])
        let answer = try OutsiderTests.check(handout)
        let size = number < 4 ? 4 : 5
        #expect(
            answer.words
                == "leaf \(number) of \(size) is in the tree of suito.example/999016: "
                + "\(handout.leaf)\n")
        #expect(answer.code == 0)
    }

    @Test("Python refuses a journal in which anything was changed")
    func refused() throws {
        let sound = try handout(ids[0])
        func words(_ change: (inout Handout) -> Void) throws -> String {
            var handout = sound
            change(&handout)
            #expect(
                handout.journal != sound.journal || handout.proof != sound.proof
                    || handout.day != sound.day)
            let answer = try OutsiderTests.check(handout)
            #expect(answer.code == 1)
            return answer.words
        }
        for (was, becomes) in [
            (",300\n", ",301\n"), ("14-02-01-01,300", "20-05-03-01,300"), ("04-0001", "04-0002"),
            (":30+09:00", ":31+09:00"), (",post,", ",void,"),
            (sound.salt, String(repeating: "0", count: 32)),
        ] {
            let answer = try words { $0.journal = $0.journal.replacing(was, with: becomes) }
            #expect(answer == "the voucher is not in this tree\n", "\(was)")
        }
        #expect(try words { $0.day = $0.day.adding(1) } == "the voucher is not in this tree\n")
        #expect(
            try words { $0.proof = $0.proof.replacing("0\n", with: "1\n", maxReplacements: 1) }
                == "the index is not the voucher's\n")
        #expect(try words { $0.proof = "0\n" } == "the path has the wrong length\n")
        #expect(
            try words { $0.proof += $0.proof.dropFirst(2) } == "the path has the wrong length\n")
    }

    @Test("The page shows the text, the salt and the hash of the first leaf, and these very lines")
    func page() throws {
        let page = try String(contentsOf: OutsiderTests.page, encoding: .utf8)
        let handout = try handout(ids[0])
        #expect(page.contains("```\n\(handout.text)```\n"))
        #expect(page.contains(handout.salt))
        #expect(page.contains(handout.leaf))
        let lines = try String(contentsOf: OutsiderTests.checker, encoding: .utf8)
        #expect(page.contains("```python\n\(lines)```\n"))
        #expect(lines.split(separator: "\n", omittingEmptySubsequences: false).count <= 40)
    }
}
