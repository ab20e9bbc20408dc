import Typesetting

/// Reports as the finance office has them, with invented numbers.
enum Samples {
    static let metadata = PrintedDocument.Metadata(
        title: "収入日計表 令和8年4月1日", author: "汐見市 会計課",
        creationDate: "2026-04-02T09:00:00+09:00")

    /// 収入日計表: some forty rows in six funds, with sums.
    static func daily() -> PrintedDocument {
        var rows: [PrintedTable.Row] = []
        var all = Sums()
        for fund in funds {
            var sums = Sums()
            rows.append(PrintedTable.Row([fund.name], style: .group))
            for (index, subject) in fund.subjects.enumerated() {
                let line = Sums(of: subject.name, at: index)
                rows.append(PrintedTable.Row([subject.code, subject.name] + line.cells))
                sums.add(line)
            }
            rows.append(PrintedTable.Row(["\(fund.name) 計", ""] + sums.cells, style: .subtotal))
            all.add(sums)
        }
        rows.append(PrintedTable.Row(["合計", ""] + all.cells, style: .total))
        let columns = [
            PrintedTable.Column("科目", width: .natural),
            PrintedTable.Column("名称", width: .relative(1)),
            PrintedTable.Column("件数", group: "本日", content: .number),
            PrintedTable.Column("収納", group: "本日", content: .number),
            PrintedTable.Column("戻出", group: "本日", content: .number),
            PrintedTable.Column("収納", group: "本月累計", content: .number),
            PrintedTable.Column("収納", group: "本年度累計", content: .number),
            PrintedTable.Column("受託者\n未収", content: .number),
        ]
        return PrintedDocument(
            title: "収入日計表", subtitle: "令和8年4月1日（水）　収納日による",
            issuer: "汐見市　会計課", approvals: ["会計管理者", "課長", "係長", "担当"],
            facts: [
                .init("市区町村コード", "999016"), .init("日締め", "第91号"),
                .init("収納件数", "\(grouped(all.count))件"),
                .init("収納金額", "\(grouped(all.day))円"),
                .init("取扱事業者", "ペイペイ、ストライプ、コンビニ収納、共通納税"),
                .init("入金予定", "令和8年4月20日まで"),
            ],
            sections: [
                .init(
                    "会計別・科目別",
                    tables: [PrintedTable(caption: "（単位：円）", columns: columns, rows: rows)]),
                .init("銀行入金との照合", tables: [bank()]),
            ],
            notes: [
                "収納は市民が支払った日、収入は指定金融機関の口座に入金された日によります。本表は収納日による集計です。",
                "受託者未収は、指定公金事務取扱者が収納し、当日までに市の口座に払い込まれていない額です。",
            ],
            footer: "作成 2026-04-02 09:00　SHA-256 9f86d081884c7d659a2feaa0c55ad015"
                + "a3bf4f1b2b0b822cd15d6c15b0f00a08",
            metadata: metadata)
    }

    private static func bank() -> PrintedTable {
        PrintedTable(
            caption: "（単位：円）",
            columns: [
                .init("入金日"), .init("事業者", width: .relative(2)),
                .init("摘要", width: .relative(2)), .init("予定", content: .number),
                .init("入金", content: .number), .init("差額", content: .number),
            ],
            rows: [
                .init(["4月1日", "コンビニ収納", "ｼｳﾉｳﾀﾞｲｺｳ(ｶ", "1,204,318", "1,204,318", "0"]),
                .init(["4月1日", "ストライプ", "ｽﾄﾗｲﾌﾟｼﾞﾔﾊﾟﾝ(ｶ", "98,200", "97,640", "▲560"]),
                .init(
                    ["計", "", "", "1,302,518", "1,301,958", "▲560"], style: .total),
            ])
    }

