import Testing

@Suite("Exceptions that are decided through the command line")
struct DecisionTests {
    @Test("An exit without money holds at once, posts nothing and leaves the others open")
    func withoutMoney() throws {
        let books = try reconciled()
        let vouchers = try books.audit()
        let open = try books.exceptions()
        let id = try exception("fee-differs", in: open)
        let answer = try books.run(
            "resolve", id, "--as", "claim", "--reason", "yen more than agreed", "--by", "tanaka",
            "--json")
        #expect(answer.status == 0, "\(answer.ending)")
        #expect(try answer.json()["status"] == .string("resolved"))
        #expect(try answer.json()["vouchers"] == .int(0))
        #expect(try books.audit() == vouchers)
        #expect(try books.exceptions().map { $0["id"] } == rest(open, without: id))
        let report = try JSONValue(books.reconcile(Shiomi.monthEnd))
        #expect(report["exceptions"].rows.count == open.count - 1)
        let again = try books.run(
            "resolve", id, "--as", "claim", "--reason", "again", "--by", "sato")
        #expect(again.status == 1, "\(again.ending)")
    }

    @Test("An exit that moves money waits for another person, then posts once")
    func withMoney() throws {
        let books = try reconciled()
        let before = try JSONValue(books.reconcile(Shiomi.monthEnd))
        let vouchers = try books.audit()
        let open = try books.exceptions()
        let id = try exception("bill-paid-twice", in: open)
        let amount = try #require(open.first { $0["id"].text == id }?["amount"].int)

        let early = try books.run("approve", id, "--by", "sato")
        #expect(early.status == 1 && early.words.hasPrefix("proposal-missing"), "\(early.ending)")
        let proposed = try books.run(
            "resolve", id, "--as", "refund", "--reason", "paid twice", "--by", "tanaka", "--json")
        #expect(proposed.status == 0, "\(proposed.ending)")
        #expect(try proposed.json()["status"] == .string("proposed"))
        #expect(try books.audit() == vouchers)
        #expect(try books.exceptions().map { $0["id"] } == open.map { $0["id"] })

        let same = try books.run("approve", id, "--by", "tanaka")
        #expect(same.status == 1 && same.words.hasPrefix("same-person"), "\(same.ending)")
        #expect(try books.audit() == vouchers)
        let approved = try books.run("approve", id, "--by", "sato", "--json")
        #expect(approved.status == 0, "\(approved.ending)")
        #expect(try approved.json()["status"] == .string("resolved"))
        #expect(try approved.json()["vouchers"] == .int(1))
        #expect(try books.audit() == vouchers + 1)
        #expect(try books.exceptions().map { $0["id"] } == rest(open, without: id))

        let after = try JSONValue(books.reconcile(Shiomi.monthEnd))
        let overpaid = (before["bills"]["overpaid"].int, after["bills"]["overpaid"].int)
        #expect(overpaid.1 == overpaid.0.map { $0 - amount })
        #expect(sum("asset/transit/", after) == sum("asset/transit/", before) - amount)
        #expect(sum("liability/overpaid/", after) == sum("liability/overpaid/", before) - amount)
        #expect(after["sales"] == before["sales"])
        let again = try books.run("approve", id, "--by", "suzuki")
        #expect(again.status == 1, "\(again.ending)")
        #expect(try books.audit() == vouchers + 1)
    }

