import CPango

/// The pages of a PDF under one pen.
///
/// Lengths are points from the upper left corner. It belongs to one rendering and never leaves
/// it, so it is not Sendable; cairo, Pango and their caches are released with it.
final class Canvas {
    private let sink: Sink
    private let surface: OpaquePointer
    private let cairo: OpaquePointer
    private let fontMap: UnsafeMutableRawPointer
    private let context: UnsafeMutableRawPointer
    private let layout: OpaquePointer
    private let font: JapaneseFont
    private var looks: [TextStyle: Look] = [:]

    /// Whether pages are drawn, or only counted.
    var isDrawing = false
    /// Characters no font has.
    private(set) var missing: Set<Character> = []
    /// Texts that were cut.
    private(set) var shortened = 0

    /// What Pango needs for a style.
    private struct Look {
        var description: OpaquePointer
        var attributes: OpaquePointer
        /// From the top of the first line to its baseline.
        var baseline: Double
        /// What is added around figures and commas, by their code.
        var spacing: [UInt8: Int32]
    }

    init(
        width: Double, height: Double, language: String, sink: Sink
    ) throws(TypesettingTrouble) {
        self.sink = sink
        surface = cairo_pdf_surface_create_for_stream(
            { sink, bytes, count in
                guard let sink else { return CAIRO_STATUS_WRITE_ERROR }
                let part = UnsafeBufferPointer(start: bytes, count: Int(count))
                return Unmanaged<Sink>.fromOpaque(sink).takeUnretainedValue().take(part)
                    ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR
            }, Unmanaged.passUnretained(sink).toOpaque(), width, height)
        cairo = cairo_create(surface)
        fontMap = shim_font_map_new(72)
        context = shim_context_new(fontMap, cairo)
        shim_context_set_language(context, language)
        layout = shim_layout_new(context)
        pango_layout_set_auto_dir(layout, 0)
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        do throws(TypesettingTrouble) {
            font = try JapaneseFont.choose(in: fontMap, layout)
        } catch {
            Self.release(layout, context, fontMap, cairo, surface)
            throw error
        }
    }

    deinit {
        for look in looks.values {
            pango_font_description_free(look.description)
            pango_attr_list_unref(look.attributes)
        }
        Self.release(layout, context, fontMap, cairo, surface)
    }

    private static func release(
        _ layout: OpaquePointer, _ context: UnsafeMutableRawPointer,
        _ fontMap: UnsafeMutableRawPointer, _ cairo: OpaquePointer, _ surface: OpaquePointer
    ) {
        shim_unref(UnsafeMutableRawPointer(layout))
        shim_unref(context)
        cairo_destroy(cairo)
        // Ends the file if that was not done, for which the sink must still stand.
        cairo_surface_destroy(surface)
        shim_unref(fontMap)
    }

    func setMetadata(_ metadata: PrintedDocument.Metadata) {
        cairo_pdf_surface_set_metadata(
            surface, CAIRO_PDF_METADATA_TITLE, PrintableText.clean(metadata.title))
        cairo_pdf_surface_set_metadata(
            surface, CAIRO_PDF_METADATA_AUTHOR, PrintableText.clean(metadata.author))
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Suito")
        cairo_pdf_surface_set_metadata(
            surface, CAIRO_PDF_METADATA_CREATE_DATE, metadata.creationDate)
    }

    // MARK: - Text

    /// The size of the text with its lines broken.
    func measure(_ box: TextBox) -> (width: Double, height: Double) {
        guard !box.text.isEmpty else { return (0, box.style.lineHeight) }
        set(box)
        var width: Int32 = 0
        var height: Int32 = 0
        pango_layout_get_size(layout, &width, &height)
        return (Self.points(width), min(Self.points(height), box.limit))
    }

    /// Draws the text with its upper left corner at a point.
    ///
    /// The first baseline is that of the style, also where another font helped out.
    func draw(_ box: TextBox, x: Double, y: Double) {
        guard isDrawing, !box.text.isEmpty else { return }
        set(box)
        if pango_layout_is_ellipsized(layout) != 0 { shortened += 1 }
        let shift = look(of: box.style).baseline - Self.points(pango_layout_get_baseline(layout))
        cairo_set_source_rgb(cairo, box.style.gray, box.style.gray, box.style.gray)
        cairo_move_to(cairo, x, y + shift)
        pango_cairo_show_layout(cairo, layout)
    }

