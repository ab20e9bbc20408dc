import Provider

/// The beginning of a file of each kind, for the proof that two adapters never claim one file.
enum ForeignSamples {
    /// Beginnings that no adapter may claim.
    static let nobodys = [
        "", "\r\n", "hello\r\n", "a,b,c\r\n1,2,3\r\n", "<?xml version=\"1.0\"?>\n<Document/>\n",
        "{}\n", "[]\n", "取引日,摘要,お支払金額,お預り金額,差引残高\n",
    ]

    static func heads(otherThan kind: FileKind) -> [String] {
        FileKind.allCases.filter { $0 != kind }.map(head)
    }

    private static func head(_ kind: FileKind) -> String {
        switch kind {
        case .sales:
            #"{"id":"01kn3p5w8h0000000000000001","at":"2026-04-01T09:15:03+09:00","#
                + #""event":"captured","channel":"counter","office":"shimin","terminal":"T01","#
                + #""provider":"paypay","method":"qr","amount":600,"lines":[]}"# + "\n"
        case .bills:
            "bill_id,kind,payer,fund,subject,fiscal_year,levy_year,term,amount,tax_amount,issued,"
                + "due,limit,key,barcode,elqr,group\n"
        case .billChanges: "bill_id,revision,event,amount,tax_amount,date,reason,document\n"
        case .payPayHistory:
            "取引番号,加盟店ID,屋号,店舗ID,店舗名,端末番号/PosID,取引ステータス,取引日時,取引金額,レシート番号,"
                + "支払い方法,支払い詳細,取引確定期限,加盟店決済ID,サービスタイプ\r\n"
        case .paymentAgentPayouts:
            "支払番号,加盟店ID,締日,対象開始日,対象終了日,売上件数,売上金額,取消件数,取消金額,手数料,消費税,"
                + "差引支払額,支払日\r\n"
        case .stripePayouts:
            "automatic_payout_id,automatic_payout_effective_at_utc,balance_transaction_id,"
                + "created_utc,currency,gross,fee,net,reporting_category,source_id\n"
        case .terminalDailyLog:
            "102,10,20260401091503,12,10,12345,1234567,,411111******1111,300,0,,\r\n"
        case .electronicMoneyDayLog:
            "TerminalID,EVRWDateTime,TransactionType,CurrentService,EVRWTransactionNumber,"
                + "POSTransactionNumber,Amount,SettledAmount,LastTimeBalance,Balance,MediumID,"
                + "ResultOnSettlement,ResponseCode1,NumberOfTransaction,TotalAmountOfTransaction,"
                + "NumberOfUncompletedSubtraction,TotalAmountOfUncompletedSubtraction\r\n"
        case .convenienceStoreDSK:
            "種別,収納日,収納時刻,バーコード情報,ユーザー使用欄１,ユーザー使用欄２,印紙フラグ,金額,"
                + "コンビニ本部コード,コンビニ名,コンビニ店舗コード,振込日,データ作成日\r\n"
        case .eltaxPayments:
            "org,key,confirm,item,levy_year,tax_year,term,amount,paid_date,method,fi_code,"
                + "fund_date,cancelled\n"
        case .bankTransactions: "10310804010804010804019999" + String(repeating: "0", count: 174)
        }
    }
}
