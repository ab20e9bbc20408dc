/// Brings rows of a table and vouchers of the journal together: both stand in the order of the
/// books, so only what has no counterpart yet is held.
struct VoucherJoin {
    /// More than that many without a counterpart, and the two are no longer compared.
    static let patience = 4_096

    private var vouchers: [[UInt8]: (voucher: JournalVoucher, place: Int)] = [:]
    private var records: [[UInt8]: (record: CSVRecord, place: Int)] = [:]
    /// A second one of the same id, where the first waits.
    private var repeatedVouchers: [JournalVoucher] = []
    private var repeatedRecords: [CSVRecord] = []
    private var voucherCount = 0
    private var recordCount = 0
    private var last = (voucher: 0, record: 0)
    /// No pair stood before one that it should have come behind.
    private(set) var isOrdered = true

    /// Too much has no counterpart: the rest says nothing any more.
    var isLost: Bool {
        max(
            vouchers.count + repeatedVouchers.count, records.count + repeatedRecords.count
        ) > VoucherJoin.patience
    }

    /// The record that waited for a voucher; nil, and the voucher waits.
    mutating func record(for voucher: JournalVoucher) -> CSVRecord? {
        voucherCount += 1
        guard let (record, place) = records.removeValue(forKey: voucher.id) else {
            if vouchers[voucher.id] == nil {
                vouchers[voucher.id] = (voucher, voucherCount)
            } else {
                repeatedVouchers.append(voucher)
            }
            return nil
        }
        pair(voucherCount, place)
        return record
    }

    /// The voucher that waited for a record; nil, and the record waits.
    mutating func voucher(for record: CSVRecord, id: ArraySlice<UInt8>) -> JournalVoucher? {
        recordCount += 1
        let id = Array(id)
        guard let (voucher, place) = vouchers.removeValue(forKey: id) else {
            if records[id] == nil {
                records[id] = (record, recordCount)
            } else {
                repeatedRecords.append(record)
            }
            return nil
        }
        pair(place, recordCount)
        return voucher
    }

    /// Takes note that the next voucher and the next record belong together; false where either
    /// side has something that waits.
    mutating func isNextPair(_ voucher: JournalVoucher, _ id: ArraySlice<UInt8>) -> Bool {
        guard vouchers.isEmpty, records.isEmpty, id.elementsEqual(voucher.id) else { return false }
        voucherCount += 1
        recordCount += 1
        pair(voucherCount, recordCount)
        return true
    }

    private mutating func pair(_ voucher: Int, _ record: Int) {
        if voucher < last.voucher || record < last.record { isOrdered = false }
        last = (voucher, record)
    }

    /// What has no counterpart, in the order in which it came, then what came once more.
    var leftVouchers: [JournalVoucher] {
        vouchers.values.sorted { $0.place < $1.place }.map(\.voucher) + repeatedVouchers
    }

    var leftRecords: [CSVRecord] {
        records.values.sorted { $0.place < $1.place }.map(\.record) + repeatedRecords
    }
}
