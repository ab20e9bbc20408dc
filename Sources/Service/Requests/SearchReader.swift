import Provider
import Hummingbird
import Money
import Office
import Till

/// Reads `GET /v1/payments?…`, strictly: what it does not know is refused.
enum SearchReader {
    static let names = [
        "reference", "email", "state", "card_brand", "last_digits_card_number", "from_date",
        "to_date", "from_settled_date", "to_settled_date", "page", "display_size",
    ]

    static func search(_ query: String?) throws(ServiceError) -> PaymentSearch {
        var values = try QueryText.members(query)
        var search = PaymentSearch()
        search.reference = try text(&values, "reference", most: 255)
        search.email = try text(&values, "email", most: 254)
        search.brand = try text(&values, "card_brand", most: 64)
        search.lastFour = try values.removeValue(forKey: "last_digits_card_number").map(lastFour)
        search.states = try values.removeValue(forKey: "state").map(state).map { [$0] }
        search.createdFrom = try moment(&values, "from_date")
        search.createdTo = try moment(&values, "to_date")
        search.settledFrom = try day(&values, "from_settled_date")
        search.settledTo = try day(&values, "to_settled_date")
        (search.page, search.size) = try page(&values, most: PaymentSearch.largestPage)
        return search
    }

    /// `GET /v1/bank-movements?…`.
    static func movements(_ query: String?) throws(ServiceError) -> BankMovementSearch {
        var values = try QueryText.members(query)
        var search = BankMovementSearch()
        if let account = try text(&values, "account", most: 32) {
            if let fault = OrderReader.nameFault(account) { throw self.fault("account", fault) }
            search.account = account
        }
        if let state = values.removeValue(forKey: "state") {
            guard let known = ToldMovement.State(rawValue: state) else {
                let words = ToldMovement.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw fault("state", "it must be one of \(words)")
            }
            search.state = known
        }
        search.from = try day(&values, "from_date")
        search.to = try day(&values, "to_date")
        (search.page, search.size) = try page(&values, most: BankMovementSearch.largestPage)
        return search
    }

    /// `GET /v1/disputes?…`.
    static func disputes(_ query: String?) throws(ServiceError) -> DisputeSearch {
        var values = try QueryText.members(query)
        var search = DisputeSearch()
        if let status = values.removeValue(forKey: "status") {
            guard let known = DisputeStatus(rawValue: status) else {
                let words = DisputeStatus.allCases.map(\.rawValue).joined(separator: ", ")
                throw fault("status", "it must be one of \(words)")
            }
            search.standings = [known.standing]
        }
        search.openedFrom = try moment(&values, "from_date")
        search.openedTo = try moment(&values, "to_date")
        (search.page, search.size) = try page(&values, most: PaymentSearch.largestPage)
        return search
    }

    /// A query that names a page alone.
    static func page(
        _ query: String?, most: Int
    ) throws(ServiceError) -> (number: Int, size: Int) {
        var values = try QueryText.members(query)
        return try page(&values, most: most)
    }

    /// The page, behind which nothing may be left.
    private static func page(
        _ values: inout [String: String], most: Int
    ) throws(ServiceError) -> (number: Int, size: Int) {
        let number = try number(&values, "page", 1...1_000_000) ?? 1
        let size = try self.number(&values, "display_size", 1...most) ?? most
        if !values.isEmpty {
            throw ServiceError(.searchInvalid, reason: "an unknown parameter")
        }
        return (number, size)
    }

    private static func fault(_ name: String, _ reason: String) -> ServiceError {
        ServiceError(.searchInvalid, field: name, reason: reason)
    }

    private static func text(
        _ values: inout [String: String], _ name: String, most: Int
    ) throws(ServiceError) -> String? {
        guard let text = values.removeValue(forKey: name) else { return nil }
        if let fault = TextRules.fault(text, most: most) { throw self.fault(name, fault) }
        return text
    }

    private static func lastFour(_ text: String) throws(ServiceError) -> String {
        guard text.utf8.count == 4, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw fault("last_digits_card_number", "it must be four digits")
        }
        return text
    }

    private static func state(_ text: String) throws(ServiceError) -> PublicState {
        guard let state = PublicState(rawValue: text) else {
            let words = PublicState.allCases.map(\.rawValue).joined(separator: ", ")
            throw fault("state", "it must be one of \(words)")
        }
        return state
    }

    private static func moment(
        _ values: inout [String: String], _ name: String
    ) throws(ServiceError) -> Moment? {
        guard let text = values.removeValue(forKey: name) else { return nil }
        guard let moment = WireMoment.read(text) else {
            throw fault(name, "it must be a time of RFC 3339")
        }
        return moment
    }

    private static func day(
        _ values: inout [String: String], _ name: String
    ) throws(ServiceError) -> BookDay? {
        guard let text = values.removeValue(forKey: name) else { return nil }
        guard let day = BookDay(text) else { throw fault(name, "it must be YYYY-MM-DD") }
        return day
    }

    private static func number(
        _ values: inout [String: String], _ name: String, _ range: ClosedRange<Int>
    ) throws(ServiceError) -> Int? {
        guard let text = values.removeValue(forKey: name) else { return nil }
        guard (1...7).contains(text.utf8.count), text.utf8.first != 0x30,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
            range.contains(number)
        else {
            throw fault(
                name, "it must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

/// The query of an address as names and values.
enum QueryText {
    static func members(_ query: String?) throws(ServiceError) -> [String: String] {
        var members: [String: String] = [:]
        for part in (query ?? "").split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(pair[0]), let value = decoded(pair.count == 2 ? pair[1] : "")
            else { throw ServiceError(.searchInvalid, reason: "a parameter is not UTF-8") }
            guard members.updateValue(value, forKey: name) == nil else {
                throw ServiceError(.searchInvalid, reason: "a parameter comes twice")
            }
        }
        return members
    }

    /// `application/x-www-form-urlencoded`, also in bodies; nil where it is not well-formed.
    static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case 0x2B: bytes.append(0x20)
            case 0x25:
                guard let high = rest.next(), let low = rest.next(),
                    let decoded = Hexadecimal.bytes(String(decoding: [high, low], as: UTF8.self))
                else { return nil }
                bytes += decoded
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
