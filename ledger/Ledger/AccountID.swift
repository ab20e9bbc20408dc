/// An account by its place in a ``Chart``; it means nothing beside that chart.
public struct AccountID: Sendable, Hashable, Comparable {
    /// From 0.
    public let index: Int32

    @inlinable public init(_ index: Int32) { self.index = index }
    @inlinable public static func < (a: AccountID, b: AccountID) -> Bool { a.index < b.index }
}
