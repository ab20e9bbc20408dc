import Ledger

/// The places of recently posted vouchers, so that most ids need no look into the database.
///
/// Ids are time-ordered: every id from `floor` on that the books hold is in here, so one that is
/// not here is new. Below the floor an absent id says nothing. Two generations bound the memory.
struct RecentVouchers {
    enum Finding {
        case stands(sequence: Int64)
        case isNew
        case askJournal
    }

    private let generationSize: Int
    private var young = VoucherPlaces()
    private var old = VoucherPlaces()
    private var greatestOfYoung = VoucherID(bits: 0)
    private var greatestOfOld = VoucherID(bits: 0)
    /// Ids greater than this one are all in here.
    private var floor: VoucherID?

    /// - Parameters:
    ///   - greatest: the greatest id that the books hold.
    ///   - capacity: how many vouchers to hold, both generations together.
    init(after greatest: VoucherID?, capacity: Int) {
        floor = greatest
        generationSize = capacity / 2
    }

    func find(_ id: VoucherID) -> Finding {
        // Time goes on: most ids are greater than all before, and need no search.
        if id <= greatestOfYoung, let sequence = young[id] { return .stands(sequence: sequence) }
        if id <= greatestOfOld, let sequence = old[id] { return .stands(sequence: sequence) }
        if let floor, id <= floor { return .askJournal }
        return .isNew
    }

    /// Adds an id that is not here.
    mutating func insert(_ id: VoucherID, sequence: Int64) {
        young.insert(id, sequence)
        greatestOfYoung = max(greatestOfYoung, id)
    }

    /// Takes back an insertion made since the last ``rotate()``.
    mutating func remove(_ id: VoucherID) { young.remove(id) }

    /// Lets the older generation go once the younger one is full; asked between batches.
    mutating func rotate() {
        guard young.count >= generationSize else { return }
        if old.count > 0 { floor = max(floor ?? greatestOfOld, greatestOfOld) }
        swap(&old, &young)
        greatestOfOld = greatestOfYoung
        young.removeAll()
        greatestOfYoung = VoucherID(bits: 0)
    }
}
