/// One table on its way down the pages.
struct TableFlow {
    let plan: TablePlan
    let flow: Flow
    private let text: TableText

    init(_ plan: TablePlan, _ flow: Flow) {
        self.plan = plan
        self.flow = flow
        text = plan.text
    }

    private var canvas: Canvas { flow.canvas }
    private var left: Double { flow.page.left }

    func run() throws(TypesettingTrouble) {
        if !flow.hasRoom(plan.leadHeight()) { try flow.breakPage() }
        if plan.captionHeight > 0 {
            let width = min(plan.width, flow.page.contentWidth)
            let caption = text.caption(width: width)
            canvas.element("P") { canvas.draw(caption, x: left, y: flow.y) }
            flow.y += plan.captionHeight
        }
        begin()
        if plan.table.rows.isEmpty { drawNothing() }
        var before: PrintedTable.Style?
        var group: PrintedTable.Row?
        for unit in plan.units() {
            // A run higher than a page is parted between its rows after all.
            let isWhole = plan.height(of: unit) + plan.headHeight < plan.limit
            for part in isWhole ? [unit] : unit.map({ $0..<$0 + 1 }) {
                if !flow.hasRoom(plan.height(of: part) + TablePlan.closing) {
                    end(after: before)
                    try flow.breakPage()
                    begin()
                    before = nil
                    if let group, plan.table.rows[part.lowerBound].style != .group {
                        repeatGroup(group)
                        before = .group
                    }
                }
                for index in part {
                    let row = plan.table.rows[index]
                    if row.style == .group { group = row }
                    draw(row, height: plan.rowHeights[index], after: before)
                    if row.style == .total { group = nil }
                    before = row.style
                }
            }
        }
        end(after: before)
    }

    // MARK: - Head and end

    private func begin() {
        canvas.begin("Table")
        canvas.rule(x: left, y: flow.y, width: plan.width, thickness: 0.9)
        if plan.groupHeight > 0 {
            canvas.element("TR") {
                for cell in text.groupTitles() {
                    draw(cell, "TH", top: flow.y + TablePlan.padding)
                    guard !cell.box.text.isEmpty, let width = cell.box.width else { continue }
                    canvas.rule(
                        x: left + cell.x, y: flow.y + plan.groupHeight, width: width,
                        thickness: 0.4)
                }
            }
            flow.y += plan.groupHeight
        }
        canvas.element("TR") {
            for cell in text.titles() {
                // Titles stand on the rule below them.
                let height = canvas.measure(cell.box).height
                draw(cell, "TH", top: flow.y + plan.titleHeight - TablePlan.padding - height)
            }
        }
        flow.y += plan.titleHeight
        canvas.rule(x: left, y: flow.y, width: plan.width, thickness: 0.5)
    }

    private func end(after style: PrintedTable.Style?) {
        canvas.end("Table")
        canvas.rule(
            x: left, y: flow.y, width: plan.width, thickness: style == .total ? 0.9 : 0.5)
        if style == .total {
            canvas.rule(x: left, y: flow.y + 2, width: plan.width, thickness: 0.5)
        }
        flow.y += TablePlan.closing
    }

    private func drawNothing() {
        let height = text.plain.lineHeight + 2 * TablePlan.padding
        let box = TextBox(
            text: PrintableText.clean(plan.table.whenEmpty), style: text.plain,
            width: plan.width - 2 * TablePlan.sidePadding, limit: text.plain.lineHeight)
        canvas.element("TR") {
            draw(
                TableText.Cell(
                    x: TablePlan.sidePadding, reach: plan.table.columns.count, box: box), "TD",
                top: flow.y + TablePlan.padding)
        }
        flow.y += height
    }

    // MARK: - Rows

    private func draw(
        _ row: PrintedTable.Row, height: Double, after before: PrintedTable.Style?
    ) {
        rule(above: row.style, after: before)
        let space = row.style == .group ? TablePlan.groupSpace : 0
        canvas.element("TR") {
            for cell in text.cells(of: row) {
                let name = row.style == .group ? "TH" : "TD"
                draw(cell, name, top: flow.y + space + TablePlan.padding)
            }
        }
        flow.y += height
    }

    /// On a new page, which group the rows belong to.
    private func repeatGroup(_ group: PrintedTable.Row) {
        let suffix = flow.isJapanese ? "（続き）" : " (continued)"
        let cells = text.cells(of: group, suffix: suffix)
        let height = cells.map { canvas.measure($0.box).height }.max() ?? 0
        canvas.element("TR") {
            for cell in cells {
                draw(cell, "TH", top: flow.y + TablePlan.groupSpace + TablePlan.padding)
            }
        }
        flow.y += height + TablePlan.groupSpace + 2 * TablePlan.padding
    }

    private func rule(above style: PrintedTable.Style, after before: PrintedTable.Style?) {
        guard let before else { return }
        let (thickness, gray): (Double, Double) =
            switch (before, style) {
            case (_, .total): (0.9, 0)
            case (_, .subtotal), (.total, _): (0.5, 0)
            case (.subtotal, _), (_, .group): (0.4, 0.3)
            case (.group, _), (.plain, _): (0.25, 0.72)
            }
        canvas.rule(
            x: left, y: flow.y, width: plan.width, thickness: thickness, gray: gray)
    }

    /// A cell without text is an element too, and so is each it reaches over: a reader counts
    /// columns by them, and cairo 1.16 cannot say that one stands over several.
    private func draw(_ cell: TableText.Cell, _ name: String, top: Double) {
        canvas.element(name) { canvas.draw(cell.box, x: left + cell.x, y: top) }
        for _ in 1..<cell.reach { canvas.element(name) {} }
    }
}
