import Money

/// The state of one month while it is written.
struct SyntheticMonthRun {
    /// Shares of the payments in percent; online cards take what is left.
    static let counterPercent = 80
    static let onlineCodePercent = 7

    let city: SyntheticCity
    let journal: SyntheticJournal
    let payPay: SyntheticPayPayReport
    let cardLog = SyntheticCardLog()
    let payments: Int
    let counterPayments: Int
    let onlineCodePayments: Int
    let onlineCardPayments: Int

    var random: SplitMix64
    var folder: SyntheticFolder
    var truth = SyntheticTruth()
    /// What each terminal has counted up to, in the order of their numbers.
    var counters: [SyntheticKeys.Counter]
    /// Refunds to come, by day number and office.
    var refunds: [Int32: [Int: [SyntheticEvent]]] = [:]
    /// Rows of the open PayPay files, counter and online.
    var counterRows = ByteText()
    var onlineRows = ByteText()
    /// Online rows that the provider dates on the day after.
    var nextOnlineRows = ByteText()
    /// Logs of the day's terminals of one office.
    var cardLogs: [ByteText] = []
    var moneyLogs: [SyntheticMoneyLog] = []
    /// Payouts by window, of providers that pay twice a month.
    var halves: [[SyntheticPayout]]
    /// Open weeks of online cards, by the number of their pay day.
    var weeks: [Int32: (report: SyntheticStripeReport, payout: SyntheticPayout)] = [:]
    /// Money on its way to the bank.
    var transfers: [(payout: SyntheticPayout, number: String)] = []
    var bankBalance: Int64

    init(
        payments: Int, seed: UInt64, folder: SyntheticFolder
    ) throws(SyntheticMonthTrouble) {
        let city = try SyntheticCity(payments: payments)
        self.city = city
        self.payments = payments
        self.folder = folder
        random = SplitMix64(seed: seed)
        journal = SyntheticJournal(city: city)
        payPay = try SyntheticPayPayReport(city: city)
        counterPayments = payments * SyntheticMonthRun.counterPercent / 100
        onlineCodePayments = payments * SyntheticMonthRun.onlineCodePercent / 100
        onlineCardPayments = payments - counterPayments - onlineCodePayments
        counters = []
        for terminal in 1...city.terminalCount {
            counters.append(SyntheticKeys.Counter(terminal: terminal, random: &random))
        }
        halves = SyntheticProvider.allCases.map { SyntheticMonthRun.halves(of: $0, in: city) }
        bankBalance = SyntheticCity.opening.reduce(0) { $0 + $1.yen }
    }

    /// The first fifteen days pay at the month's end, the others on the 15th of the next.
    private static func halves(
        of provider: SyntheticProvider, in city: SyntheticCity
    ) -> [SyntheticPayout] {
        let middle = city.firstDay.adding(14)
        return [
            SyntheticPayout(
                provider: provider, payDay: city.banks.previous(onOrBefore: city.lastDay),
                window: city.firstDay...middle),
            SyntheticPayout(
                provider: provider,
                payDay: city.banks.previous(onOrBefore: city.lastDay.adding(15)),
                window: middle.adding(1)...city.lastDay),
        ]
    }

    /// The n-th of `slots` equal shares of `count`, so that all of them sum to it.
    static func share(of count: Int, slot: Int, of slots: Int) -> Int {
        count * (slot + 1) / slots - count * slot / slots
    }

    // MARK: Days

    mutating func writeCityFile() throws(SyntheticMonthTrouble) {
        try folder.write(city.cityFile, to: "city.yaml")
    }

    mutating func write(_ day: BookDay) throws(SyntheticMonthTrouble) {
        for office in city.offices.indices { try write(office: office, on: day) }
        try writeCodeReports(of: day)
        try publishHalves(after: day)
        try publishWeeks(after: day)
        if city.banks.isOpen(day) { try writeBankFile(of: day) }
    }

    func finished() -> SyntheticTruth {
        var truth = truth
        truth.files = folder.files
        truth.bytes = folder.bytes
        return truth
    }

    /// One office's day: its journal, and the logs of its terminals where the counter was open.
    private mutating func write(office: Int, on day: BookDay) throws(SyntheticMonthTrouble) {
        let terminals = city.offices[office].terminals
        cardLogs = terminals.map { _ in ByteText() }
        moneyLogs = terminals.map { _ in SyntheticMoneyLog() }
        var events = onlineEvents(of: office, on: day)
        if city.banks.isOpen(day) { events += counterEvents(of: office, on: day) }
        events += refunds[day.number]?[office] ?? []
        events.sort {
            $0.millisecond != $1.millisecond ? $0.millisecond < $1.millisecond : $0.id < $1.id
        }
        var lines = ByteText(reserving: events.count * 420)
        for event in events { record(event, on: day, journal: &lines) }
        if !lines.isEmpty {
            try folder.write(lines.bytes, to: "sales/\(day)-\(city.offices[office].id).jsonl")
        }
        if city.banks.isOpen(day) { try writeLogs(of: terminals, on: day) }
    }

    private mutating func writeLogs(
        of terminals: ClosedRange<Int>, on day: BookDay
    ) throws(SyntheticMonthTrouble) {
        let date = SyntheticMonthRun.compact(day)
        for (place, terminal) in terminals.enumerated() {
            let name = "\(SyntheticCity.terminalName(terminal))-\(date)"
            if !cardLogs[place].isEmpty {
                try folder.write(cardLogs[place].bytes, to: "providers/jcn/\(name).log")
            }
            if moneyLogs[place].difference != 0 { truth.open("terminal-totals-differ") }
            try folder.write(
                moneyLogs[place].finished(terminal: terminal, on: day),
                to: "providers/dencard/\(name).csv")
        }
    }

    /// `20260401`, as file names carry it.
    static func compact(_ day: BookDay) -> String {
        day.description.split(separator: "-").joined()
    }
}
