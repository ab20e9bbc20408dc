/// A document on its way down the pages.
///
/// It runs twice over the same plans: once only to count the pages, and once to draw.
final class Flow {
    let document: PrintedDocument
    let page: Page
    let canvas: Canvas
    /// The page it is on, from 1.
    private(set) var number = 0
    /// Where the next thing stands.
    var y = 0.0
    private let plans: [[TablePlan]]
    /// How many pages there are, where that is known.
    private let pages: Int
    /// Where the room for content ends.
    private let floor: Double
    private let footer: TextBox
    private let footerHeight: Double

    static let footerSpace = 12.0
    /// What is no content of the document; cairo 1.16 cannot call it an artifact.
    private static let furniture = "Private"

    init(
        _ document: PrintedDocument, _ plans: [[TablePlan]], _ page: Page, _ canvas: Canvas,
        pages: Int
    ) {
        self.document = document
        self.plans = plans
        self.page = page
        self.canvas = canvas
        self.pages = pages
        footer = TextBox(
            text: PrintableText.clean(document.footer), style: .footer,
            width: page.contentWidth - 50, limit: 3 * TextStyle.footer.lineHeight)
        footerHeight = canvas.measure(footer).height
        floor = page.height - page.bottom - footerHeight - Self.footerSpace
    }

    /// Whether the document speaks Japanese.
    var isJapanese: Bool { document.language.lowercased().hasPrefix("ja") }

    func run() throws(TypesettingTrouble) {
        canvas.begin("Document")
        startPage()
        masthead()
        try facts()
        for (section, plans) in zip(document.sections, plans) {
            try heading(section, before: plans.first)
            for (index, plan) in plans.enumerated() {
                if index > 0 { y += 10 }
                try TableFlow(plan, self).run()
            }
        }
        try notes()
        footing()
        canvas.end("Document")
        try canvas.endPage()
    }

    // MARK: - Pages

    /// Whether something of this height still has room on the page.
    func hasRoom(_ height: Double) -> Bool { y + height <= floor }

    func breakPage() throws(TypesettingTrouble) {
        footing()
        try canvas.endPage()
        startPage()
        canvas.element(Self.furniture) { runningHead() }
    }

    private func startPage() {
        number += 1
        y = page.top
    }

    private func footing() {
        canvas.element(Self.furniture) { drawFooting() }
    }

    private func drawFooting() {
        let top = page.height - page.bottom - footerHeight
        canvas.rule(
            x: page.left, y: top - 5, width: page.contentWidth, thickness: 0.3, gray: 0.5)
        canvas.draw(footer, x: page.left, y: top)
        canvas.draw(
            TextBox(
                text: "\(number) / \(pages)", style: .footer, width: page.contentWidth,
                alignment: .trailing), x: page.left, y: top)
    }

    /// On all pages but the first: what this is a page of.
    private func runningHead() {
        let title = [document.title, document.subtitle].filter { !$0.isEmpty }
            .joined(separator: isJapanese ? "　" : " · ")
        let half = page.contentWidth * 0.62
        let left = line(title, .runningHead, width: half)
        let right = line(
            document.issuer, .runningHead, width: page.contentWidth - half - 10, .trailing)
        canvas.draw(left, x: page.left, y: y)
        canvas.draw(right, x: page.left + half + 10, y: y)
        y += max(canvas.measure(left).height, canvas.measure(right).height) + 4
        canvas.rule(x: page.left, y: y, width: page.contentWidth, thickness: 0.5)
        y += 12
    }

    private func line(
        _ text: String, _ style: TextStyle, width: Double,
        _ alignment: TextBox.Alignment = .leading
    ) -> TextBox {
        TextBox(
            text: PrintableText.clean(text), style: style, width: width, alignment: alignment,
            limit: page.height / 12)
    }

    // MARK: - The head of the document

    private func masthead() {
        let seals = sealBoxes()
        let room = page.contentWidth - (seals.width > 0 ? seals.width + 16 : 0)
        let start = y
        for (text, style, space, name) in [
            (document.issuer, TextStyle.issuer, 3.0, "P"),
            (document.title, .title, 2.0, "H1"),
            (document.subtitle, .subtitle, 2.0, "P"),
        ] where !text.isEmpty {
            let box = line(text, style, width: room)
            canvas.element(name) { canvas.draw(box, x: page.left, y: y) }
            y += canvas.measure(box).height + space
        }
        y = max(y, start + seals.height) + 5
        canvas.rule(x: page.left, y: y, width: page.contentWidth, thickness: 1.2)
        y += 6
    }

