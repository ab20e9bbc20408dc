public import Ledger
public import Money

/// What the city file says: funds, offices, fees, bill kinds, bank accounts, and who moves money
/// on which dated terms.
///
/// Made only by ``City/read(_:)``; everything in it is checked.
public struct City: Sendable, Hashable {
    public var municipality: Municipality
    public var calendar: CityCalendar
    /// In the file's order, which settles ties when a fee is shared out.
    public var funds: [Fund]
    public var bankAccounts: [BankAccount]
    public var bankRules: [BankRule]
    public var offices: [CityOffice]
    public var fees: [Fee]
    public var billKinds: [BillKind]
    public var slips: SlipRules?
    public var providers: [ProviderTerms]
    /// A refund above this waits for a second person (`auto_refund_limit`); nil: none does for its
    /// amount.
    public var autoRefundLimit: Yen?
    /// Whether receipts carry a QR code that leads to the proof of the payment
    /// (`receipt_proof_qr`).
    public var receiptProofQR: Bool
    /// Books for practice (`training`): what is in them is no money, and never becomes any.
    public var isTraining: Bool

    public struct Municipality: Sendable, Hashable {
        /// 全国地方公共団体コード with its check digit.
        public var code: String
        public var name: String
        public var nameEnglish: String
        public var booksBegin: BookDay
    }

    public struct CityCalendar: Sendable, Hashable {
        public var banks: BankCalendar
        public var offices: BankCalendar
        public var holidayNames: [BookDay: String]
    }

    public struct BankAccount: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case ordinary, current, savings
            /// 預金種目.
            public var number: Int { self == .ordinary ? 1 : self == .current ? 2 : 4 }
        }
        public var id: String
        public var bank: String
        public var branch: String
        public var kind: Kind
        public var number: String
        public var holder: String
        /// Funds whose money it may hold.
        public var funds: [String]
        public var openingDay: BookDay
        public var opening: [String: Yen]
    }

    /// Bank lines that pay no payout.
    public struct BankRule: Sendable, Hashable {
        public enum Direction: String, Sendable, Hashable, CaseIterable {
            case incoming = "in"
            case outgoing = "out"
        }
        public enum Class: String, Sendable, Hashable, CaseIterable {
            case otherBusiness = "other-business"
            case sweep
            case bankFee = "bank-fee"
            case returned = "return"
        }
        public var account: String
        public var direction: Direction
        public var payer: String?
        public var text: String?
        public var transitClass: Class
        public var fund: String
    }

    public struct CityOffice: Sendable, Hashable {
        public var id: String
        public var name: String
        public var terminals: [String]
    }

    /// 手数料.
    ///
    /// Several entries with one id hold one after the other.
    public struct Fee: Sendable, Hashable {
        public enum Destination: Sendable, Hashable {
            case subject(String)
            case held(String)
        }
        public enum Tax: Sendable, Hashable {
            case exempt
            case rate(Rate)
        }
        public var id: String
        public var name: String
        public var price: Yen
        public var fund: String
        public var destination: Destination
        public var tax: Tax
        public var office: String?
        public var online: Bool
        public var from: BookDay
    }

    public struct BillKind: Sendable, Hashable {
        public var kind: String
        public var name: String
        public var fund: String
        public var subject: String
        public var taxRate: Rate
        public var elItem: String?
    }

    public struct SlipRules: Sendable, Hashable {
        public struct Barcode: Sendable, Hashable {
            public var issuer: String
            public var company: String
            public var keyDigits: Int
            public var limit: Yen
        }
        public struct ElQR: Sendable, Hashable {
            public var agency: String
            public var organisation: String
            public var keyDigits: Int
        }
        public var barcode: Barcode?
        public var elQR: ElQR?
    }
}
