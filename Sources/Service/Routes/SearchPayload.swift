import Till
import Money
import Office
import Provider

extension PaymentPayload {
    /// One page of a search, with the ways to the others.
    func page(_ page: PaymentPage, of search: PaymentSearch) -> JSONValue {
        self.page(
            page.payments.map { payment($0) }, total: page.total, page: page.page, of: page.pages
        ) { address(search, $0) }
    }

    /// One page of whatever was searched for.
    ///
    /// - Parameter address: of a page by its number.
    func page(
        _ results: [JSONValue], total: Int, page: Int, of pages: Int, address: (Int) -> String
    ) -> JSONValue {
        var links = [
            Member("self", link(address(page))), Member("first_page", link(address(1))),
            Member("last_page", link(address(pages))),
        ]
        if page > 1 { links.append(Member("prev_page", link(address(page - 1)))) }
        if page < pages { links.append(Member("next_page", link(address(page + 1)))) }
        return .object([
            Member("total", .integer(Int64(total))),
            Member("count", .integer(Int64(results.count))),
            Member("page", .integer(Int64(page))),
            Member("results", .list(results)),
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
