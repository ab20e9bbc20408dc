import Provider
import Testing

extension FileAdapterContract {
    func checkColumns(required: [String], optional: [String]) throws {
        let whole = read(sample)
        let cut = DelimitedSample(sample)
        for name in required {
            let column = try #require(cut.column(name), "the sample has no column \(name)")
            let bytes = cut.removing(column: column).bytes()
            #expect(Adapter.recognises(FileHead(bytes: bytes)), "does not know it without \(name)")
            let rejection = read(bytes).rejection
            #expect(rejection?.finding.code == .missingColumn, "without \(name)")
            #expect(rejection?.finding.column == name)
        }
        for name in optional {
            let column = try #require(cut.column(name), "the sample has no column \(name)")
            let reading = read(cut.removing(column: column).bytes())
            #expect(reading.rejection == nil, "without \(name)")
            #expect(reading.findings == [], "without \(name)")
            #expect(reading.rows == expectedRows)
        }
        #expect(
            read(cut.reversingColumns().bytes()).saysTheSame(as: whole), "columns turned round")
        let wider = cut.adding(column: "備考", value: "窓口 3 番")
        #expect(read(wider.bytes()).saysTheSame(as: whole), "with a further column")
        #expect(Adapter.recognises(FileHead(bytes: wider.bytes())))
        if expectedRows > 0 {
            let added = try #require(wider.column("備考"))
            try checkCardNumber(in: wider, column: added, named: "備考")
        }
        let header = DelimitedSample.header(of: cut)
        let empty = read(header)
        #expect(empty.rejection == nil, "a header alone is a file without rows")
        #expect(empty.rows == 0 && empty.facts.count == 0)
    }

    /// Puts a card number into each field of the first data row in turn: where the row is left out
    /// for it, whatever the reason, the number is not kept.
    func checkCardNumberAnywhere() {
        let cut = DelimitedSample(sample)
        let row: Int
        switch layout {
        case .header: row = 1
        case .items: row = 0
        case .other: return
        }
        guard row < cut.records.count else { return }
        for column in cut.records[row].indices {
            for text in ["4111111111111111", "4111-1111-1111-1111"] {
                let bytes = cut.replacing(row: row, column: column, with: text).bytes()
                let reading = read(bytes)
                // A row may also be left out for another one of its slip: nothing is wrong in it.
                let isRefused = reading.findings.contains {
                    $0.line == row + 1 && $0.code != .slipSumDiffers
                }
                guard reading.rejection == nil, isRefused else { continue }
                var masked = bytes
                for secret in reading.secrets { CardNumberGuard.mask(&masked, secret) }
                #expect(!masked.contains(Array(text.utf8)), "kept in field \(column + 1)")
                for finding in reading.findings {
                    #expect(!finding.text.ja.contains(text) && !finding.text.en.contains(text))
                }
            }
        }
    }

    func checkCardNumber(in field: FreeText) throws {
        let cut = DelimitedSample(sample)
        switch field {
        case .column(let name):
            let column = try #require(cut.column(name), "the sample has no column \(name)")
            try checkCardNumber(in: cut, column: column, named: name)
        case .item(let column):
            try checkCardNumber(in: cut, column: column, named: nil)
        }
    }

    /// Puts a card number into the first data row: the row must be left out, the number marked,
    /// and the rest of the file taken in.
    private func checkCardNumber(
        in sample: DelimitedSample, column: Int, named name: String?
    ) throws {
        let row = name == nil ? 0 : 1
        let text = "控 \(Self.cardNumber)"
        let bytes = sample.replacing(row: row, column: column, with: text).bytes()
        let reading = read(bytes)
        let place = "a card number in \(name ?? "item \(column + 1)")"
        #expect(reading.rejection == nil, "\(place)")
        #expect(reading.rows == expectedRows, "\(place)")
        let found = reading.findings.filter { $0.code == .cardNumber }
        #expect(found.contains { $0.line == row + 1 }, "\(place)")
        if let name { #expect(found.contains { $0.column == name }, "\(place)") }
        #expect(!reading.factRows.contains(row + 1), "\(place) is in a fact")
        #expect(!found.contains { $0.text.ja.contains("4111") || $0.text.en.contains("4111") })
        var masked = bytes
        for secret in reading.secrets { CardNumberGuard.mask(&masked, secret) }
        let number = Array(Self.cardNumber.utf8)
        #expect(bytes.contains(number))
        #expect(!masked.contains(number), "\(place) is kept")
    }
}

extension DelimitedSample {
    static func header(of sample: DelimitedSample) -> [UInt8] {
        var copy = sample
        copy.records = Array(sample.records.prefix(1))
        return copy.bytes()
    }
}
