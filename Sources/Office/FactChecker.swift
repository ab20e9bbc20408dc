import City
import Money
import Provider
import Store

/// Holds facts of a file against the city file: what it does not name becomes a finding.
struct FactChecker {
    private let city: City
    private let kind: FileKind
    private let fees: [String: [City.Fee]]
    private let offices: Set<String>
    private let providers: Set<String>
    private let reporters: [ProviderTerms]
    private var merchants: [String: String?] = [:]

    init(_ city: City, kind: FileKind) {
        self.city = city
        self.kind = kind
        fees = Dictionary(grouping: city.fees, by: \.id)
        offices = Set(city.offices.map(\.id))
        providers = Set(city.providers.map(\.id))
        reporters = city.providers.filter {
            $0.lineReport == kind.rawValue || $0.payoutReport == kind.rawValue
        }
    }

    /// What may be written, and a finding for each fact that may not.
    mutating func check(_ batch: FactBatch) -> (CheckedBatch, [Finding]) {
        var checked = CheckedBatch()
        var findings: [Finding] = []
        for sale in batch.sales {
            if let finding = check(sale) {
                findings.append(finding)
            } else {
                checked.sales.append(sale)
            }
        }
        for line in batch.lines {
            if let provider = provider(line.merchant, brand: line.brand) {
                checked.lines.append(Provided(provider: provider, fact: line))
            } else {
                findings.append(unknownProvider(line.row, line.merchant))
            }
        }
        for totals in batch.terminalTotals {
            if let provider = provider(nil, brand: nil) {
                checked.terminalTotals.append(Provided(provider: provider, fact: totals))
            } else {
                findings.append(unknownProvider(totals.row, nil))
            }
        }
        for payout in batch.payouts {
            if let provider = provider(payout.merchant, brand: nil) {
                checked.payouts.append(Provided(provider: provider, fact: payout))
            } else {
                findings.append(unknownProvider(payout.row, payout.merchant))
            }
        }
        for slip in batch.slips {
            if let provider = provider(slip.merchant, brand: nil) {
                checked.slips.append(Provided(provider: provider, fact: slip))
            } else {
                findings.append(unknownProvider(slip.row, slip.merchant))
            }
        }
        for bill in batch.bills {
            if let finding = check(bill) {
                findings.append(finding)
            } else {
                checked.bills.append(bill)
            }
        }
        checked.billChanges = batch.billChanges
        return (checked, findings)
    }

    private func check(_ sale: SaleEvent) -> Finding? {
        if let provider = sale.provider, !providers.contains(provider) {
            return unknownProvider(sale.row, provider)
        }
        guard offices.contains(sale.office) else {
            return Finding(
                line: sale.row, column: "office", code: .officeUnknown,
                Sentence(
                    ja: "窓口 \(sale.office) は市の設定にありません",
                    en: "office \(sale.office) is not in the city file"))
        }
        for line in sale.lines {
            guard case .fee(let fee) = line.item else { continue }
            guard fees[fee]?.contains(where: { $0.from <= sale.at.day }) ?? false else {
                return Finding(
                    line: sale.row, column: "fee", code: .feeUnknown,
                    Sentence(
                        ja: "手数料 \(fee) は \(sale.at.day) に有効ではありません",
                        en: "fee \(fee) is not in the catalogue on \(sale.at.day)"))
            }
        }
        return nil
    }

    private func check(_ bill: BillRow) -> Finding? {
        guard let known = city.billKind(bill.kind) else {
            return Finding(
                line: bill.row, column: "kind", code: .billKindUnknown,
                Sentence(
                    ja: "調定の種別 \(bill.kind) は市の設定にありません",
                    en: "bill kind \(bill.kind) is not in the city file"))
        }
        guard known.fund == bill.fund else {
            return Finding(
                line: bill.row, column: "fund", code: .fundUnknown,
                Sentence(
                    ja: "会計 \(bill.fund) は種別 \(bill.kind) の会計ではありません",
                    en: "fund \(bill.fund) is not the fund of \(bill.kind)"))
        }
        return nil
    }

    private func unknownProvider(_ row: Int, _ name: String?) -> Finding {
        let name = name.map {
            String(decoding: CardNumberGuard.mask(Array($0.utf8)), as: UTF8.self)
        }
        return Finding(
            line: row, code: .providerUnknown,
            Sentence(
                ja: "決済事業者を特定できません（\(name ?? kind.rawValue)）",
                en: "no provider of the city file is meant (\(name ?? kind.rawValue))"))
    }

    /// The provider of a fact: by its merchant number; where the format carries none, the only
    /// provider that reports in it, or the only one of them that knows the brand.
    private mutating func provider(_ merchant: String?, brand: String?) -> String? {
        if let merchant {
            if let known = merchants[merchant] { return known }
            let found =
                reporters.first { $0.merchantIDs.contains(merchant) }?.id
            merchants[merchant] = found
            return found
        }
        if reporters.count == 1 { return reporters[0].id }
        guard let brand else { return nil }
        let knowing = reporters.filter { provider in
            provider.agreements.contains { agreement in
                agreement.brands.contains { $0.id == brand || $0.name == brand }
            }
        }
        return knowing.count == 1 ? knowing[0].id : nil
    }
}
