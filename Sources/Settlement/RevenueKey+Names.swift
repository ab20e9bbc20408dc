public import City

extension RevenueKey {
    /// What the row is called beside its code: the kinds of bills and the fees of the city file
    /// that bring it; nil where there are none.
    public func names(in city: City) -> (ja: String, en: String)? {
        switch item {
        case RevenueKey.overpaid: return ("過誤納金", "overpaid")
        case RevenueKey.unidentified: return ("仮受金", "unidentified")
        case RevenueKey.repayment: return ("過年度還付", "repayment of a closed year")
        default: break
        }
        let kinds = city.billKinds.filter { $0.fund == fund && $0.subject == item }
        let fees = city.fees.filter { fee in
            guard fee.fund == fund else { return false }
            return switch fee.destination {
            case .subject(let subject): subject == item
            case .held(let purpose): RevenueKey.held(purpose) == item
            }
        }
        let ja = RevenueKey.joined(kinds.map(\.name) + fees.map(\.name), " ほか")
        let en = RevenueKey.joined(kinds.map(\.kind) + fees.map(\.id), " and others")
        return ja.flatMap { ja in en.map { (ja, $0) } }
    }

    private static func joined(_ names: [String], _ others: String) -> String? {
        guard let first = names.first else { return nil }
        return names.allSatisfy { $0 == first } ? first : first + others
    }
}