    private func set(_ box: TextBox) {
        let look = look(of: box.style)
        pango_layout_set_font_description(layout, look.description)
        pango_layout_set_attributes(layout, look.attributes)
        pango_layout_set_width(layout, box.width.map(Self.units) ?? -1)
        pango_layout_set_alignment(layout, Self.alignment(box.alignment))
        pango_layout_set_height(layout, -1)
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE)
        var text = box.text
        pango_layout_set_text(layout, text, -1)
        if pango_layout_get_unknown_glyphs_count(layout) > 0 {
            text = String(text.map { isMissing($0) ? "〓" : $0 })
            pango_layout_set_text(layout, text, -1)
        }
        if !look.spacing.isEmpty { space(text, look) }
        if box.limit.isFinite { limit(text, to: box.limit) }
    }

    /// Ends the text with an ellipsis where it is higher.
    private func limit(_ text: String, to limit: Double) {
        var height: Int32 = 0
        pango_layout_get_size(layout, nil, &height)
        if Self.points(height) <= limit { return }
        if text.utf8.contains(0x0A) {
            // Paragraphs beyond the height would go without a sign: they become one.
            pango_layout_set_text(layout, String(text.map { $0 == "\n" ? " " : $0 }), -1)
        }
        pango_layout_set_height(layout, Self.units(limit))
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
    }

    /// Puts the spacing around figures and commas.
    private func space(_ text: String, _ look: Look) {
        let attributes: OpaquePointer = pango_attr_list_copy(look.attributes)
        defer { pango_attr_list_unref(attributes) }
        for (index, byte) in text.utf8.enumerated() {
            guard let space = look.spacing[byte],
                let attribute = pango_attr_letter_spacing_new(space)
            else { continue }
            attribute.pointee.start_index = UInt32(index)
            attribute.pointee.end_index = UInt32(index + 1)
            pango_attr_list_insert(attributes, attribute)
        }
        pango_layout_set_attributes(layout, attributes)
    }

    /// What makes all figures as wide as the widest, and commas no wider than a third of an em.
    private func spacing(of style: TextStyle) -> [UInt8: Int32] {
        func width(_ code: UInt8) -> Int32 {
            var width: Int32 = 0
            pango_layout_set_text(layout, String(UnicodeScalar(code)), -1)
            pango_layout_get_size(layout, &width, nil)
            return width
        }
        let figures = (0x30...0x39).map { (code: UInt8($0), width: width(UInt8($0))) }
        let widest = figures.map(\.width).max() ?? 0
        var spacing: [UInt8: Int32] = [:]
        for figure in figures where figure.width < widest {
            spacing[figure.code] = widest - figure.width
        }
        let comma = UInt8(ascii: ",")
        let excess = width(comma) - Self.units(style.size / 3)
        if excess > 0 { spacing[comma] = -excess }
        return spacing
    }

    /// Whether no font has the character; it is remembered.
    private func isMissing(_ character: Character) -> Bool {
        if missing.contains(character) { return true }
        if character.isASCII { return false }
        pango_layout_set_text(layout, String(character), -1)
        guard pango_layout_get_unknown_glyphs_count(layout) > 0 else { return false }
        missing.insert(character)
        return true
    }

    private func look(of style: TextStyle) -> Look {
        if let look = looks[style] { return look }
        let description: OpaquePointer = pango_font_description_from_string(
            style.isTabular ? font.figures : font.families)
        pango_font_description_set_absolute_size(
            description, style.size * Double(PANGO_SCALE))
        pango_font_description_set_weight(
            description, style.bold && font.hasBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        let attributes: OpaquePointer = pango_attr_list_new()
        pango_attr_list_insert(
            attributes,
            pango_attr_line_height_new_absolute(Self.units(style.lineHeight)))
        pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1"))
        // A code or an id that is broken anywhere has no hyphen that is not its own.
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
        pango_layout_set_font_description(layout, description)
        pango_layout_set_attributes(layout, attributes)
        pango_layout_set_width(layout, -1)
        pango_layout_set_text(layout, JapaneseFont.sample, -1)
        let look = Look(
            description: description, attributes: attributes,
            baseline: Self.points(pango_layout_get_baseline(layout)),
            spacing: style.isTabular ? spacing(of: style) : [:])
        looks[style] = look
        return look
    }

    private static func units(_ points: Double) -> Int32 {
        Int32((points * Double(PANGO_SCALE)).rounded())
    }

    private static func points(_ units: Int32) -> Double { Double(units) / Double(PANGO_SCALE) }

    private static func alignment(_ alignment: TextBox.Alignment) -> PangoAlignment {
        switch alignment {
        case .leading: PANGO_ALIGN_LEFT
        case .center: PANGO_ALIGN_CENTER
        case .trailing: PANGO_ALIGN_RIGHT
        }
    }

    // MARK: - Rules and areas

    /// A horizontal rule whose middle lies at y.
    func rule(x: Double, y: Double, width: Double, thickness: Double, gray: Double = 0) {
        fill(x: x, y: y - thickness / 2, width: width, height: thickness, gray: gray)
    }

    func fill(x: Double, y: Double, width: Double, height: Double, gray: Double) {
        guard isDrawing else { return }
        cairo_set_source_rgb(cairo, gray, gray, gray)
        cairo_rectangle(cairo, x, y, width, height)
        cairo_fill(cairo)
    }

    func frame(x: Double, y: Double, width: Double, height: Double, thickness: Double) {
        guard isDrawing else { return }
        cairo_set_source_rgb(cairo, 0, 0, 0)
        cairo_set_line_width(cairo, thickness)
        cairo_rectangle(cairo, x, y, width, height)
        cairo_stroke(cairo)
    }

    // MARK: - Structure and pages

    /// Draws what belongs to an element of the document's structure, as "H1" or "TD".
    func element(_ name: String, _ content: () -> Void) {
        begin(name)
        content()
        end(name)
    }

    func begin(_ name: String) {
        if isDrawing { cairo_tag_begin(cairo, name, nil) }
    }

    func end(_ name: String) {
        if isDrawing { cairo_tag_end(cairo, name) }
    }

    /// Ends the page; what is drawn next stands on a new one.
    func endPage() throws(TypesettingTrouble) {
        guard isDrawing else { return }
        cairo_show_page(cairo)
        try check()
    }

    /// Writes what is left of the file.
    func finish() throws(TypesettingTrouble) {
        cairo_surface_finish(surface)
        try check()
    }

    private func check() throws(TypesettingTrouble) {
        try sink.check()
        for status in [cairo_status(cairo), cairo_surface_status(surface)]
        where status != CAIRO_STATUS_SUCCESS {
            throw .cairo(String(cString: cairo_status_to_string(status)))
        }
    }
}
