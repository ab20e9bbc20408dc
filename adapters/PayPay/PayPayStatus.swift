import Provider

/// 取引ステータス: what each word says about the money.
enum PayPayStatus {
    /// The words of PayPay for Business, help-merchant b0836.
    static let kinds: [String: ProviderLine.Kind] = [
        "取引完了": .sale,
        "取引受付完了": .sale,
        "返金完了": .giveBack,
        "取引失敗": .failed,
        "取引受付失敗": .failed,
        "取引受付有効期限切れ": .failed,
        "取引処理中": .processing,
        "取引受付処理中": .processing,
        "返金処理中": .processing,
    ]
}
