import Provider

/// Category words met so far, as the file's bytes: a word is looked up once, not once a row.
struct StripeWords {
    private var known: [(bytes: [UInt8], category: StripeCategory)] = []

    mutating func category(
        of record: CSVRecord, _ index: Int, _ column: String
    ) throws(RowFault) -> StripeCategory {
        let field = record[index]
        if let hit = known.first(where: { field.elementsEqual($0.bytes) }) { return hit.category }
        let word = try record.required(index, column)
        guard let category = StripeCategory.known[word] else { throw .unknownWord(column, word) }
        known.append((Array(field), category))
        return category
    }
}
