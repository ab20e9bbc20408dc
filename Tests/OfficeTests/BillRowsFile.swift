/// Rows of assessments and of their revisions (INTERFACES 4 and 6) for tests.
enum BillRowsFile {
    static let header = """
        bill_id,kind,payer,fund,subject,fiscal_year,levy_year,term,amount,tax_amount,issued,due,\
        limit,key,barcode,elqr,group

        """
    static let changesHeader = "bill_id,revision,event,amount,tax_amount,date,reason,document\n"

    /// A tax bill of the general fund, or a water bill with a tenth of tax inside.
    static func row(
        _ id: String, kind: String = "resident-tax", amount: Int, key: String,
        issued: String = "2026-04-01"
    ) -> String {
        let isWater = kind == "water"
        let fund = isWater ? "water" : "general"
        let subject = isWater ? "1-1-1-01" : "01-01-01-01"
        return """
            \(id),\(kind),P1,\(fund),\(subject),2026,2026,1,\(amount),\
            \(isWater ? amount / 11 : 0),\(issued),2026-04-30,2026-05-31,\(key),,,

            """
    }
}
