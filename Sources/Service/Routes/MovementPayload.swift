import Ledger
import Money
import Office
import Provider

/// Bank movements as the API shows them.
struct MovementPayload: Sendable {
    typealias Member = JSONValue.Member

    /// What an account may move at once: a trillion yen.
    static let mostYen: Int64 = 1_000_000_000_000

    let publicURL: String

    static func path(_ id: PaymentID) -> String { "/v1/bank-movements/\(id)" }

    func address(_ path: String) -> String { publicURL + path }

    private func link(_ path: String) -> JSONValue {
        .object([Member("href", .text(address(path))), Member("method", .text("GET"))])
    }

    func movement(_ movement: ToldMovement) -> JSONValue {
        let path = MovementPayload.path(movement.id)
        return .object([
            Member("bank_movement_id", .text(movement.id.description)),
            Member("account", .text(movement.order.account)),
            Member("date", .text(movement.order.day.description)),
            Member("reference", .text(movement.order.reference)),
            Member("amount", .integer(movement.order.amount.value)),
            Member("created_date", .text(movement.created.description)),
            Member("state", .text(movement.state.rawValue)),
            Member("collections", .list(movement.collections.map(collection))),
            Member("payments_count", .integer(Int64(movement.payments))),
            Member(
                "_links",
                .object([
                    Member("self", link(path)), Member("payments", link(path + "/payments")),
                ])),
        ])
    }

    private func collection(_ collection: ToldMovement.Collection) -> JSONValue {
        .object([
            Member("provider", .text(collection.provider)),
            Member("payout", .text(collection.payout)),
            Member("amount", .integer(collection.banked.value)),
            Member("gross", .integer(collection.gross.value)),
            Member("refunds", .integer(collection.refunds.value)),
            Member("fee", .integer(collection.fee.value)),
            Member("fee_tax", .integer(collection.feeTax.value)),
            Member("net", .integer(collection.net.value)),
            Member("revenue", .list(collection.lines.map(line))),
        ])
    }

    /// An account of the books; of revenue also its year and subject, of themselves.
    private func line(_ line: ToldMovement.Line) -> JSONValue {
        var members = [
            Member("fund", .text(line.account.fund)), Member("account", .text(line.account.code)),
        ]
        let parts = line.account.code.split(separator: "/")
        if parts.count == 3, parts[0] == "revenue", let year = Int64(parts[1]) {
            members.append(Member("fiscal_year", .integer(year)))
            members.append(Member("subject", .text(String(parts[2]))))
        }
        members.append(Member("amount", .integer(line.amount.value)))
        return .object(members)
    }

    // MARK: - Pages

    func page(_ page: FoundPage<ToldMovement>, of search: BankMovementSearch) -> JSONValue {
        var fields: [(String, String)] = []
        if let account = search.account { fields.append(("account", account)) }
        if let state = search.state { fields.append(("state", state.rawValue)) }
        if let day = search.from { fields.append(("from_date", day.description)) }
        if let day = search.to { fields.append(("to_date", day.description)) }
        return self.page(page, "/v1/bank-movements", fields, movement)
    }

    func payments(_ page: FoundPage<CollectedPayment>, of id: PaymentID) -> JSONValue {
        self.page(page, MovementPayload.path(id) + "/payments", [], payment)
    }

    private func payment(_ payment: CollectedPayment) -> JSONValue {
        var members = [
            Member("payment_id", .text(payment.id.description)),
            Member("service", .text(payment.service)),
            Member("reference", .text(payment.reference)),
            Member("amount", .integer(payment.amount.value)),
            Member("refunded", .integer(payment.refunded.value)),
            Member("provider", .text(payment.provider)),
            Member("payout", .text(payment.payout)),
        ]
        if let at = payment.captured {
            members.append(Member("captured_date", .text(at.day.description)))
        }
        return .object(members)
    }

    private func page<Item>(
        _ page: FoundPage<Item>, _ path: String, _ fields: [(String, String)],
        _ shown: (Item) -> JSONValue
    ) -> JSONValue {
        func address(_ number: Int) -> JSONValue {
            let all = fields + [("page", "\(number)"), ("display_size", "\(page.size)")]
            return link(path + "?" + PercentEncoding.form(all))
        }
        var links = [
            Member("self", address(page.page)), Member("first_page", address(1)),
            Member("last_page", address(page.pages)),
        ]
        if page.page > 1 { links.append(Member("prev_page", address(page.page - 1))) }
        if page.page < page.pages { links.append(Member("next_page", address(page.page + 1))) }
        return .object([
            Member("total", .integer(Int64(page.total))),
            Member("count", .integer(Int64(page.items.count))),
            Member("page", .integer(Int64(page.page))),
            Member("results", .list(page.items.map(shown))),
            Member("_links", .object(links)),
        ])
    }
}
