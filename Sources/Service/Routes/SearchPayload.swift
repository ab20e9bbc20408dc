import Till
import Money
import Office
import Provider

extension PaymentPayload {
    /// One page of a search, with the ways to the others.
    func page(_ page: PaymentPage, of search: PaymentSearch) -> [UInt8] {
        self.page(
            page.payments, total: page.total, page: page.page, of: page.pages,
            write: { json, details in json.object { write(details, nil, to: &$0) } },
            address: { address(search, $0) })
    }

    /// One page of whatever was searched for.
    ///
    /// - Parameter address: of a page by its number.
    func page<Result>(
        _ results: [Result], total: Int, page: Int, of pages: Int,
        write: (inout JSONWriter, Result) -> Void, address: (Int) -> String
    ) -> [UInt8] {
        JSONWriter.object { json in
            json.member("total", Int64(total))
            json.member("count", Int64(results.count))
            json.member("page", Int64(page))
            json.list("results", results, write)
            json.object("_links") { json in
                json.member("self", link(address(page)))
                json.member("first_page", link(address(1)))
                json.member("last_page", link(address(pages)))
                if page > 1 { json.member("prev_page", link(address(page - 1))) }
                if page < pages { json.member("next_page", link(address(page + 1))) }
            }
        }
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
