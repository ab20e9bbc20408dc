import CPango

/// The font of the house, chosen from what is installed.
struct JapaneseFont {
    /// The families in which Pango looks for a glyph, the best first.
    var families: String
    /// The same for numbers in columns.
    var figures: String
    /// Whether the family has a bold face; a regular face is never smeared into one, which would
    /// be embedded as drawings and not as a font.
    var hasBold: Bool

    /// Debian's package of the first choice.
    static let package = "fonts-morisawa-bizud-gothic"

    /// Gothic faces with Japanese shapes of the characters, the best for print first.
    static let preferred = [
        "BIZ UDPGothic", "IPAexGothic", "Noto Sans CJK JP", "Noto Sans JP", "IPAGothic",
        "TakaoGothic", "VL Gothic",
    ]

    /// A family's sister with narrower figures, for numbers in columns.
    static let sisters = ["BIZ UDPGothic": "BIZ UDGothic"]

    /// A text no font without Japanese has the glyphs of.
    static let sample = "収納帳票のあいうアイウ〓"

    /// Chooses by name, or by what fontconfig gives for Japanese, and proves it by the sample.
    static func choose(
        in fontMap: UnsafeMutableRawPointer, _ layout: OpaquePointer
    ) throws(TypesettingTrouble) -> JapaneseFont {
        var count: Int32 = 0
        let list = shim_families(fontMap, &count)
        defer { g_free(list) }
        // Without any font at all Pango would end the process at its first text.
        guard let list, count > 0 else { throw .noJapaneseFont }
        var installed: [String: UnsafeMutableRawPointer] = [:]
        for index in 0..<Int(count) {
            guard let family = list[index], let name = shim_family_name(family) else { continue }
            installed[String(cString: name)] = family
        }
        for name in preferred {
            guard let family = installed[name] else { continue }
            let bold = shim_family_has_weight(family, Int32(PANGO_WEIGHT_SEMIBOLD.rawValue)) != 0
            // A rare character of a name is looked for in the others, before any other font.
            let others = preferred.filter { $0 != name && installed[$0] != nil }
            let families = ([name] + others + ["sans-serif"]).joined(separator: ", ")
            let sister = sisters[name].flatMap { installed[$0] == nil ? nil : "\($0), " }
            let font = JapaneseFont(
                families: families, figures: (sister ?? "") + families, hasBold: bold)
            if font.isJapanese(layout) { return font }
        }
        let other = JapaneseFont(
            families: "sans-serif", figures: "sans-serif", hasBold: false)
        guard other.isJapanese(layout) else { throw .noJapaneseFont }
        return other
    }

    private func isJapanese(_ layout: OpaquePointer) -> Bool {
        let description = pango_font_description_from_string("\(families) 10")
        defer { pango_font_description_free(description) }
        pango_layout_set_font_description(layout, description)
        pango_layout_set_text(layout, Self.sample, -1)
        return pango_layout_get_unknown_glyphs_count(layout) == 0
    }
}
