import Money
import Provider
import Slips

/// What the claims of each slip add up to, and the claims that wait for the rest of their slip.
///
/// Memory: about a hundred bytes a slip, and the rows of slips that are not complete.
struct SlipSums {
    /// Which slip.
    enum Slip: Hashable {
        case group(String)
        case key(String)
    }

    /// The codes printed on the slip; all its rows carry the same.
    struct Codes {
        var barcode: CollectionBarcode?
        var elqr: ElQRCode?

        var isEmpty: Bool { barcode == nil && elqr == nil }
    }

    private struct Sum {
        /// The digits of both codes, hashed: only whether two rows carry the same is ever asked.
        var digest: Int?
        var barcodeAmount: Yen?
        var elqrAmount: Yen?
        var sum = Yen.zero
        var firstLine: Int
        var isComplete = false
        /// False once a row's amount or codes could not be read.
        var isKnown = true
        var waiting: [BillRow] = []
        /// Lines of rows that are left out.
        var spoilt: [Int] = []

        /// Whether the rows seen so far are what the slip asks for.
        var fits: Bool {
            (barcodeAmount ?? sum) == sum && (elqrAmount ?? sum) == sum
        }

        mutating func count(_ amount: Yen) {
            // A sum beyond the largest amount fits no slip, so it need not grow on.
            sum = min(sum + amount, Yen(Yen.largest.value * 2))
        }

        mutating func take(_ codes: Codes) {
            digest = SlipSums.digest(codes)
            barcodeAmount = codes.barcode?.amount
            elqrAmount = codes.elqr?.amount
        }
    }

    private var sums: [Slip: Sum] = [:]

    /// Takes a good row; one without any code proves nothing and goes on at once.
    mutating func add(
        _ row: BillRow, of slip: Slip, _ codes: Codes, to sink: inout FactSink
    ) throws(RowFault) {
        var sum = sums.removeValue(forKey: slip) ?? Sum(firstLine: row.row)
        defer { sums[slip] = sum }
        if sum.digest == nil { sum.take(codes) }
        guard sum.digest == SlipSums.digest(codes) else {
            throw RowFault(
                codes.elqr == nil ? "barcode" : "elqr", .valueInvalid,
                ja: "同じ納付書の \(sum.firstLine) 行目と異なるコードです",
                en: "is another code than line \(sum.firstLine) of the same slip has")
        }
        if codes.isEmpty {
            sink.batch.bills.append(row)
            return
        }
        if sum.isComplete {
            guard row.amount == .zero else {
                throw RowFault(
                    "amount", .slipSumDiffers,
                    ja: "納付書の金額は \(sum.firstLine) 行目からの行で既に満たされています",
                    en: "comes on top of a slip that is complete since line \(sum.firstLine)")
            }
            sink.batch.bills.append(row)
            return
        }
        sum.count(row.amount)
        sum.waiting.append(row)
        if sum.fits, sum.spoilt.isEmpty {
            sink.batch.bills.append(contentsOf: sum.waiting)
            sum.waiting = []
            sum.isComplete = true
        }
    }

    /// Remembers that a row of the slip is left out: without it, the others cannot prove.
    ///
    /// - Parameter share: what the row would have brought, where that could be read.
    mutating func spoil(_ slip: Slip, line: Int, _ share: (amount: Yen, codes: Codes)?) {
        var sum = sums.removeValue(forKey: slip) ?? Sum(firstLine: line)
        defer { sums[slip] = sum }
        guard !sum.isComplete else { return }
        sum.spoilt.append(line)
        guard let share else {
            sum.isKnown = false
            return
        }
        if sum.digest == nil { sum.take(share.codes) }
        sum.count(share.amount)
    }

    /// At the end of the file: one finding for each slip whose rows were not taken in.
    func reportIncomplete(into sink: inout FactSink) {
        let open = sums.values.filter { sum in
            !sum.isComplete && (sum.barcodeAmount != nil || sum.elqrAmount != nil)
                && (!sum.waiting.isEmpty || (sum.isKnown && !sum.fits))
        }
        for sum in open.sorted(by: { $0.firstLine < $1.firstLine }) {
            sink.report(
                Finding(
                    line: sum.firstLine, column: "amount", code: .slipSumDiffers,
                    SlipSums.sentence(sum)))
        }
    }

    private static func sentence(_ sum: Sum) -> Sentence {
        let all = (sum.waiting.map(\.row) + sum.spoilt).sorted()
        // A slip of thousands of rows must not fill the report.
        let lines = all.prefix(20).map(String.init).joined(separator: ", ")
        let more = all.count > 20 ? ", …" : ""
        if sum.isKnown, !sum.fits {
            let asked = [sum.barcodeAmount, sum.elqrAmount].compactMap { $0?.description }
                .joined(separator: " / ")
            return Sentence(
                ja: "納付書の明細（\(lines)\(more) 行目）の合計 \(sum.sum) 円がコードの金額 \(asked) 円と一致しません",
                en: "the slip's rows (lines \(lines)\(more)) sum to \(sum.sum) yen, and its code "
                    + "says \(asked)")
        }
        let bad = sum.spoilt.prefix(20).map(String.init).joined(separator: ", ")
        return Sentence(
            ja: "同じ納付書の \(bad) 行目が正しくないため、\(lines)\(more) 行目は取り込みません",
            en: "line \(bad) of the same slip is wrong, so lines \(lines)\(more) are not taken in")
    }

    private static func digest(_ codes: Codes) -> Int {
        var hasher = Hasher()
        hasher.combine(codes.barcode)
        hasher.combine(codes.elqr)
        return hasher.finalize()
    }
}
