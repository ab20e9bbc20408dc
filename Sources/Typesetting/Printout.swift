/// What came of a printing that succeeded.
public struct Printout: Sendable, Hashable {
    public var pages: Int
    /// Characters that no installed font has, in order of their code; 〓 stands in their place.
    public var missingCharacters: [Character]
    /// How many texts end with an ellipsis: cells of half a page and more, titles of many lines.
    public var shortenedTexts: Int

    /// Whether everything stands on the paper as it was given.
    public var isComplete: Bool { missingCharacters.isEmpty && shortenedTexts == 0 }
}
