import Till
import Money
import Office
import Provider

extension PaymentPayload {
    /// One page of a search, with the ways to the others.
    func page(_ page: PaymentPage, of search: PaymentSearch) -> JSONValue {
        var links = [
            Member("self", link(address(search, page.page))),
            Member("first_page", link(address(search, 1))),
            Member("last_page", link(address(search, page.pages))),
        ]
        if page.page > 1 {
            links.append(Member("prev_page", link(address(search, page.page - 1))))
        }
        if page.page < page.pages {
            links.append(Member("next_page", link(address(search, page.page + 1))))
        }
        return .object([
            Member("total", .integer(Int64(page.total))),
            Member("count", .integer(Int64(page.payments.count))),
            Member("page", .integer(Int64(page.page))),
            Member("results", .list(page.payments.map { payment($0) })),
            Member("_links", .object(links)),
        ])
    }

    private func address(_ search: PaymentSearch, _ page: Int) -> String {
        var fields: [(String, String)] = []
        func add(_ name: String, _ value: String?) {
            if let value { fields.append((name, value)) }
        }
        add("reference", search.reference)
        add("email", search.email)
        add("state", search.states?.first?.rawValue)
        add("card_brand", search.brand)
        add("last_digits_card_number", search.lastFour)
        add("from_date", search.createdFrom?.description)
        add("to_date", search.createdTo?.description)
        add("from_settled_date", search.settledFrom?.description)
        add("to_settled_date", search.settledTo?.description)
        add("page", "\(page)")
        add("display_size", "\(search.size)")
        return "/v1/payments?" + PercentEncoding.form(fields)
    }
}
