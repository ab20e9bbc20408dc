import Testing

@Suite("The benches")
struct BenchTests {
    private static let sizes = [
        "--accounts", "50", "--transfers", "240", "--batch", "1,100", "--tasks", "1,32",
        "--reading", "1000", "--rounds", "1", "--long", "600",
    ]

    @Test("Every case is measured, its books hold, and nothing is left behind")
    func ledger() throws {
        let folder = try TemporaryFolder()
        let answer = try RunningProgram(
            ["bench", "ledger", "--audit", "--cases", "post,tasks,pending,read"]
                + BenchTests.sizes + ["--data", folder.path], in: folder
        ).answer()
        #expect(answer.status == 0, "\(answer.ending)")
        let report = try answer.json()
        #expect(report["bench"].text == "ledger")
        #expect(report["durable"] == .bool(true))
        #expect((report["fdatasync_4k_per_second"].int ?? 0) > 0)
        let cases = report["cases"].rows
        #expect(
            cases.map { "\($0["case"].shown) \($0["pattern"].shown)" } == [
                "post spread", "post spread", "post hot", "tasks spread", "tasks spread",
                "tasks hot", "reserve spread", "reserve-and-confirm spread", "long spread",
            ])
        for one in cases {
            let count = one["case"].text == "long" ? 600 : 240
            #expect(one["transfers"].int == count, "\(one.shown)")
            for name in ["transfers_per_second", "bytes_per_transfer", "peak_memory_bytes"] {
                #expect((one[name].int ?? 0) > 0, "\(name) of \(one.shown)")
            }
            let answers = one["answer_us"]
            let times = ["p50", "p99", "max"].compactMap { answers[$0].int }
            #expect(times.count == 3 && times == times.sorted() && (times.first ?? 0) > 0)
            #expect((one["ratio_to_raw_percent"].int ?? 0 > 0) == (one["case"].text == "post"))
        }
        #expect(report["read"]["vouchers"].int == 1_001)
        #expect(report["read"]["journal_agrees_with_stored_balances"] == .bool(true))
        #expect(try folder.names() == [])
    }

    @Test("Payments go through the service, its books hold, and nothing is left behind")
    func http() throws {
        let folder = try TemporaryFolder()
        let answer = try RunningProgram(
            [
                "bench", "http", "--connections", "3", "--seconds", "1", "--rounds", "1",
                "--data", folder.path,
            ], in: folder
        ).answer()
        #expect(answer.status == 0, "\(answer.ending)")
        let report = try answer.json()
        #expect(report["bench"].text == "http" && report["audited"] == .bool(true))
        let cases = report["cases"].rows
        #expect(
            cases.map { $0["case"].shown } == [
                "bare_route", "payment_by_code", "payment_by_card_captured_later",
                "create_and_capture", "status",
            ])
        for one in cases {
            #expect((one["count"].int ?? 0) > 0 && (one["per_second"].int ?? 0) > 0)
            let times = ["p50", "p99", "max"].compactMap { one["answer_us"][$0].int }
            #expect(times.count == 3 && times == times.sorted() && (times.first ?? 0) > 0)
        }
        let calls = cases[3]["answer_us_by_request"]
        #expect(calls["create"]["p50"].int != nil && calls["capture"]["p50"].int != nil)
        // What the citizen does meanwhile is not measured.
        #expect(calls["open-page"]["p50"].int == nil)
        #expect(calls["come-back"]["p50"].int == nil)
        let paid = cases[1...3].compactMap { $0["count"].int }.reduce(0, +)
        #expect((report["payments"].int ?? 0) > paid)
        for name in [
            "payment_by_code", "payment_by_card_captured_later", "create_and_capture", "status",
        ] {
            #expect((report["ratios_to_bare_route_per_mille"][name].int ?? 0) > 0)
        }
        #expect(try folder.names() == [])
    }

    @Test(
        "Numbers that mean nothing are wrong usage",
        arguments: [
            ["--batch", "0"], ["--batch", "1,,2"], ["--tasks", "many"], ["--accounts", "1"],
            ["--rounds", "0"], ["--cases", "post,nothing"],
        ])
    func wrongUsage(arguments: [String]) throws {
        try expectWrongUsage(["bench", "ledger"] + arguments)
    }

    @Test(
        "So are connections and seconds",
        arguments: [["--connections", "0"], ["--connections", "2000"], ["--seconds", "0"]])
    func wrongUsageOfHTTP(arguments: [String]) throws {
        try expectWrongUsage(["bench", "http"] + arguments)
    }

    private func expectWrongUsage(_ arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let answer = try RunningProgram(arguments, in: folder).answer()
        #expect(answer.status == 2, "\(answer.ending)")
        #expect(answer.out.isEmpty)
    }
}
