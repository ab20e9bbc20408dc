public import Money

/// Account paths of DOMAIN 2, spelled in one place.
public enum AccountCode {
    public static func bank(_ account: String) -> String { "asset/bank/\(account)" }
    public static func cash(_ office: String) -> String { "asset/cash/\(office)" }
    public static func clearing(_ provider: String) -> String { "asset/clearing/\(provider)" }
    public static func bill(_ year: FiscalYear, _ kind: String) -> String {
        "asset/bill/\(year)/\(kind)"
    }
    public static func feeToSettle(_ provider: String) -> String {
        "asset/fee-to-settle/\(provider)"
    }
    public static func transit(_ transitClass: String) -> String { "asset/transit/\(transitClass)" }
    public static func dueFrom(_ fund: String) -> String { "asset/due-from/\(fund)" }
    public static func heldFor(_ fund: String) -> String { "liability/held-for/\(fund)" }
    public static func revenue(_ year: FiscalYear, _ subject: String) -> String {
        "revenue/\(year)/\(subject)"
    }
    public static func providerFee(_ year: FiscalYear) -> String {
        "expense/\(year)/provider-fee"
    }
    public static func writtenOff(_ year: FiscalYear) -> String { "expense/\(year)/written-off" }
    public static func repayment(_ year: FiscalYear) -> String { "expense/\(year)/repayment" }
    public static let overpaidPrefix = "liability/overpaid/"
    public static func overpaid(_ year: FiscalYear) -> String { "liability/overpaid/\(year)" }
    public static func held(_ purpose: String) -> String { "liability/held/\(purpose)" }
    public static let feeTax = "asset/fee-tax"
    public static let salesTax = "liability/sales-tax"
    public static let unidentified = "liability/unidentified"
    public static let opening = "equity/opening"
    public static let otherBusiness = "asset/transit/other-business"
}