    /// 不突合一覧: long texts that wrap.
    static func exceptions(count: Int = 28) -> PrintedDocument {
        let reasons = [
            ("absent-from-statement", "当方で収納したが、事業者の明細にない"),
            ("absent-from-books", "事業者の明細にあるが、当方の記録にない"),
            ("fee-differs", "手数料が契約の率による額と異なる。4月分の精算書では税込み9円多く差し引かれている"),
            ("bill-paid-twice", "同じ納付書が二度納付された。還付又は充当の決定を待つ"),
        ]
        let rows = (0..<count).map { index in
            let (code, reason) = reasons[index % reasons.count]
            return PrintedTable.Row([
                "E-\(String(1000 + index))", "4月\(index % 30 + 1)日", code,
                ["ペイペイ", "ストライプ", "コンビニ収納"][index % 3],
                "05940303637542304\(100 + index)", grouped(300 + index * 1_171), reason,
            ])
        }
        return PrintedDocument(
            title: "不突合一覧", subtitle: "令和8年4月30日現在", issuer: "汐見市　会計課",
            facts: [
                .init("件数", "\(count)件"), .init("うち30日超", "2件"), .init("基準", "収納日"),
            ],
            sections: [
                .init(
                    "未処理",
                    tables: [
                        PrintedTable(
                            caption: "（金額の単位：円）",
                            columns: [
                                .init("番号"), .init("日付"), .init("種別"), .init("事業者"),
                                .init("取引番号"), .init("金額", content: .number),
                                .init("理由", width: .relative(1)),
                            ], rows: rows)
                    ]),
                .init(
                    "処理済",
                    tables: [
                        PrintedTable(
                            columns: [.init("番号"), .init("処理", width: .relative(1))], rows: [],
                            whenEmpty: "該当なし")
                    ]),
            ],
            footer: "作成 2026-05-01 09:00", orientation: .landscape,
            metadata: PrintedDocument.Metadata(
                title: "不突合一覧", author: "汐見市 会計課",
                creationDate: "2026-05-01T00:00:00Z"))
    }

    /// Figures of one row.
    private struct Sums {
        var count = 0
        var day = 0
        var repaid = 0
        var month = 0
        var year = 0
        var open = 0

        init() {}

        init(of name: String, at index: Int) {
            let seed = name.unicodeScalars.reduce(7) { ($0 * 31 + Int($1.value)) % 99_991 }
            count = seed % 180 + 1
            day = count * (300 + seed % 4_100)
            repaid = index % 4 == 2 ? seed % 9 * 300 : 0
            month = day
            year = day * (index % 3 == 0 ? 1 : 3) + seed
            open = day - (seed % 5) * 300
        }

        mutating func add(_ other: Sums) {
            count += other.count
            day += other.day
            repaid += other.repaid
            month += other.month
            year += other.year
            open += other.open
        }

        var cells: [String] {
            [
                grouped(count), grouped(day), repaid == 0 ? "0" : "▲\(grouped(repaid))",
                grouped(month), grouped(year), grouped(open),
            ]
        }
    }

    private struct Fund {
        var name: String
        var subjects: [(code: String, name: String)]

        init(_ name: String, _ first: Int, _ subjects: [String]) {
            self.name = name
            self.subjects = subjects.enumerated().map { index, subject in
                ("\(first + index / 4)-\(index % 4 + 1)-1", subject)
            }
        }
    }

    private static let funds = [
        Fund(
            "一般会計", 1,
            [
                "市民税（個人・普通徴収）", "市民税（法人）", "固定資産税", "軽自動車税（種別割）", "市たばこ税",
                "戸籍手数料", "住民票手数料", "印鑑登録証明手数料", "税務証明手数料", "農業委員会手数料",
                "行政財産使用料", "市民ホール使用料", "体育館使用料", "保育所保育料", "放課後児童クラブ利用者負担金",
                "粗大ごみ処理手数料", "市営住宅使用料",
            ]),
        Fund("国民健康保険特別会計", 1, ["国民健康保険税（一般）", "国民健康保険税（退職）", "延滞金"]),
        Fund("後期高齢者医療特別会計", 1, ["後期高齢者医療保険料（普通徴収）", "延滞金"]),
        Fund("介護保険特別会計", 1, ["介護保険料（普通徴収）", "督促手数料", "延滞金"]),
        Fund("水道事業会計", 1, ["給水収益", "給水工事申込手数料", "加入金", "量水器使用料"]),
        Fund("下水道事業会計", 1, ["下水道使用料", "受益者負担金", "排水設備検査手数料"]),
    ]

    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
