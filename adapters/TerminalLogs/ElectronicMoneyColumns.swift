import Provider

/// Where the columns of an electronic money day log stand.
struct ElectronicMoneyColumns {
    let terminal: Int
    let time: Int
    let type: Int
    let service: Int
    let number: Int
    let reference: Int
    let amount: Int
    let settled: Int
    let result: Int
    let totalCount: Int
    let totalAmount: Int
    let uncompletedCount: Int
    let uncompletedAmount: Int
    /// CurrentService, MediumID, ResponseCode1, balances and whatever else a device adds.
    let freeText: [Int]

    init(_ header: CSVHeader) throws(FileRejection) {
        terminal = try header.required("TerminalID")
        time = try header.required("EVRWDateTime")
        type = try header.required("TransactionType")
        service = try header.required("CurrentService")
        number = try header.required("EVRWTransactionNumber")
        reference = try header.required("POSTransactionNumber")
        amount = try header.required("Amount")
        settled = try header.required("SettledAmount")
        result = try header.required("ResultOnSettlement")
        totalCount = try header.required("NumberOfTransaction")
        totalAmount = try header.required("TotalAmountOfTransaction")
        uncompletedCount = try header.required("NumberOfUncompletedSubtraction")
        uncompletedAmount = try header.required("TotalAmountOfUncompletedSubtraction")
        freeText = header.others(than: [
            terminal, time, type, number, reference, amount, settled, result, totalCount,
            totalAmount, uncompletedCount, uncompletedAmount,
        ])
    }
}
