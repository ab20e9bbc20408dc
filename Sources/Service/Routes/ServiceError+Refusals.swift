import Office

extension ServiceError {
    /// The answer to a refusal of the office.
    init(_ refusal: CheckoutRefusal) {
        let code = ErrorCode(refusal)
        let isAttribute = code == .attributeInvalid || code == .attributeMissing
        self.init(
            code, field: isAttribute || code == .refundAvailableDiffers ? refusal.field : nil,
            header: code == .keyReused ? "Idempotency-Key" : nil,
            reason: "\(refusal.rawValue): \(refusal.sentence.en)")
    }

    /// The answer to what the office does not take, and where.
    init(_ refusal: FieldRefusal) {
        self.init(refusal.refusal)
        field = refusal.field
    }

    /// The same refusal as another verb says it: a payment that is not there has a code for each.
    func saying(_ code: ErrorCode, insteadOf other: ErrorCode) -> ServiceError {
        guard self.code == other else { return self }
        var said = self
        said.code = code
        return said
    }
}

extension ServiceError {
    /// The answer to a refusal about a bank movement.
    init(_ refusal: BankMovementRefusal) {
        let code: ErrorCode =
            switch refusal {
            case .unknown: .movementUnknown
            case .accountUnknown, .dayInvalid, .referenceMalformed, .amountInvalid:
                .attributeInvalid
            case .differs: .movementDiffers
            case .pageInvalid: .searchPageUnknown
            }
        self.init(code, field: refusal.field, reason: refusal.rawValue)
    }
}

extension ErrorCode {
    /// The code of a refusal, where no verb has one of its own for it.
    init(_ refusal: CheckoutRefusal) {
        self =
            switch refusal {
            case .keyUnknown: .keyMissing
            // What the agreements with the providers do not allow.
            case .keysTooMany, .providerUnable, .notDesignated, .amountAboveLimit: .accountDenied
            case .amountDiffers: .sumDiffers
            case .paymentUnknown: .paymentUnknown
            case .refundUnknown: .refundUnknown
            case .linkUnknown, .tokenUnknown: .linkUnknown
            case .linkEnded: .linkClosed
            case .idempotencyReused: .keyReused
            case .itemsMissing: .attributeMissing
            case .itemsTooMany, .quantityInvalid, .feeUnknown, .feeNotOnline, .billTwice,
                .fundUnknown, .subjectMalformed, .officeUnknown, .amountInvalid,
                .textTooLong, .textMalformed, .cardNumber, .returnURLMalformed, .emailMalformed,
                .metadataTooMany, .metadataMalformed, .providerUnknown, .amountNotPositive,
                .expiryPast:
                .attributeInvalid
            // Whether it is there or was paid, the description alone says.
            case .billUnknown, .billNotOpen, .alreadyReserved: .reserved
            case .pageInvalid: .searchPageUnknown
            case .finished, .notNow: .cancelImpossible
            case .operationPending: .cancelConflict
            case .voidTooLate, .partlyRefunded: .cancelImpossible
            case .notCaptured, .moreThanAvailable, .disputed: .refundImpossible
            case .availableDiffers: .refundAvailableDiffers
            case .samePerson: .accountDenied
            case .noticeRefused: .noticeRefused
            }
    }
}
