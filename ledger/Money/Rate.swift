/// How a part of an amount becomes whole yen; never a default argument.
public enum Rounding: String, Sendable, Hashable, CaseIterable {
    case down
    case halfUp = "half_up"
    case up
}

/// A rate in parts per million: 16000 is 1.6 %.
public struct Rate: Sendable, Hashable {
    public let partsPerMillion: Int64

    @inlinable public init(partsPerMillion: Int64) { self.partsPerMillion = partsPerMillion }

    /// The rate's share of an amount, rounded away from or toward zero as said.
    @inlinable public func share(of amount: Yen, rounding: Rounding) -> Yen {
        var exact = ExactShare()
        exact.add(self, of: amount)
        return exact.rounded(rounding)
    }
}

/// A sum of shares in millionths of a yen, rounded once at its end.
public struct ExactShare: Sendable, Hashable {
    @usableFromInline var millionths: Int128 = 0

    @inlinable public init() {}

    @inlinable public mutating func add(_ rate: Rate, of amount: Yen) {
        millionths += Int128(rate.partsPerMillion) * Int128(amount.value)
    }

    /// The sum in whole yen.
    ///
    /// Rounding looks at the magnitude, so that a refund mirrors its sale.
    @inlinable public func rounded(_ rounding: Rounding) -> Yen {
        let whole = millionths.magnitude / 1_000_000
        let rest = millionths.magnitude % 1_000_000
        let extra: UInt128 =
            switch rounding {
            case .down: 0
            case .halfUp: rest >= 500_000 ? 1 : 0
            case .up: rest > 0 ? 1 : 0
            }
        let magnitude = Int64(whole + extra)
        return Yen(millionths < 0 ? -magnitude : magnitude)
    }
}
