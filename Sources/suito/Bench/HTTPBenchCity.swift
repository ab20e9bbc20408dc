import Money

/// A town with one fee and two providers online, whose books begin the day before.
enum HTTPBenchCity {
    static func file(today: BookDay) -> String {
        let begin = today.adding(-1)
        let text = """
            municipality:
              code: "999024"
              name: 試験市
              name_en: Bench City
              time_zone: Asia/Tokyo
              books_begin: \(begin)
            calendar:
              weekly_rest: [saturday, sunday]
              offices_closed: { from: "12-29", to: "01-03" }
              banks_closed: { from: "12-31", to: "01-03" }
              holidays: []
            funds:
              - { id: general, name: 一般会計, kind: general }
            bank_accounts:
              - id: main
                bank: "9999"
                branch: "999"
                type: ordinary
                number: "9000002"
                holder: ｼｹﾝｼ
                funds: [general]
                opening: { day: \(begin), balances: { general: 0 } }
            bank_rules: []
            offices:
              - { id: shimin, name: 市民課, terminals: [T01] }
            fees:
              - { id: juminhyo, name: 住民票の写し, price: 300, fund: general, \
            subject: "14-02-01-01", tax: exempt, office: shimin, online: true, from: \(begin) }
            bills: []
            slips:
              barcode: { issuer: "929024", company: "25217", key_digits: 16, limit_yen: 300000 }
              el_qr: { agency: "13800", org: "99902", key_digits: 20 }
            providers:

            """
        return text
            + provider(
                "paypay-online", name: "PayPay", method: "qr", adapter: "paypay",
                reports: "lines: paypay-history, payouts: psp-payouts", brand: "PayPay", begin)
            + provider(
                "stripe", name: "Stripe", method: "card", adapter: "stripe",
                reports: "payouts: stripe-payouts", brand: "visa", begin)
    }

    private static func provider(
        _ id: String, name: String, method: String, adapter: String, reports: String,
        brand: String, _ begin: BookDay
    ) -> String {
        """
          - id: \(id)
            name: \(name)
            method: \(method)
            channels: [online]
            adapter: \(adapter)
            reports: { \(reports) }
            merchant_ids: ["\(id)-1"]
            payer_names: ["\(adapter == "paypay" ? "ﾍﾟｲﾍﾟｲ(ｶ" : "ｽﾄﾗｲﾌﾟ(ｶ")"]
            agreements:
              - from: \(begin)
                capacity: payer_entrusted
                revenues: [fees]
                fees:
                  - { brand: any, rate_ppm: 16000, unit: payout, rounding: down, \
        on_refund: returned, tax: { rate_ppm: 100000, rounding: down } }
                payout:
                  terms: net
                  lines: \(adapter == "paypay" ? "window" : "payout_id")
                  cutoff: "24:00"
                  cycle:
                    - { closes: end, pays: 15, when: next_month }
                  roll: previous
                report_within: 2
                brands:
                  - { id: \(brand), name: \(brand), upper_yen: 500000, void: anywhere, \
        void_days: 0, unknown: not_paid, answered_by: report, within_days: 3 }

        """
    }
}
