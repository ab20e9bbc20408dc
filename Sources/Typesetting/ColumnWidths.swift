/// How the columns of a table share the width of the page.
struct ColumnWidths {
    /// The size of the text, from ``sizes``.
    let size: Double
    let widths: [Double]

    /// From the size of choice down to the smallest.
    static let sizes = [8.5, 8.0, 7.5, TextStyle.smallest]

    /// - Parameters:
    ///   - naturals: the width of the widest cell of each column with its padding, at the first
    ///     of ``sizes``.
    ///   - available: the width of the page.
    init(_ columns: [PrintedTable.Column], naturals: [Double], available: Double) {
        var size = Self.sizes[0]
        var wanted = naturals
        var least = naturals
        for candidate in Self.sizes {
            size = candidate
            let scale = candidate / Self.sizes[0]
            wanted = naturals.map { $0 * scale }
            least = zip(columns, wanted).map { column, width in
                // A number stays on one line; twelve characters of a text are readable.
                column.content == .number ? width : min(width, 12 * candidate)
            }
            if least.reduce(0, +) <= available { break }
        }
        self.size = size
        if least.reduce(0, +) > available {
            widths = Self.squeeze(least, columns.map { _ in true }, to: available)
            return
        }
        let isNatural = columns.map { $0.width == .natural }
        // What relative columns want is theirs only after the natural ones.
        let first = zip(isNatural, zip(wanted, least)).map { $0 ? $1.0 : $1.1 }
        guard first.reduce(0, +) <= available else {
            let texts = zip(columns, isNatural).map { $0.content == .text && $1 }
            widths = Self.squeeze(first, texts, to: available, least)
            return
        }
        widths = Self.share(columns, first, least, available)
    }

    /// Gives relative columns what is left, by weight, but each its least.
    private static func share(
        _ columns: [PrintedTable.Column], _ first: [Double], _ least: [Double],
        _ available: Double
    ) -> [Double] {
        var widths = first
        var weights: [Int: Double] = [:]
        for (index, column) in columns.enumerated() {
            if case .relative(let weight) = column.width { weights[index] = Double(max(1, weight)) }
        }
        while !weights.isEmpty {
            let fixed = widths.indices.filter { weights[$0] == nil }.map { widths[$0] }
            let left = available - fixed.reduce(0, +)
            let unit = left / weights.values.reduce(0, +)
            let starved = weights.filter { $0.value * unit < least[$0.key] }
            for (index, weight) in weights { widths[index] = weight * unit }
            if starved.isEmpty { break }
            for index in starved.keys {
                widths[index] = least[index]
                weights[index] = nil
            }
        }
        return widths
    }

    /// Takes from the widest of some columns, never below their least, until all fit.
    private static func squeeze(
        _ widths: [Double], _ mayShrink: [Bool], to available: Double, _ least: [Double]? = nil
    ) -> [Double] {
        func capped(_ cap: Double) -> [Double] {
            widths.indices.map { index in
                guard mayShrink[index] else { return widths[index] }
                return max(min(widths[index], cap), least?[index] ?? 0)
            }
        }
        var low = 0.0
        var high = widths.max() ?? 0
        // Halving the difference thirty times leaves nothing that could be seen.
        for _ in 0..<30 {
            let middle = (low + high) / 2
            if capped(middle).reduce(0, +) <= available { low = middle } else { high = middle }
        }
        return capped(low)
    }
}
