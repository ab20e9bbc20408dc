import Money

/// How a provider pays: terms, the end of its day, and its cycle.
extension CityFileReader {
    func payout(_ node: CityFileNode) -> Agreement.Payout? {
        let fields = node.fields(
            ["terms", "lines"],
            optional: ["cutoff", "cycle", "roll", "tolerance_yen", "designated_day"])
        guard let fields else { return nil }
        let terms = fields["terms"]?.word(Agreement.Terms.self)
        let lines = fields["lines"]?.word(Agreement.LineRule.self)
        let cutoff = fields["cutoff"].map { $0.time() } ?? 86400
        let cycle = fields["cycle"].map(cycles) ?? []
        let roll = fields["roll"].map { $0.word(Agreement.Roll.self) } ?? Agreement.Roll.none
        let tolerance = fields["tolerance_yen"].map { $0.yen() } ?? .zero
        let designated = fields["designated_day"]?.integer(1...366)
        guard let terms, let lines, let cutoff, let roll, let tolerance else { return nil }
        return Agreement.Payout(
            terms: terms, lines: lines, cutoffSecond: cutoff, cycle: cycle, roll: roll,
            tolerance: tolerance, designatedDays: designated)
    }

    private func cycles(_ node: CityFileNode) -> [Agreement.Cycle] {
        var seen = SeenIDs()
        return node.items().compactMap { item in
            guard let fields = item.fields(["closes", "pays", "when"]) else { return nil }
            let closes = fields["closes"].flatMap(cycleDay)
            let pays = fields["pays"].flatMap(cycleDay)
            let when = fields["when"]?.word(Agreement.CycleWhen.self)
            guard let closes, let pays, let when else { return nil }
            let cycle = Agreement.Cycle(closes: closes, pays: pays, when: when)
            if let place = fields["closes"], let text = place.scalarText {
                _ = seen.insert(text, at: place)
            }
            if !isPossible(cycle) {
                fields["pays"]?.note(
                    .valueInvalid,
                    ja: "締めの後に払います。曜日の締めは次の曜日（when: next）に、月の締めは"
                        + "同月か翌月の日に払います",
                    en: "pay follows closing: a weekday pays on the next weekday (when: next), "
                        + "a day of the month on a day of the same or the next month")
            }
            return cycle
        }
    }

    private func cycleDay(_ node: CityFileNode) -> Agreement.CycleDay? {
        guard let text = node.scalarText else {
            return node.wrongType(
                ja: "日、end、曜日のいずれかです", en: "must be a day of the month, end or a weekday")
        }
        if text == "end" { return .end }
        if let weekday = Weekday(rawValue: text) { return .weekday(weekday.number) }
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return node.integer(1...31).map { (day: Int) in .day(day) }
        }
        return node.notOneOf(["1–31", "end"] + Weekday.allCases.map(\.rawValue))
    }

    private func isPossible(_ cycle: Agreement.Cycle) -> Bool {
        switch (cycle.closes, cycle.pays, cycle.when) {
        case (.weekday, .weekday, .next): true
        case (.weekday, _, _), (_, .weekday, _), (_, _, .next): false
        case (_, _, .nextMonth), (_, .end, .sameMonth): true
        case (.end, .day, .sameMonth): false
        case (.day(let closes), .day(let pays), .sameMonth): closes <= pays
        }
    }
}