    @Test("What waits stays open, and other business found by hand goes to transit")
    func waitAndTransit() throws {
        let books = try reconciled()
        let before = try JSONValue(books.reconcile(Shiomi.monthEnd))
        let open = try books.exceptions()
        let line = try exception("bank-line-unidentified", in: open)
        let amount = try #require(open.first { $0["id"].text == line }?["amount"].int)
        let waiting = try books.run(
            "resolve", line, "--as", "wait", "--reason", "asked the bank", "--by", "tanaka",
            "--json")
        #expect(waiting.status == 0, "\(waiting.ending)")
        #expect(try waiting.json()["status"] == .string("waiting"))
        #expect(try books.exceptions().map { $0["id"] } == open.map { $0["id"] })
        let proposed = try books.run(
            "resolve", line, "--as", "transit", "--to", "other-business", "--reason", "a rent",
            "--by", "tanaka")
        #expect(proposed.status == 0, "\(proposed.ending)")
        let approved = try books.run("approve", line, "--by", "sato", "--json")
        #expect(try approved.json()["status"] == .string("resolved"))
        let after = try JSONValue(books.reconcile(Shiomi.monthEnd))
        let transit = "asset/transit/other-business"
        #expect(sum(transit, after) == sum(transit, before) - amount)
        #expect(
            sum("liability/unidentified", after) == sum("liability/unidentified", before) - amount)
        #expect(sum("asset/bank/", after) == sum("asset/bank/", before))
        #expect(try books.exceptions().map { $0["id"] } == rest(open, without: line))
        try books.audit()
    }

    @Test("A provider keeps the names under which it paid: exit 1")
    func keptNames() throws {
        let books = try reconciled()
        let standing = try books.standing()
        let city = String(decoding: try Shiomi.bytes("city.yaml"), as: UTF8.self)
        let name = "payer_names: [\"ｼﾞｴｲｼ-ｴﾇ(ｶ\"]"
        #expect(city.contains(name))
        for (other, isRefused) in [
            ("payer_names: [\"ﾎｶ(ｶ\"]", true), ("payer_names: [\"ｼﾞｴｲｼ-ｴﾇ(ｶ\", \"ﾎｶ(ｶ\"]", false),
        ] {
            let file = try books.folder.write(
                "city.yaml", Array(city.replacing(name, with: other).utf8))
            let answer = try books.run("city", "apply", file)
            #expect(answer.status == (isRefused ? 1 : 0), "\(answer.ending)")
            if isRefused {
                #expect(answer.words.contains("[provider-changed]"), "\(answer.words)")
                #expect(try books.standing() == standing)
            }
        }
    }

    @Test("What was decided stays decided when late evidence comes")
    func thenLate() throws {
        let books = try reconciled()
        let open = try books.exceptions()
        let refund = try exception("bill-paid-twice", in: open)
        _ = try books.run(
            "resolve", refund, "--as", "refund", "--reason", "paid twice", "--by", "tanaka")
        let approved = try books.run("approve", refund, "--by", "sato")
        #expect(approved.status == 0, "\(approved.ending)")
        try books.take(Shiomi.late)
        let late = try JSONValue(books.reconcile(Shiomi.lateEnd))
        let truth = try Shiomi.expected()["exceptions_late"].rows.count
        #expect(late["exceptions"].rows.count == truth - 1)
        #expect(!late["exceptions"].rows.contains { $0["id"].text == refund })
        let vouchers = try books.audit()
        try books.reconcile(Shiomi.lateEnd)
        #expect(try books.audit() == vouchers)
    }

    @Test(
        "An exit that does not fit the exception is refused: exit 1",
        arguments: [
            ("fee-differs", "refund", "resolution-does-not-fit"),
            ("terminal-totals-differ", "claim", "resolution-does-not-fit"),
            ("bill-unknown", "book", "target-missing"),
        ])
    func unfit(code: String, exit: String, refusal: String) throws {
        let books = try reconciled()
        let id = try exception(code, in: books.exceptions())
        let standing = try books.standing()
        let answer = try books.run(
            "resolve", id, "--as", exit, "--reason", "r", "--by", "tanaka")
        #expect(answer.status == 1, "\(answer.ending)")
        #expect(answer.words.hasPrefix(refusal + ": "), "\(answer.words)")
        #expect(try books.standing() == standing)
    }

    private func reconciled() throws -> TestBooks {
        let books = try TestBooks.withMonth()
        try books.reconcile(Shiomi.monthEnd)
        return books
    }

    private func exception(_ code: String, in open: [JSONValue]) throws -> String {
        try #require(open.first { $0["code"].text == code }?["id"].text)
    }

    private func rest(_ open: [JSONValue], without id: String) -> [JSONValue] {
        open.map { $0["id"] }.filter { $0 != .string(id) }
    }

    /// The balances of the accounts that begin so, of all funds.
    private func sum(_ prefix: String, _ report: JSONValue) -> Int {
        report["balances"].rows.reduce(0) { sum, row in
            row["account"].text?.hasPrefix(prefix) == true ? sum + (row["balance"].int ?? 0) : sum
        }
    }
}
