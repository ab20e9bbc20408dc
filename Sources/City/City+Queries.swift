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
    public func fee(_ id: String, on day: BookDay) -> Fee? {
        fees.filter { $0.id == id && $0.from <= day }.max { $0.from < $1.from }
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
