import BankFiles
import CityRecords
import CollectionAgents
import ElTax
import PayPay
import PaymentAgents
import Provider
import Stripe
import TerminalLogs

/// Every format that can be taken in.
enum Adapters {
    static let all: [any FileAdapter.Type] = [
        SalesJournal.self, BillsFile.self, BillChangesFile.self, PayPayHistory.self,
        PaymentAgentPayouts.self, StripePayouts.self, TerminalDailyLog.self,
        ElectronicMoneyDayLog.self, ConvenienceStoreDSK.self, ElTaxPayments.self,
        BankTransactions.self,
    ]
}
