import LedgerStore
import Money
import Office
import Reconciliation
import Store
import Testing

@Suite("Decisions on exceptions") struct DecisionTests {
    @Test("The sample month opens the exceptions that the truth names, and its books hold")
    func month() throws {
        let desk = try AprilBooks.copy()
        let open = try desk.exceptions().map {
            SampleMonth.Truth.Open(
                code: $0.row.exception.code.rawValue, provider: $0.row.exception.provider,
                reference: $0.row.exception.reference, amount: $0.row.exception.amount.value)
        }
        let order = { (a: SampleMonth.Truth.Open, b: SampleMonth.Truth.Open) in
            (a.code, a.reference, a.amount) < (b.code, b.reference, b.amount)
        }
        #expect(open.sorted(by: order) == (try SampleMonth.truth.exceptions.sorted(by: order)))
        #expect(try desk.audit().isSound)
    }
}
