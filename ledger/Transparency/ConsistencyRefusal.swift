/// Why a proof of consistency does not hold, in order of precedence.
///
/// Raw values are stable codes.
public enum ConsistencyRefusal: String, Error, Sendable, Hashable, CaseIterable {
    /// The checkpoints are of different logs.
    case otherOrigin = "other-origin"
    /// The proof speaks of trees of other sizes than the checkpoints do.
    case otherTreeSize = "other-tree-size"
    /// The earlier size is negative or above the later one.
    case sizesOutOfOrder = "sizes-out-of-order"
    /// From an empty tree there is nothing to prove.
    case emptyTree = "empty-tree"
    /// More or fewer hashes than lie between the two roots.
    case wrongPathLength = "wrong-path-length"
    /// The path does not lead to the earlier root.
    case otherEarlierRoot = "other-earlier-root"
    /// The path leads to the earlier root but not to the later one.
    case otherLaterRoot = "other-later-root"

    /// The refusal as a person hears it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .otherOrigin:
            ("チェックポイントの発行元が違います。", "The checkpoints have different origins.")
        case .otherTreeSize:
            ("証明の木の大きさがチェックポイントと違います。", "The proof is for trees of other sizes.")
        case .sizesOutOfOrder:
            ("前の木が後の木より大きくなっています。", "The earlier tree is larger than the later one.")
        case .emptyTree:
            ("空の木からは証明するものがありません。", "From an empty tree there is nothing to prove.")
        case .wrongPathLength:
            ("証明のハッシュの数が合いません。", "The proof has a wrong number of hashes.")
        case .otherEarlierRoot:
            ("証明が前の木の根に一致しません。", "The proof does not lead to the earlier root.")
        case .otherLaterRoot:
            ("後の木は前の木の続きではありません。", "The later tree does not continue the earlier one.")
        }
    }
}
