import City
public import Money
public import Provider

/// A payout, and the bank line that brought it.
public struct BankCollection: Sendable, Hashable {
    /// Bank account of the city file.
    public var account: String
    /// 勘定日 of the line.
    public var day: BookDay
    /// 照会番号 of the line.
    public var reference: String
    public var provider: String
    public var payout: String
    /// What of the line is this payout's.
    public var banked: Yen

    public init(
        account: String, day: BookDay, reference: String, provider: String, payout: String,
        banked: Yen
    ) {
        self.account = account
        self.day = day
        self.reference = reference
        self.provider = provider
        self.payout = payout
        self.banked = banked
    }
}

extension Reconciler {
    /// The payouts that came, each with its bank line.
    public func collections() -> [BankCollection] {
        payouts.compactMap { payout in
            guard let place = payout.bankLine, let banked = payout.banked else { return nil }
            let line = facts.bankLines[place]
            return BankCollection(
                account: facts.city.bankAccounts[line.account].id, day: line.day,
                reference: line.reference,
                provider: facts.city.providers[Int(payout.provider)].id, payout: payout.number,
                banked: banked)
        }
    }

    /// The payout that a captured payment is in; nil where none is known.
    public func payout(of payment: PaymentID) -> (provider: String, number: String)? {
        guard let sale = facts.saleIndex(payment), matches.lineOfSale[Int(sale)] >= 0 else {
            return nil
        }
        let place = payoutOfLine[Int(matches.lineOfSale[Int(sale)])]
        guard place >= 0 else { return nil }
        let payout = payouts[Int(place)]
        return (facts.city.providers[Int(payout.provider)].id, payout.number)
    }
}
