/// An amount of whole yen; negative amounts are money going the other way.
///
/// There is no multiplication and no division: a part of an amount is taken with
/// ``Rate/share(of:rounding:)``, and rounding is always said aloud.
public struct Yen: Sendable, Hashable, Comparable, AdditiveArithmetic {
    public var value: Int64

    /// The largest amount that any input may carry: one quadrillion less one yen.
    public static let largest = Yen(999_999_999_999_999)
    public static let zero = Yen(0)

    @inlinable public init(_ value: Int64) { self.value = value }
    @inlinable public init(_ value: Int) { self.value = Int64(value) }

    @inlinable public static func + (a: Yen, b: Yen) -> Yen { Yen(a.value + b.value) }
    @inlinable public static func - (a: Yen, b: Yen) -> Yen { Yen(a.value - b.value) }
    @inlinable public static prefix func - (a: Yen) -> Yen { Yen(-a.value) }
    @inlinable public static func < (a: Yen, b: Yen) -> Bool { a.value < b.value }

    /// The amount without its sign.
    @inlinable public var magnitude: Yen { Yen(abs(value)) }
}

extension Yen: CustomStringConvertible {
    public var description: String { String(value) }
}
