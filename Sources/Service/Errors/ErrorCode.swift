/// What the service says when it does not do what it is asked.
///
/// The codes of the public API of GOV.UK Pay where they mean the same (`P…`); what that API has no
/// word for begins with `S` and ends with the status.
public enum ErrorCode: String, Sendable, Hashable, CaseIterable {
    // What a caller sent
    case attributeMissing = "P0101"
    case attributeInvalid = "P0102"
    case attributeUnexpected = "P0104"
    case keyReused = "P0191"
    case keyInvalid = "P0192"
    case keyBusy = "P0193"
    case jsonInvalid = "P0197"

    // What is not there
    case paymentUnknown = "P0200"
    case eventsUnknown = "P0300"
    case searchInvalid = "P0401"
    case searchPageUnknown = "P0402"
    case cancelUnknown = "P0500"
    case refundPaymentUnknown = "P0600"
    case refundUnknown = "P0700"
    case refundsUnknown = "P0800"
    case captureUnknown = "P1000"
    case linkUnknown = "P5000"

    // What a payment does not allow now
    case cancelImpossible = "P0501"
    case cancelConflict = "P0502"
    case refundImpossible = "P0603"
    case refundAvailableDiffers = "P0604"
    case refundConflict = "P0605"
    case captureImpossible = "P1001"
    case captureConflict = "P1003"
    case reserved = "P0194"
    case sumDiffers = "P0195"
    case linkClosed = "P5001"

    // Bank movements
    case movementUnknown = "S1404"
    case movementDiffers = "S1409"

    // Who asks, and how much
    case accountDenied = "P0199"
    case tooManyRequests = "P0900"
    case keyMissing = "S0401"
    case scopeMissing = "S0403"

    // How it was asked
    case requestMalformed = "S0400"
    case pathUnknown = "S0404"
    case methodNotAllowed = "S0405"
    case notAcceptable = "S0406"
    case requestSlow = "S0408"
    case bodyTooLarge = "S0413"
    case mediaTypeUnknown = "S0415"
    case headersTooLarge = "S0431"
    case noticeRefused = "S0422"

    // What went wrong here
    case trouble = "P0198"
    case unavailable = "P0999"
}

extension ErrorCode {
    /// The HTTP status that goes with it (RFC 9110, 6585).
    public var status: Int {
        switch self {
        case .attributeInvalid, .searchInvalid, .noticeRefused: 422
        case .attributeMissing, .attributeUnexpected, .keyInvalid, .jsonInvalid,
            .cancelImpossible, .refundImpossible, .captureImpossible, .requestMalformed:
            400
        case .keyMissing: 401
        case .accountDenied, .scopeMissing: 403
        case .paymentUnknown, .eventsUnknown, .searchPageUnknown, .cancelUnknown,
            .refundPaymentUnknown, .refundUnknown, .refundsUnknown, .captureUnknown, .linkUnknown,
            .pathUnknown, .movementUnknown:
            404
        case .methodNotAllowed: 405
        case .notAcceptable: 406
        case .requestSlow: 408
        case .keyReused, .keyBusy, .cancelConflict, .refundConflict, .captureConflict, .reserved,
            .sumDiffers, .movementDiffers:
            409
        case .linkClosed: 410
        case .refundAvailableDiffers: 412
        case .bodyTooLarge: 413
        case .mediaTypeUnknown: 415
        case .tooManyRequests: 429
        case .headersTooLarge: 431
        case .trouble: 500
        case .unavailable: 503
        }
    }

    /// The sentence; what is particular to a case comes behind it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .attributeMissing: ("必須の項目がありません", "Missing mandatory attribute")
        case .attributeInvalid: ("項目の値が正しくありません", "Invalid attribute value")
        case .attributeUnexpected: ("知らない項目があります", "Unexpected attribute")
        case .keyReused:
            (
                "この Idempotency-Key は別の内容で使われています",
                "This Idempotency-Key was used with another body"
            )
        case .keyInvalid: ("Idempotency-Key が正しくありません", "Invalid Idempotency-Key")
        case .keyBusy:
            ("同じ Idempotency-Key の依頼を処理しています", "A request with this key is being done")
        case .jsonInvalid: ("JSON として読めません", "Cannot parse JSON")
        case .paymentUnknown, .eventsUnknown, .cancelUnknown, .refundPaymentUnknown,
            .refundsUnknown, .captureUnknown:
            ("この支払いはありません", "This payment is not known")
        case .searchInvalid: ("検索の条件が正しくありません", "Invalid search parameters")
        case .searchPageUnknown: ("このページはありません", "There is no such page")
        case .refundUnknown: ("この返金はありません", "This refund is not known")
        case .linkUnknown: ("この支払いリンクはありません", "This payment link is not known")
        case .cancelImpossible: ("この支払いは取り消せません", "The payment cannot be cancelled")
        case .cancelConflict:
            ("前の操作の結果を待っています", "An operation on this payment is not settled yet")
        case .refundImpossible: ("返金できません", "The payment is not available for refund")
        case .refundAvailableDiffers:
            ("refund_amount_available が実際と異なります", "refund_amount_available does not match")
        case .refundConflict:
            ("前の操作の結果を待っています", "An operation on this payment is not settled yet")
        case .captureImpossible: ("この支払いは確定できません", "The payment cannot be captured")
        case .captureConflict:
            ("前の操作の結果を待っています", "An operation on this payment is not settled yet")
        case .reserved:
            ("この請求は今は支払えません", "The bill cannot be paid now")
        case .sumDiffers:
            ("amount が明細の合計と異なります", "The amount is not the sum of the items")
        case .movementUnknown: ("この入出金はありません", "This bank movement is not known")
        case .movementDiffers:
            (
                "同じ入出金が別の金額で登録されています",
                "The same bank movement was told of with another amount"
            )
        case .linkClosed: ("この支払いリンクは終わっています", "This payment link is closed")
        case .accountDenied: ("この要求は認められていません", "The account does not allow this")
        case .tooManyRequests: ("要求が多すぎます", "Too many requests")
        case .keyMissing: ("有効な API キーが必要です", "A valid API key is required")
        case .scopeMissing: ("この API キーには許されていません", "The API key lacks the scope")
        case .requestMalformed: ("HTTP の要求として読めません", "Malformed request")
        case .pathUnknown: ("このアドレスはありません", "There is nothing at this address")
        case .methodNotAllowed: ("このメソッドは使えません", "Method not allowed")
        case .notAcceptable: ("その形式では答えられません", "Not acceptable")
        case .requestSlow: ("要求が時間内に届きませんでした", "The request took too long to arrive")
        case .bodyTooLarge: ("本文が大きすぎます", "The body is too large")
        case .mediaTypeUnknown:
            ("Content-Type は application/json です", "Content-Type must be application/json")
        case .headersTooLarge: ("ヘッダーが大きすぎるか多すぎます", "Too large or too many headers")
        case .noticeRefused: ("通知の署名が正しくありません", "The notice does not prove its sender")
        case .trouble: ("こちらの障害です", "Something went wrong here")
        case .unavailable: ("ただいま利用できません", "Not available at the moment")
        }
    }
}
