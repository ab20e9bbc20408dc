import Money

extension SyntheticCity {
    /// The city file: the same schema as every city's, as large as the layout.
    var cityFile: [UInt8] {
        var text = ByteText(reserving: 64_000)
        text.add(text: heading)
        text.add(text: bankFile)
        text.add("offices:\n")
        for office in offices {
            let names = office.terminals.map(SyntheticCity.terminalName).joined(separator: ", ")
            text.add(
                text: "  - { id: \(office.id), name: \"\(office.name)\", terminals: [\(names)] }\n")
        }
        text.add("fees:\n")
        for fee in fees {
            let destination = fee.subject.map { "subject: \"\($0)\"" } ?? "held: jlis"
            text.add(
                text: """
                      - { id: \(fee.id), name: "\(fee.name)", price: \(fee.price), \
                    fund: \(fee.fund), \(destination), tax: exempt, office: \(fee.office), \
                    online: true, \
                    from: 2025-04-01 }

                    """)
        }
        text.add(text: billsFile)
        text.add("providers:\n")
        for provider in SyntheticProvider.allCases { text.add(text: file(of: provider)) }
        return text.bytes
    }

    private var heading: String {
        """
        municipality:
          code: "999024"
          name: \(SyntheticCity.municipalityName)
          name_en: Bench City
          time_zone: Asia/Tokyo
          books_begin: \(firstDay.adding(-1))
        calendar:
          weekly_rest: [saturday, sunday]
          offices_closed: { from: "12-29", to: "01-03" }
          banks_closed: { from: "12-31", to: "01-03" }
          holidays:

        """
            + SyntheticCity.holidays.map { "    - { day: \($0.day), name: \($0.name) }\n" }.joined()
                + """
                funds:
                  - { id: general, name: 一般会計, kind: general }
                  - { id: water, name: 水道事業会計, kind: enterprise }
                  - { id: sewer, name: 下水道事業会計, kind: enterprise }
                  - { id: outside, name: 歳入歳出外現金, kind: outside }

                """
    }

    private var bankFile: String {
        let opening = SyntheticCity.opening.map { "\($0.fund): \($0.yen)" }
        return """
            bank_accounts:
              - id: main
                bank: "9999"
                branch: "999"
                type: ordinary
                number: "9000002"
                holder: \(SyntheticBankFile.holder)
                funds: [general, water, sewer, outside]
                opening:
                  day: \(firstDay.adding(-1))
                  balances: { \(opening.joined(separator: ", ")) }
            bank_rules:
              - account: main
                direction: in
                payer: "\(SyntheticBankFile.directDebitPayer)"
                class: other-business
                fund: general
              - account: main
                direction: out
                text: "\(SyntheticBankFile.bankFeeText)"
                class: bank-fee
                fund: general

            """
    }

    /// No bill is in the month, but the schema has their kinds.
    private var billsFile: String {
        """
        bills:
          - { kind: water, name: 水道料金, fund: water, subject: "1-1-1-01", tax_ppm: 100000 }
          - { kind: sewer, name: 下水道使用料, fund: sewer, subject: "1-1-1-01", tax_ppm: 100000 }
        slips:
          barcode: { issuer: "929024", company: "25217", key_digits: 16, limit_yen: 300000 }
          el_qr: { agency: "13800", org: "99902", key_digits: 20 }

        """
    }

