/// The text of a statement as the key under which it is kept.
///
/// Texts are long, and every question asks for one: hashing all of it would cost as much as a part
/// of the question itself. Length and a few letters tell them apart; equality still looks at all.
struct StatementText: Hashable {
    private static let lettersHashed = 8

    let sql: String

    func hash(into hasher: inout Hasher) {
        let count = sql.utf8.count
        hasher.combine(count)
        let letters: UInt64? = sql.utf8.withContiguousStorageIfAvailable { bytes in
            var letters: UInt64 = 0
            for part in 0..<StatementText.lettersHashed where count > 0 {
                letters = letters << 8 | UInt64(bytes[part * (count - 1) / 7])
            }
            return letters
        }
        hasher.combine(letters)
    }
}
