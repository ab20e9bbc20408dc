import Money
import Provider

/// One payment of a slip, put together from the records that speak of it.
struct SlipPayment: Sendable {
    var provider: UInt16
    var key: String
    var paidDay: BookDay
    var paidSecond: Int?
    var place: String
    var amount: Yen
    /// The day of the 速報's file.
    var provisionalDay: BookDay?
    var isConfirmed = false
    var isCancelled = false
    /// A 速報 without 確報 that a person found not paid.
    var isGivenUp = false
    /// Cancelled after it was confirmed, and a person took the cancellation.
    var isTurnedBack = false
    var payDate: BookDay?

    var entrusted: Moment { Moment(day: paidDay, secondOfDay: paidSecond ?? 0) }
    /// Took place, as far as anybody knows.
    var stands: Bool { isConfirmed || !(isCancelled || isGivenUp) }

    /// Tells several payments of one key, moment and place apart, from 0.
    var occurrence = 0

    /// Names the payment in a cause.
    var name: String {
        let name = "\(key)/\(paidDay)/\(paidSecond.map(String.init) ?? "-")/\(place)"
        return occurrence == 0 ? name : "\(name)/\(occurrence)"
    }

    /// Joins 速報, 確報 and 速報取消 of one payment: same key, day, time and place; where only one
    /// of each is left for a key and a day, those two.
    static func assemble(_ records: [SlipRecord]) -> [SlipPayment] {
        var payments: [SlipPayment] = []
        var start = 0
        while start < records.count {
            var end = start + 1
            while end < records.count, records[end].key == records[start].key,
                records[end].paidDay == records[start].paidDay,
                records[end].provider == records[start].provider
            {
                end += 1
            }
            payments += assembleDay(records[start..<end])
            start = end
        }
        return payments
    }

    private static func assembleDay(_ records: ArraySlice<SlipRecord>) -> [SlipPayment] {
        var payments: [SlipPayment] = []
        var delivered: Set<Delivery> = []
        for record in records where delivered.insert(Delivery(record)).inserted {
            let exact = payments.firstIndex {
                $0.paidSecond == record.paidSecond && $0.place == record.place
                    && !$0.has(record.kind)
            }
            if let exact {
                payments[exact].take(record)
            } else {
                var payment = SlipPayment(
                    provider: record.provider, key: record.key, paidDay: record.paidDay,
                    paidSecond: record.paidSecond, place: record.place, amount: record.amount)
                payment.take(record)
                payment.occurrence = payments.count {
                    $0.paidSecond == record.paidSecond && $0.place == record.place
                }
                payments.append(payment)
            }
        }
        if payments.count == 2, payments[0].completes(payments[1]) {
            payments[0].absorb(payments[1])
            payments.removeLast()
        }
        return payments
    }

    /// A record's words but the day its file was made: delivered again, it is the same record.
    private struct Delivery: Hashable {
        var kind: SlipLine.Kind
        var second: Int?
        var place: String
        var amount: Yen
        var payDate: BookDay?

        init(_ record: SlipRecord) {
            kind = record.kind
            second = record.paidSecond
            place = record.place
            amount = record.amount
            payDate = record.payDate
        }
    }

    private func has(_ kind: SlipLine.Kind) -> Bool {
        switch kind {
        case .provisional: provisionalDay != nil
        case .confirmed: isConfirmed
        case .cancelled: isCancelled
        case .corrected: false
        }
    }

    private mutating func take(_ record: SlipRecord) {
        switch record.kind {
        case .provisional:
            provisionalDay = record.madeDay ?? record.paidDay
        case .confirmed, .corrected:
            isConfirmed = true
            amount = record.amount
            payDate = record.payDate ?? payDate
        case .cancelled:
            isCancelled = true
        }
    }

    /// A 速報 whose 確報 tells another minute or store of the same day.
    private func completes(_ other: SlipPayment) -> Bool {
        let onlyProvisional = provisionalDay != nil && !isConfirmed && !isCancelled
        let onlyConfirmed = isConfirmed && provisionalDay == nil && !isCancelled
        let otherProvisional =
            other.provisionalDay != nil && !other.isConfirmed && !other.isCancelled
        let otherConfirmed =
            other.isConfirmed && other.provisionalDay == nil && !other.isCancelled
        return amount == other.amount
            && (onlyProvisional && otherConfirmed || onlyConfirmed && otherProvisional)
    }

    private mutating func absorb(_ other: SlipPayment) {
        provisionalDay = provisionalDay ?? other.provisionalDay
        isConfirmed = true
        payDate = payDate ?? other.payDate
    }
}
