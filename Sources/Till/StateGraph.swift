/// The table drawn as a graph (Graphviz DOT).
public enum StateGraph {
    public static func dot() -> String {
        var text = "digraph payment {\n    rankdir=LR;\n    node [shape=box, style=rounded];\n"
        for state in PaymentState.allCases {
            let shape = state.isFinal ? ", peripheries=2" : ""
            text += "    \"\(state.rawValue)\" [label=\"\(state.rawValue)\\n"
            text += "\(state.shown.rawValue)\"\(shape)];\n"
        }
        for row in TransitionTable.rows {
            let actions = row.actions.map(\.rawValue).joined(separator: ", ")
            let label = row.event.rawValue + (actions.isEmpty ? "" : "\\n\(actions)")
            text += "    \"\(row.from.rawValue)\" -> \"\(row.to.rawValue)\" [label=\"\(label)\"];\n"
        }
        return text + "}\n"
    }
}
