/// The languages in which the house speaks.
public enum Language: String, Sendable, Hashable, CaseIterable {
    case ja, en

    /// One of two sentences.
    public func callAsFunction(_ ja: String, _ en: String) -> String { self == .ja ? ja : en }
    public func callAsFunction(_ sentence: (ja: String, en: String)) -> String {
        self == .ja ? sentence.ja : sentence.en
    }
}