    /// Draws the boxes for seals at the upper right corner; answers their size.
    private func sealBoxes() -> (width: Double, height: Double) {
        guard !document.approvals.isEmpty else { return (0, 0) }
        let count = Double(document.approvals.count)
        let side = min(44, page.contentWidth * 0.6 / count)
        let titleHeight = TextStyle.footer.lineHeight + 4
        let width = side * count
        var x = page.left + page.contentWidth - width
        for title in document.approvals {
            var box = line(title, .footer, width: side, .center)
            box.limit = TextStyle.footer.lineHeight
            canvas.element("P") { canvas.draw(box, x: x, y: y + 2) }
            canvas.frame(x: x, y: y, width: side, height: titleHeight, thickness: 0.5)
            canvas.frame(x: x, y: y + titleHeight, width: side, height: side, thickness: 0.5)
            x += side
        }
        return (width, titleHeight + side)
    }

    /// Labels and values side by side, from left to right and then down.
    private func facts() throws(TypesettingTrouble) {
        guard !document.facts.isEmpty else { return }
        let columns = document.orientation == .portrait ? 2 : 3
        let gap = 18.0
        let width = (page.contentWidth - gap * Double(columns - 1)) / Double(columns)
        let widest =
            document.facts.map {
                canvas.measure(TextBox(text: PrintableText.clean($0.label), style: .label)).width
            }.max() ?? 0
        let labelWidth = min(widest + 10, width * 0.45)
        y += 2
        for start in stride(from: 0, to: document.facts.count, by: columns) {
            let row = document.facts[start...].prefix(columns).map {
                (
                    label: line($0.label, .label, width: labelWidth),
                    value: line($0.value, .value, width: width - labelWidth)
                )
            }
            let height =
                row.flatMap { [$0.label, $0.value] }.map { canvas.measure($0).height }.max() ?? 0
            if !hasRoom(height + 12) { try breakPage() }
            for (index, (label, value)) in row.enumerated() {
                let x = page.left + Double(index) * (width + gap)
                canvas.element("P") {
                    canvas.draw(label, x: x, y: y + 0.8)
                    canvas.draw(value, x: x + labelWidth, y: y)
                }
            }
            y += height + 1.6
        }
        y += 4
        canvas.rule(x: page.left, y: y, width: page.contentWidth, thickness: 0.3, gray: 0.5)
        y += 4
    }

    // MARK: - Sections and notes

    private func heading(
        _ section: PrintedDocument.Section, before plan: TablePlan?
    ) throws(TypesettingTrouble) {
        let heading = line(section.heading, .heading, width: page.contentWidth)
        var text = line(section.text, .paragraph, width: page.contentWidth)
        text.limit = page.height / 4
        let headingHeight = section.heading.isEmpty ? 0 : canvas.measure(heading).height + 4
        let textHeight = section.text.isEmpty ? 0 : canvas.measure(text).height + 4
        let space = 10.0
        if !hasRoom(space + headingHeight + textHeight + (plan?.leadHeight() ?? 0)) {
            try breakPage()
        } else {
            y += space
        }
        if headingHeight > 0 {
            canvas.element("H2") { canvas.draw(heading, x: page.left, y: y) }
            y += headingHeight
        }
        if textHeight > 0 {
            canvas.element("P") { canvas.draw(text, x: page.left, y: y) }
            y += textHeight
        }
    }

    private func notes() throws(TypesettingTrouble) {
        y += 12
        for (index, note) in document.notes.enumerated() {
            let word = isJapanese ? "注" : "Note"
            let label = document.notes.count == 1 ? word : "\(word) \(index + 1)"
            let indent = isJapanese ? 24.0 : 36.0
            var box = line(note, .small, width: page.contentWidth - indent)
            box.limit = page.height / 2
            let height = canvas.measure(box).height
            if !hasRoom(height) { try breakPage() }
            canvas.element("P") {
                canvas.draw(
                    TextBox(text: label, style: .small, width: indent), x: page.left, y: y)
                canvas.draw(box, x: page.left + indent, y: y)
            }
            y += height + 2
        }
    }
}
