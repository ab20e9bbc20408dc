import City
import Database
import Ledger
import Money
import Provider
import Store
import Till

/// Holds an order against the city file and the bills, and makes its lines.
struct OrderCheck {
    static let mostItems = 100
    static let mostQuantity = 999

    let city: City
    let today: BookDay

    /// The lines of an order, summed.
    struct Basket: Sendable, Hashable {
        var lines: [SaleEvent.Line]
        var amount: Yen
        var office: String
    }

    /// The column of refusals.
    ///
    /// - Parameter connection: nil where no item is a bill.
    func basket(
        _ order: PaymentOrder, _ connection: Connection?
    ) throws -> Basket {
        guard !order.items.isEmpty else { throw CheckoutRefusal.itemsMissing }
        guard order.items.count <= OrderCheck.mostItems else {
            throw CheckoutRefusal.itemsTooMany
        }
        let lines = try lines(order, connection)
        let bills = lines.compactMap { if case .bill(let id) = $0.item { id } else { nil } }
        guard Set(bills).count == bills.count else { throw CheckoutRefusal.billTwice }
        let office = try office(order)
        let amount = try sum(lines)
        guard order.amount == nil || order.amount == amount else {
            throw CheckoutRefusal.amountDiffers
        }
        try OrderTexts.check(order)
        if let provider = order.provider, city.provider(provider) == nil {
            throw CheckoutRefusal.providerUnknown
        }
        return Basket(lines: lines, amount: amount, office: office)
    }

    /// A refusal names the field of the item that it is about.
    private func lines(
        _ order: PaymentOrder, _ connection: Connection?
    ) throws -> [SaleEvent.Line] {
        try order.items.enumerated().map { place, item in
            do {
                return try line(item, connection)
            } catch let refusal as CheckoutRefusal {
                guard let field = refusal.field else { throw refusal }
                if case .plain = item, order.items.count == 1 {
                    throw FieldRefusal(refusal, field)
                }
                throw FieldRefusal(refusal, "items[\(place)].\(field)")
            }
        }
    }

    private func line(
        _ item: PaymentOrder.Item, _ connection: Connection?
    ) throws -> SaleEvent.Line {
        switch item {
        case .fee(let id, let quantity):
            guard (1...OrderCheck.mostQuantity).contains(quantity) else {
                throw CheckoutRefusal.quantityInvalid
            }
            guard !id.hasPrefix("@"), let fee = city.fee(id, on: today) else {
                throw CheckoutRefusal.feeUnknown
            }
            guard fee.online else { throw CheckoutRefusal.feeNotOnline }
            let amount = fee.price.value.multipliedReportingOverflow(by: Int64(quantity))
            guard !amount.overflow else { throw CheckoutRefusal.amountInvalid }
            return SaleEvent.Line(
                item: .fee(id), quantity: quantity, amount: Yen(amount.partialValue))
        case .bill(let id):
            guard let connection else {
                preconditionFailure("what is claimed on a bill stands in the books")
            }
            return SaleEvent.Line(
                item: .bill(id), quantity: 1, amount: try claimed(id, connection))
        case .plain(let amount, let fund, let subject):
            guard let known = city.fund(fund), known.kind != .outside else {
                throw CheckoutRefusal.fundUnknown
            }
            guard let name = city.plainRevenue(fund: fund, subject: subject) else {
                throw CheckoutRefusal.subjectMalformed
            }
            guard amount > .zero, amount <= Yen.largest else {
                throw CheckoutRefusal.amountInvalid
            }
            return SaleEvent.Line(item: .fee(name), quantity: 1, amount: amount)
        }
    }

    /// What is claimed on a bill today, as long as nothing says that it was paid.
    private func claimed(_ id: String, _ connection: Connection) throws -> Yen {
        let facts = PaymentFacts(connection)
        guard let standing = try facts.standing(of: id, on: today), standing.issued <= today else {
            throw CheckoutRefusal.billUnknown
        }
        guard standing.claimed > .zero, !standing.isPaidElsewhere,
            try !facts.isPaidBySlip(standing.key)
        else { throw CheckoutRefusal.billNotOpen }
        if let holder = try Reservations(connection).holder(of: "bill/\(id)"),
            let found = try PaymentTable(connection).find(holder),
            found.standing.state.holdsMoney
        {
            throw CheckoutRefusal.billNotOpen
        }
        return standing.claimed
    }

    private func office(_ order: PaymentOrder) throws -> String {
        if let office = order.office {
            guard city.office(office) != nil else { throw CheckoutRefusal.officeUnknown }
            return office
        }
        for case .fee(let id, _) in order.items {
            if let office = city.fee(id, on: today)?.office { return office }
        }
        guard let first = city.offices.first else { throw CheckoutRefusal.officeUnknown }
        return first.id
    }

    private func sum(_ lines: [SaleEvent.Line]) throws -> Yen {
        var sum = Yen.zero
        for line in lines {
            guard line.amount > .zero, line.amount <= Yen.largest - sum else {
                throw CheckoutRefusal.amountInvalid
            }
            sum += line.amount
        }
        return sum
    }
}

/// The texts of an order.
enum OrderTexts {
    static let mostLetters = 255
    static let mostMetadata = 15

    static func check(_ order: PaymentOrder) throws {
        try check(order.reference, "reference", letters: 1...mostLetters)
        try check(order.description, "description", letters: 1...mostLetters)
        try checkURL(order.returnURL)
        if let email = order.email { try checkEmail(email) }
        guard order.metadata.count <= mostMetadata else { throw CheckoutRefusal.metadataTooMany }
        var names: Set<String> = []
        for entry in order.metadata {
            guard (1...30).contains(entry.name.count), isPlain(entry.name),
                names.insert(entry.name).inserted
            else { throw CheckoutRefusal.metadataMalformed }
            guard case .text(let text) = entry.value else { continue }
            guard text.count <= 100, isPlain(text) else {
                throw CheckoutRefusal.metadataMalformed
            }
        }
        let texts = order.metadata.flatMap { entry in
            switch entry.value {
            case .text(let text): [entry.name, text]
            case .number(let number): [entry.name, String(number)]
            case .truth: [entry.name]
            }
        }
        for text in texts where CardNumberGuard.isFound(in: text) {
            throw FieldRefusal(.cardNumber, "metadata")
        }
    }

    static func check(
        _ text: String, _ field: String, letters: ClosedRange<Int>
    ) throws(FieldRefusal) {
        guard text.count <= letters.upperBound else { throw FieldRefusal(.textTooLong, field) }
        guard text.count >= letters.lowerBound, isPlain(text) else {
            throw FieldRefusal(.textMalformed, field)
        }
        guard !CardNumberGuard.isFound(in: text) else { throw FieldRefusal(.cardNumber, field) }
    }

    /// One line without control characters.
    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { letter in
            switch letter.value {
            // Unicode's general categories Cc, Zl and Zp.
            case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029: false
            default: true
            }
        }
    }

    private static func checkURL(_ url: String) throws {
        let rest = url.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)
        let authority = rest.prefix { !"/?#".utf8.contains($0) }
        guard url.utf8.count <= 2000, url.hasPrefix("https://") || url.hasPrefix("http://"),
            url.utf8.allSatisfy({
                (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0)
            }),
            !authority.isEmpty, !authority.contains(UInt8(ascii: "@"))
        else { throw CheckoutRefusal.returnURLMalformed }
    }

    private static func checkEmail(_ email: String) throws {
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard email.utf8.count <= 254, parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            parts[1].contains("."), email.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw CheckoutRefusal.emailMalformed }
    }
}
