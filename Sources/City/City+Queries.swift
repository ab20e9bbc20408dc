public import Ledger
public import Money

extension City {
    public func fund(_ id: String) -> Fund? { funds.first { $0.id == id } }

    public func office(_ id: String) -> CityOffice? { offices.first { $0.id == id } }

    public func billKind(_ kind: String) -> BillKind? { billKinds.first { $0.kind == kind } }

    public func provider(_ id: String) -> ProviderTerms? { providers.first { $0.id == id } }

    /// The provider that a report of a kind (`psp-payouts`) means by a merchant id.
    public func provider(merchant: String, report: String) -> ProviderTerms? {
        providers.first {
            ($0.lineReport == report || $0.payoutReport == report)
                && $0.merchantIDs.contains(merchant)
        }
    }

    /// The fee at its price of a day, or nil before its first.
    ///
    /// A name like `@general/14-02-01-01` is no fee of the catalogue but any revenue of that fund
    /// and subject, at any amount (``plainRevenue(fund:subject:)``).
    public func fee(_ id: String, on day: BookDay) -> Fee? {
        if id.utf8.first == UInt8(ascii: "@") { return plainFee(id, on: day) }
        var found: Int?
        for place in fees.indices where fees[place].from <= day && fees[place].id == id {
            if let found, fees[place].from <= fees[found].from { continue }
            found = place
        }
        return found.map { fees[$0] }
    }

    /// How a revenue of no fee in the catalogue is called in a basket.
    ///
    /// - Returns: nil where the city has no such fund, or the subject is none: letters, digits and
    ///   hyphens, at most 40.
    public func plainRevenue(fund: String, subject: String) -> String? {
        guard let fund = self.fund(fund), fund.kind != .outside,
            (1...40).contains(subject.utf8.count),
            subject.utf8.allSatisfy({
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
                default: false
                }
            })
        else { return nil }
        return "@\(fund.id)/\(subject)"
    }

    private func plainFee(_ name: String, on day: BookDay) -> Fee? {
        let parts = name.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .map(String.init)
        guard parts.count == 2, plainRevenue(fund: parts[0], subject: parts[1]) == name else {
            return nil
        }
        return Fee(
            id: name, name: "", price: .zero, fund: parts[0], destination: .subject(parts[1]),
            tax: .exempt, office: nil, online: true, from: day)
    }

    /// The account that a bank file speaks of.
    ///
    /// - Parameters:
    ///   - kindNumber: 預金種目, 1 ordinary, 2 current, 4 savings.
    ///   - number: 口座番号, compared without leading zeros: files pad it to 7 or 10 digits.
    public func bankAccount(
        bank: String, branch: String, kindNumber: Int, number: String
    ) -> BankAccount? {
        let number = BankAccount.significant(number)
        return bankAccounts.first {
            $0.bank == bank && $0.branch == branch && $0.kind.number == kindNumber
                && BankAccount.significant($0.number) == number
        }
    }
}

extension City.BankAccount {
    /// An account number without leading zeros.
    static func significant(_ number: String) -> Substring { number.drop { $0 == "0" } }
}
