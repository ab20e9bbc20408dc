/// Splits an amount in proportion to weights so that the parts sum exactly.
///
/// - Parameters:
///   - amount: what is split; its sign is kept.
///   - weights: not negative; where all are zero, the first part takes everything.
/// - Returns: one part for each weight. Remainders go to the largest fraction first; among equal
///   fractions to the earlier weight.
public func largestRemainder(_ amount: Yen, over weights: [Int64]) -> [Yen] {
    precondition(!weights.isEmpty && weights.allSatisfy { $0 >= 0 })
    let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
    var parts = [Yen](repeating: .zero, count: weights.count)
    guard total > 0 else {
        parts[0] = amount
        return parts
    }
    let magnitude = Int128(amount.magnitude.value)
    let sign: Int64 = amount.value < 0 ? -1 : 1
    var given = Int128(0)
    var rests: [(rest: Int128, index: Int)] = []
    for (index, weight) in weights.enumerated() {
        let product = magnitude * Int128(weight)
        parts[index] = Yen(sign * Int64(product / total))
        given += product / total
        rests.append((product % total, index))
    }
    rests.sort { $0.rest != $1.rest ? $0.rest > $1.rest : $0.index < $1.index }
    for (_, index) in rests.prefix(Int(magnitude - given)) {
        parts[index] = parts[index] + Yen(sign)
    }
    return parts
}
