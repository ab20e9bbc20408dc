import Database
import Money
import Provider
import Store
import Till

extension Checkout {
    /// Payments of a service, the newest first; nil of a service: of any.
    ///
    /// - Throws: ``CheckoutRefusal/pageInvalid``; a page behind the last one is empty.
    public func search(
        _ search: PaymentSearch, of service: String?
    ) async throws -> PaymentPage {
        guard (1...PaymentSearch.largestPage).contains(search.size), search.page >= 1,
            search.page <= Int(Int32.max)
        else { throw CheckoutRefusal.pageInvalid }
        let states = search.states.map { wanted in
            PaymentState.allCases.filter { wanted.contains($0.shown) }
        }
        let question = PaymentQuestion(
            service: service, reference: search.reference, states: states, email: search.email,
            brand: search.brand, lastFour: search.lastFour, createdFrom: search.createdFrom,
            createdTo: search.createdTo, settledFrom: search.settledFrom,
            settledTo: search.settledTo)
        let (limit, offset) = (search.size, (search.page - 1) * search.size)
        let (lives, total) = try await books.search { connection in
            let table = PaymentTable(connection)
            let found = try table.search(question, limit: limit, offset: offset)
            return (
                try found.map { try LivePayment($0, table.events(of: $0.order.id)) },
                try table.count(question)
            )
        }
        return PaymentPage(
            payments: try await shown(lives), total: total, page: search.page, size: search.size)
    }

    private func shown(_ lives: [LivePayment]) async throws -> [PaymentDetails] {
        var details: [PaymentDetails] = []
        for live in lives { details.append(try await show(live)) }
        return details
    }
}
