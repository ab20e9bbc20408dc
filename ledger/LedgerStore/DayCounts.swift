import Database
import Money

/// Where the vouchers of each book day lie, and how many they are: written once per batch and day.
struct DayCounts {
    private struct Day {
        var number: Int32
        var first: Int64
        var last: Int64
        var vouchers: Int64
    }

    private var days: [Day] = []
    /// Where the last voucher's day stands: the next one's is mostly the same.
    private var place = 0

    mutating func add(_ day: BookDay, sequence: Int64) {
        if !days.indices.contains(place) || days[place].number != day.number {
            place = days.firstIndex { $0.number == day.number } ?? days.count
            if place == days.count {
                days.append(
                    Day(number: day.number, first: sequence, last: sequence, vouchers: 0))
            }
        }
        days[place].last = sequence
        days[place].vouchers += 1
    }

    func write(_ connection: Connection) throws(DatabaseTrouble) {
        let row = try connection.insertion(
            into: "ledger_day",
            [
                .integer("day"), .integer("first_sequence"), .integer("last_sequence"),
                .integer("vouchers"),
            ],
            onConflict: """
                (day) DO UPDATE SET last_sequence = excluded.last_sequence,
                    vouchers = ledger_day.vouchers + excluded.vouchers
                """)
        for day in days.sorted(by: { $0.number < $1.number }) {
            row.bind(1, Int64(day.number))
            row.bind(2, day.first)
            row.bind(3, day.last)
            row.bind(4, day.vouchers)
            try row.add()
        }
        try row.finish()
    }
}
