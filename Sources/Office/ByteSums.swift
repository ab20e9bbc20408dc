import Money
import Settlement

/// Sums by a name that is given as bytes: few names, asked for a million times.
struct ByteSums {
    private var entries: [(name: [UInt8], sum: PackageTotals.Sum)] = []

    mutating func add(_ name: some Collection<UInt8>, _ amount: Yen) {
        for place in entries.indices
        where entries[place].name.count == name.count && entries[place].name.elementsEqual(name) {
            entries[place].sum.add(amount)
            return
        }
        var sum = PackageTotals.Sum()
        sum.add(amount)
        entries.append((Array(name), sum))
    }

    mutating func add(_ name: String, _ amount: Yen) {
        var name = name
        name.withUTF8 { add($0, amount) }
    }

    var named: [String: PackageTotals.Sum] {
        Dictionary(
            uniqueKeysWithValues: entries.map { (String(decoding: $0.name, as: UTF8.self), $0.sum) }
        )
    }
}