    private func file(of provider: SyntheticProvider) -> String {
        let name: String
        let adapter: String
        let reports: String
        switch provider {
        case .paypay:
            (name, adapter) = ("PayPay（窓口）", "paypay")
            reports = "lines: paypay-history, payouts: psp-payouts"
        case .paypayOnline:
            (name, adapter) = ("PayPay（オンライン申請）", "paypay")
            reports = "lines: paypay-history, payouts: psp-payouts"
        case .stripe:
            (name, adapter) = ("Stripe（オンライン申請のカード）", "stripe")
            reports = "payouts: stripe-payouts"
        case .jcn:
            (name, adapter) = ("JCN（窓口のカード）", "upos-cat")
            reports = "lines: cat-dailylog, payouts: psp-payouts"
        case .dencard:
            (name, adapter) = ("デンカード（窓口の電子マネー）", "upos-evrw")
            reports = "lines: emoney-daylog, payouts: psp-payouts"
        }
        return """
              - id: \(provider.id)
                name: \(name)
                method: \(provider.method)
                channels: [\(provider.isOnline ? "online" : "counter")]
                adapter: \(adapter)
                reports: { \(reports) }
                merchant_ids: ["\(provider.merchantID)"]
                payer_names: ["\(provider.payerName)"]
                agreements:

            """ + agreement(of: provider)
    }

    private func agreement(of provider: SyntheticProvider) -> String {
        let tax =
            provider.feeTaxRate.map { "{ rate_ppm: \($0.partsPerMillion), rounding: down }" }
            ?? "exempt"
        let cycle =
            provider == .stripe
            ? "            - { closes: sunday, pays: friday, when: next }\n"
            : """
                        - { closes: 15, pays: end, when: same_month }
                        - { closes: end, pays: 15, when: next_month }

            """
        return """
                  - from: 2026-03-01
                    capacity: payer_entrusted
                    revenues: [fees, water, sewer]
                    fees:
                      - brand: any
                        rate_ppm: \(provider.feeRate.partsPerMillion)
                        unit: \(provider.feeUnit.rawValue)
                        rounding: \(provider.feeRounding.rawValue)
                        on_refund: \(provider.returnsFee ? "returned" : "kept")
                        tax: \(tax)
                    payout:
                      terms: net
                      lines: \(provider == .stripe ? "payout_id" : "window")
                      cutoff: "24:00"
                      cycle:

            """ + cycle + """
                          roll: previous
                        report_within: \(provider.reportWithin)
                        brands:

                """ + provider.brands.map { brand($0, of: provider) }.joined()
    }

    /// Void rules and answers to 処理未了 as the brands have them in Japan.
    private func brand(_ brand: SyntheticProvider.Brand, of provider: SyntheticProvider) -> String {
        let rules: String
        switch (provider, brand.name) {
        case (.paypay, _), (.paypayOnline, _):
            rules = """
                upper_yen: 500000, void: anywhere, void_days: 0, void_until: "24:14:59", \
                unknown: not_paid, answered_by: report, within_days: 3
                """
        case (.stripe, _):
            rules = """
                upper_yen: 1000000, void: anywhere, void_days: 0, \
                unknown: not_paid, answered_by: report, within_days: 20
                """
        case (.jcn, _):
            rules = """
                upper_yen: 1000000, void: anywhere, void_days: 0, \
                unknown: not_paid, answered_by: inquiry, within_days: 3
                """
        case (.dencard, "Suica"):
            rules = """
                upper_yen: 20000, void: last_on_terminal, void_days: 0, \
                unknown: not_paid, answered_by: next_touch, within_days: 55
                """
        case (.dencard, "WAON"):
            rules = """
                upper_yen: 50000, void: same_terminal, void_days: 14, \
                unknown: not_paid, answered_by: next_touch, within_days: 14
                """
        case (.dencard, "nanaco"):
            rules = """
                upper_yen: 50000, void: never, void_days: 0, \
                unknown: paid, answered_by: next_touch, within_days: null
                """
        case (.dencard, "Edy"):
            rules = """
                upper_yen: 50000, void: never, void_days: 0, \
                unknown: not_paid, answered_by: next_touch, within_days: 14
                """
        case (.dencard, _):
            rules = """
                upper_yen: 100000, void: same_terminal, void_days: 60, \
                unknown: not_paid, answered_by: nothing, within_days: null
                """
        }
        return "          - { id: \"\(brand.id)\", name: \"\(brand.name)\", \(rules) }\n"
    }
}
