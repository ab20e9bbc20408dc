extension CheckoutRefusal {
    /// The refusal as a person hears it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .keyUnknown: ("その鍵はありません。", "There is no such key.")
        case .keysTooMany: ("有効な鍵が二つあります。一つを無効にしてください。", "Two keys are live already; revoke one.")
        case .paymentUnknown: ("その支払はありません。", "There is no such payment.")
        case .refundUnknown: ("その返金はありません。", "There is no such refund.")
        case .linkUnknown: ("その支払リンクはありません。", "There is no such payment link.")
        case .linkEnded: ("この支払リンクは終了しました。", "This payment link has ended.")
        case .tokenUnknown:
            ("このページのリンクは使われたか、期限切れです。", "This link to the page was used, or is too old.")
        case .idempotencyReused:
            ("同じ Idempotency-Key が別の内容で使われました。", "The key was used for another request.")
        case .itemsMissing: ("明細がありません。", "There are no items.")
        case .itemsTooMany: ("明細は 100 行までです。", "There may be 100 items at most.")
        case .quantityInvalid: ("数量は 1 から 999 までです。", "A quantity is 1 to 999.")
        case .feeUnknown: ("その手数料は今日の一覧にありません。", "The fee is not in today's catalogue.")
        case .feeNotOnline: ("その手数料はオンラインでは扱えません。", "The fee cannot be paid online.")
        case .billUnknown:
            (
                "その請求はありません。番号を確かめ、新しい調定なら先に suito import で取り込んでください。",
                "There is no such bill. Check its number, or take it in with suito import first."
            )
        case .billNotOpen:
            ("その請求は支払済みか、取り消されています。", "The bill was paid, or nothing is claimed on it.")
        case .billTwice: ("同じ請求が二度あります。", "The same bill stands there twice.")
        case .fundUnknown: ("その会計はないか、歳入がありません。", "There is no such fund, or it has no revenue.")
        case .subjectMalformed: ("科目は半角英数字と - で書きます。", "A subject is letters, digits and hyphens.")
        case .officeUnknown: ("その窓口はありません。", "There is no such office.")
        case .amountInvalid: ("金額が正しくありません。", "The amount is not valid.")
        case .amountDiffers: ("金額が明細の合計と違います。", "The amount is not the sum of the items.")
        case .textTooLong: ("文が長すぎます。", "A text is too long.")
        case .textMalformed: ("空の文や制御文字は使えません。", "A text is empty or holds control characters.")
        case .cardNumber: ("カード番号と思われる数字は記録できません。", "What looks like a card number cannot be kept.")
        case .returnURLMalformed: ("戻り先の URL が正しくありません。", "The return URL is not valid.")
        case .emailMalformed: ("メールアドレスが正しくありません。", "The e-mail address is not valid.")
        case .metadataTooMany: ("メタデータは 15 項目までです。", "There may be 15 metadata at most.")
        case .metadataMalformed: ("メタデータの名前か値が正しくありません。", "A metadata name or value is not valid.")
        case .expiryPast: ("期限はこれからの日時を指定してください。", "The link would have ended already.")
        case .pageInvalid: ("ページは 1 から、件数は 1 から 500 までです。", "Pages begin at 1 and hold 1 to 500.")
        case .providerUnknown: ("その決済事業者はありません。", "There is no such provider.")
        case .providerUnable: ("その決済事業者は今この支払を扱えません。", "The provider cannot do this now.")
        case .notDesignated:
            ("その歳入に指定されていない決済事業者です。", "The provider is not designated for this revenue.")
        case .amountAboveLimit: ("決済事業者の上限額を超えています。", "The amount is above the provider's limit.")
        case .alreadyReserved:
            ("別の支払が進行中か、すでに支払われています。", "Another payment of it is under way or was made.")
        case .finished: ("この支払は終わっています。", "The payment has come to its end.")
        case .operationPending: ("前の操作の結果を確認中です。", "An earlier operation is not settled yet.")
        case .disputed:
            ("支払者が異議を申し立てているため、返金できません。", "The payer disputes it, so nothing is given back.")
        case .notNow: ("今の状態ではできません。", "It cannot be done where the payment stands.")
        case .voidTooLate:
            ("取消の期限を過ぎました。返金してください。", "It is too late to undo it; it can be refunded.")
        case .partlyRefunded:
            ("一部を返金したので取り消せません。", "A part was given back, so it cannot be undone.")
        case .amountNotPositive: ("返金額は 1 円以上です。", "A refund is one yen at least.")
        case .notCaptured: ("受け取ったお金がありません。", "No money of this payment was taken.")
        case .availableDiffers: ("返金できる残額が違います。", "What is available is another amount.")
        case .moreThanAvailable: ("返金できる残額を超えています。", "It is more than is available.")
        case .samePerson: ("申請した本人は承認できません。", "Somebody else must approve.")
        case .noticeRefused: ("通知を確かめられません。", "The notice cannot be verified.")
        }
    }
}
