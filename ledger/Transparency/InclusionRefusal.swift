/// Why a proof of inclusion does not hold, in order of precedence.
///
/// Raw values are stable codes.
public enum InclusionRefusal: String, Error, Sendable, Hashable, CaseIterable {
    /// The proof speaks of a tree of another size than the checkpoint does.
    case otherTreeSize = "other-tree-size"
    /// The index is negative or not below the number of leaves.
    case indexOutsideTree = "index-outside-tree"
    /// More or fewer hashes than lie between this leaf and the root.
    case wrongPathLength = "wrong-path-length"
    /// The leaf, the index or a hash of the path is not that of the tree.
    case otherRoot = "other-root"

    /// The refusal as a person hears it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .otherTreeSize:
            ("証明の木の大きさがチェックポイントと違います。", "The proof is for a tree of another size.")
        case .indexOutsideTree:
            ("番号が木の範囲にありません。", "The index lies outside of the tree.")
        case .wrongPathLength:
            ("証明のハッシュの数が合いません。", "The proof has a wrong number of hashes.")
        case .otherRoot:
            ("この記録はこの木に含まれていません。", "The leaf is not in this tree: the root differs.")
        }
    }
}
