/// A month of a dirty city, made up: city file, register journals, providers' reports, payouts
/// and bank files, for measuring import and reconciliation.
///
/// Of the payments 1 % are missed: the provider does not know 0.4 %, as many lines of providers
/// are in no journal, and of 0.2 % the amounts differ. 0.1 % come in pairs that only a person can
/// tell apart. Besides there are voids, refunds, sales that the provider dates on the next day,
/// and payments that the register knows by the provider's number alone. The same payments and
/// seed give the same bytes.
struct SyntheticMonth {
    /// Captured payments in the journals.
    var payments: Int
    var seed: UInt64

    /// Writes the month day by day; memory holds an office's day and a week of online cards.
    ///
    /// The folder gets `city.yaml`, `sales/DATE-OFFICE.jsonl`, `providers/PROVIDER/…` and
    /// `bank/03-DATE.dat`. Files that it held before under these names are replaced; others stay.
    ///
    /// - Parameters:
    ///   - folder: made where it is missing.
    ///   - progress: called after each day with the payments written so far.
    /// - Returns: what a reconciliation through the month's last day must find.
    func write(
        to folder: String, progress: (Int) -> Void
    ) throws(SyntheticMonthTrouble) -> SyntheticTruth {
        precondition(payments >= 0)
        var run = try SyntheticMonthRun(
            payments: payments, seed: seed, folder: SyntheticFolder(root: folder))
        try run.writeCityFile()
        for day in run.city.days {
            try run.write(day)
            progress(run.truth.payments)
        }
        return run.finished()
    }
}
