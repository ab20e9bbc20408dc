import Ledger
import Posting

extension Postings {
    /// Transfers as a finance officer writes them: `fund: debit -> credit  yen`.
    ///
    /// A transfer that crosses funds, or moves nothing, reads as what it is: broken.
    func spelled(_ transfers: [Transfer]) -> [String] {
        transfers.map { transfer in
            let debit = chart[transfer.debit]
            let credit = chart[transfer.credit]
            let fund = debit.fund == credit.fund ? debit.fund : "\(debit.fund)|\(credit.fund)"
            return "\(fund): \(debit.code) -> \(credit.code) \(transfer.amount)"
        }
    }
}
