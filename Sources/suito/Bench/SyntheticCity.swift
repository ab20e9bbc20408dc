import Money

/// The layout of a synthetic city: as many counters as its payments ask for.
struct SyntheticCity {
    struct Office {
        var id: String
        var name: String
        /// PayPay's name of the shop in CP932.
        var storeName: [UInt8]
        /// Numbers of its terminals in the city, from 1.
        var terminals: ClosedRange<Int>
        /// Indices into ``SyntheticCity/fees``.
        var fees: Range<Int>
    }

    struct Fee {
        var id: String
        var name: String
        var price: Int64
        var fund: String
        /// 歳入科目, or nil where the money is held for somebody else.
        var subject: String?
        var office: String
    }

    static let municipalityName = "試験市"

    /// The month, every day of which has journals.
    let firstDay: BookDay
    let lastDay: BookDay
    let offices: [Office]
    let fees: [Fee]
    let terminalCount: Int

    /// Public holidays around the month; counters and banks keep the same days.
    static let holidays: [(day: String, name: String)] = [
        ("2026-03-20", "春分の日"), ("2026-04-29", "昭和の日"), ("2026-05-03", "憲法記念日"),
        ("2026-05-04", "みどりの日"), ("2026-05-05", "こどもの日"), ("2026-05-06", "振替休日"),
    ]

    /// Money in the bank before the first day, by fund.
    static let opening: [(fund: String, yen: Int64)] = [
        ("general", 48_210_335), ("water", 12_904_118), ("sewer", 7_330_542), ("outside", 0),
    ]

    let banks = BankCalendar(
        weeklyRest: [0, 6], holidays: Set(holidays.compactMap { BookDay($0.day) }),
        closedFrom: 1231, closedTo: 103)

    init(payments: Int) throws(SyntheticMonthTrouble) {
        // 2026-04-01, counted from 1970-01-01.
        firstDay = BookDay(number: 20_544)
        lastDay = firstDay.endOfMonth
        let terminals = SyntheticCity.terminals(forPayments: payments)
        let officeCount = max(3, terminals / 6)
        let share = terminals / officeCount
        var offices: [Office] = []
        var fees: [Fee] = []
        for index in 0..<officeCount {
            let number = index + 1
            let kind = SyntheticCity.kinds[index % SyntheticCity.kinds.count]
            let id = "\(kind.id)\(SyntheticCity.two(number))"
            let start = fees.count
            fees += kind.fees.map {
                Fee(
                    id: "\($0.id)-\(SyntheticCity.two(number))", name: "\($0.name)（\(number)）",
                    price: $0.price, fund: $0.fund, subject: $0.subject, office: id)
            }
            let first = index * share + 1
            offices.append(
                Office(
                    id: id, name: "\(kind.name)（\(number)）",
                    storeName: try ByteText.cp932("\(kind.shop)\(number)窓口"),
                    terminals: first...(first + share - 1), fees: start..<fees.count))
        }
        self.offices = offices
        self.fees = fees
        terminalCount = terminals
    }

    /// Six at least, in sixes: at about 11,000 payments for each, a million make 90.
    static func terminals(forPayments payments: Int) -> Int {
        6 * max(1, (payments + 33_000) / 66_000)
    }

    /// `T01`.
    static func terminalName(_ number: Int) -> String { "T" + two(number) }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    var days: [BookDay] {
        (firstDay.number...lastDay.number).map { BookDay(number: $0) }
    }
}

// MARK: - What is sold where

extension SyntheticCity {
    private struct Kind {
        var id: String
        var name: String
        var shop: String
        var fees: [(id: String, name: String, price: Int64, fund: String, subject: String?)]
    }

    private static let kinds = [
        Kind(
            id: "shimin", name: "市民課", shop: "試験市役所　市民課　①階",
            fees: [
                ("juminhyo", "住民票の写し", 300, "general", "14-02-01-01"),
                ("inkan", "印鑑登録証明書", 300, "general", "14-02-01-01"),
                ("koseki", "戸籍全部事項証明書", 450, "general", "14-02-01-01"),
                ("joseki", "除籍謄本", 750, "general", "14-02-01-01"),
                ("mynumber", "マイナンバーカード再交付", 800, "general", "14-02-01-04"),
                ("denshi-shomei", "電子証明書発行", 200, "outside", nil),
            ]),
        Kind(
            id: "zeimu", name: "税務課", shop: "試験市役所　税務課　№",
            fees: [
                ("shotoku", "所得・課税証明書", 300, "general", "14-02-02-01"),
                ("nozei", "納税証明書", 300, "general", "14-02-02-01"),
                ("hyoka", "固定資産評価証明書", 300, "general", "14-02-02-02"),
            ]),
        Kind(
            id: "suido", name: "水道お客様センター", shop: "㈱髙﨑水道ｻｰﾋﾞｽ　１階",
            fees: [
                ("suido-shomei", "水道使用証明書", 300, "water", "1-1-3-02"),
                ("kyusui-shinsa", "給水装置工事審査", 2000, "water", "1-1-3-03"),
                ("haisui-kakunin", "排水設備計画確認", 1500, "sewer", "1-1-3-01"),
            ]),
    ]
}
