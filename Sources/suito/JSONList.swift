import Reports
import Settlement

/// A list as commands report it: one object with one member, a list of objects.
enum JSONList {
    static func print<Item>(
        _ name: String, _ items: [Item], _ write: (Item, inout JSONText) -> Void
    ) {
        Swift.print(
            JSONText.document { json in
                json.object { json in
                    json.key(name)
                    json.array(items) { json, item in
                        json.object { write(item, &$0) }
                    }
                }
            })
    }
}
