import Settlement

/// What a table that is read beside the journal holds in its rows.
protocol JoinedRows {
    static var file: PackageFile { get }
    static var columns: [String] { get }
    /// The place of the column that names the voucher.
    static var voucher: Int { get }

    /// Counts a record; false where it is none of the table.
    mutating func count(_ record: CSVRecord) -> Bool
    /// Whether the table has a row for a voucher.
    static func speaks(of voucher: JournalVoucher) -> Bool
    /// The first column that says otherwise than the voucher, nil where none does.
    static func difference(_ record: CSVRecord, _ voucher: JournalVoucher) -> String?
}

/// A table whose rows are those of the journal's vouchers, read side by side with it.
struct JoinedTable<Rows: JoinedRows> {
    /// What does not hold: how often, and where first.
    private struct Fault {
        var count = 0
        var place = ""

        mutating func add(_ place: @autoclosure () -> String) {
            if count == 0 { self.place = place() }
            count += 1
        }
    }

    private(set) var rows: Rows
    private var reader: CSVRecordReader?
    private var join = VoucherJoin()
    private var differing = Fault()
    /// It was read to its end.
    private(set) var isWhole = false
    private(set) var findings: [PackageFinding] = []

    init(_ rows: Rows, folder: String) {
        self.rows = rows
        do {
            var reader = try CSVRecordReader(path: "\(folder)/\(Rows.file.rawValue)")
            guard try reader.next(),
                reader.record.fields.indices.map({ reader.record.text($0) }) == Rows.columns
            else { throw CSVRecordReader.Broken(line: 1) }
            self.reader = reader
        } catch {
            fail(error)
        }
    }

    private mutating func fail(_ error: any Error) {
        reader = nil
        // A file that is not there has been told already.
        guard let broken = error as? CSVRecordReader.Broken else { return }
        findings.append(.broken(Rows.file, line: broken.line))
    }

    /// Goes to the next record; false at the end, and where the table is broken.
    private mutating func advance() -> Bool {
        do {
            guard try reader?.next() == true, let record = reader?.record else {
                if reader != nil { isWhole = true }
                reader = nil
                return false
            }
            guard record.fields.count == Rows.columns.count, rows.count(record) else {
                throw CSVRecordReader.Broken(line: record.line)
            }
            return true
        } catch {
            fail(error)
            return false
        }
    }

    /// Takes the journal's next voucher.
    mutating func take(_ voucher: JournalVoucher) {
        guard Rows.speaks(of: voucher), !join.isLost else { return }
        guard advance(), let record = reader?.record else {
            if let record = join.record(for: voucher) { compare(record, voucher) }
            return
        }
        let id = record.slice(Rows.voucher)
        if join.isNextPair(voucher, id) { return compare(record, voucher) }
        if let earlier = join.voucher(for: record, id: id) { compare(record, earlier) }
        if let earlier = join.record(for: voucher) { compare(earlier, voucher) }
    }

    private mutating func compare(_ record: CSVRecord, _ voucher: JournalVoucher) {
        guard let column = Rows.difference(record, voucher) else { return }
        differing.add("\(record.text(Rows.voucher)): \(column)")
    }

    /// Reads what the journal's end left.
    ///
    /// - Parameter isJournalWhole: beside a broken journal nothing is missing.
    mutating func finish(isJournalWhole: Bool) {
        while advance(), let record = reader?.record {
            guard !join.isLost else { continue }
            let id = record.slice(Rows.voucher)
            if let earlier = join.voucher(for: record, id: id) { compare(record, earlier) }
        }
        guard isWhole, isJournalWhole else { return }
        let file = Rows.file
        if join.isLost || !join.isOrdered {
            findings.append(
                PackageFinding(
                    .orderDiffers, file: file.rawValue, "\(file.rawValue) の行が仕訳の順に並んでいません。",
                    "Its rows do not follow the order of the journal."))
        }
        if differing.count > 0 {
            findings.append(
                PackageFinding(
                    .rowDiffers, file: file.rawValue,
                    "仕訳と異なる行が \(differing.count) 行あります。最初は \(differing.place)。",
                    "\(differing.count) of its rows say otherwise than the journal, the first "
                        + "being \(differing.place)."))
        }
        guard !join.isLost else { return }
        var unbooked = Fault()
        for record in join.leftRecords { unbooked.add(record.text(Rows.voucher)) }
        if unbooked.count > 0 {
            findings.append(
                PackageFinding(
                    .rowUnbooked, file: file.rawValue,
                    "仕訳にない行が \(unbooked.count) 行あります。最初は \(unbooked.place)。",
                    "The journal does not hold \(unbooked.count) of its rows, the first being "
                        + "\(unbooked.place)."))
        }
        var missing = Fault()
        for voucher in join.leftVouchers {
            missing.add(String(decoding: voucher.id, as: UTF8.self))
        }
        if missing.count > 0 {
            findings.append(
                PackageFinding(
                    .rowMissing, file: file.rawValue,
                    "仕訳の伝票 \(missing.count) 件の行がありません。最初は \(missing.place)。",
                    "\(missing.count) vouchers of the journal have no row here, the first being "
                        + "\(missing.place)."))
        }
    }
}

extension PackageFinding {
    static func broken(_ file: PackageFile, line: Int) -> PackageFinding {
        PackageFinding(
            .tableBroken, file: file.rawValue, "\(line) 行目を読めません。",
            "Line \(line) cannot be read.")
    }
}
