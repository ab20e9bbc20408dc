import Money
import Settlement

extension ReportDocument {
    /// One JSON object, ending with a line feed: facts by id, and each table's rows as objects by
    /// column; sums stand apart under `totals`.
    public func json() -> String {
        JSONText.document { json in
            json.object { json in
                json.member("report", name)
                json.member("title", title)
                json.member("issuer", issuer)
                for fact in facts {
                    json.key(fact.id)
                    json.value(fact.value)
                }
                json.key("notes")
                json.array(notes) { json, note in json.value(note) }
                for table in tables {
                    json.key(table.id)
                    json.object { json in
                        json.key("rows")
                        json.rows(of: table, totals: false)
                        json.key("totals")
                        json.rows(of: table, totals: true)
                    }
                }
            }
        } + "\n"
    }
}

extension JSONText {
    fileprivate mutating func rows(of table: ReportDocument.Table, totals: Bool) {
        array(table.rows.filter { $0.isTotal == totals }) { json, row in
            json.object { json in
                for (column, cell) in zip(table.columns, row.cells) {
                    json.key(column.id)
                    json.value(cell)
                }
            }
        }
    }

    fileprivate mutating func value(_ cell: ReportDocument.Cell) {
        switch cell {
        case .text(let text), .named(let text, _): value(text)
        case .yen(let yen): value(yen.value)
        case .count(let count): value(count)
        case .date(let day): value(day.description)
        case .none: value(nil as String?)
        }
    }
}
