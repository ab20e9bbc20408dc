import Money

extension ElQRCode {
    private static let outer: [(tag: Int64, length: Int)] = [
        (0, 2), (1, 2), (27, 96), (54, 11), (62, 26), (80, 85), (63, 5),
    ]
    private static let inner: [(tag: Int64, length: Int)] = [(0, 5), (1, 83)]

    /// Reads exactly 255 ASCII digits.
    ///
    /// Throws, in this order, `length`, `notDigits`, `structure`, `constant`, `crc`,
    /// `checkDigit`, `amountMismatch` or `date`.
    public init(parsing digits: some Collection<UInt8>) throws(SlipError) {
        let bytes = try DigitField.checked(digits, count: ElQRCode.length)
        let parts = try TaggedPart.values(of: bytes[...], layout: ElQRCode.outer)
        let template = try TaggedPart.values(of: parts[2], layout: ElQRCode.inner)
        // Both OCR lines from their own first digit: 39 and 44.
        let upper = Array(template[1].prefix(39))
        let lower = Array(template[1].dropFirst(39))
        guard DigitField.text(parts[0]) == "01", DigitField.text(parts[1]) == "12",
            DigitField.text(template[0]) == ElQRCode.institution,
            DigitField.text(upper[24..<31]) == "2\(ElQRCode.institution)0"
        else { throw .constant }
        guard DigitField.number(parts[6]) == Int64(CRC16.checksum(of: bytes[..<250])) else {
            throw .crc
        }
        _ = try PaymentOCRLines(parsing: upper, line2: lower)
        guard parts[3].elementsEqual(upper[13..<24]) else { throw .amountMismatch }
        let extra = Array(parts[4])
        try self.init(
            key: DigitField.text(lower[2..<22]),
            confirmation: DigitField.text(lower[22..<28]),
            organisation: DigitField.text(lower[29..<34]),
            item: DigitField.text(upper[31..<34]),
            office: DigitField.text(lower[34..<37]),
            levyYear: Int(DigitField.number(extra[0..<4])),
            taxYear: Int(DigitField.number(extra[4..<8])),
            term: Int(DigitField.number(extra[8..<10])),
            due: try DigitField.day(extra[10..<18]),
            limit: try DigitField.day(extra[18..<26]),
            amount: Yen(DigitField.number(parts[3])),
            account: DigitField.text(upper[2..<13]),
            reserved: Reserved(
                line1: DigitField.text(upper[34..<39]), eltax: DigitField.text(lower[28..<29]),
                line2: DigitField.text(lower[37..<44]), additional: DigitField.text(parts[5])))
    }

    /// The 255 digits.
    public var digits: String {
        let money = String(ocrLines.body1.dropFirst(11).prefix(11))
        let years = [(Int64(levyYear), 4), (Int64(taxYear), 4), (Int64(term), 2)]
            .compactMap { DigitField.rendered($0.0, width: $0.1) }.joined()
        let body =
            TaggedPart.rendered("00", "01") + TaggedPart.rendered("01", "12")
            + TaggedPart.rendered(
                "27",
                TaggedPart.rendered("00", ElQRCode.institution)
                    + TaggedPart.rendered("01", ocrLines.line1 + ocrLines.line2))
            + TaggedPart.rendered("54", money)
            + TaggedPart.rendered(
                "62", years + DigitField.rendered(due) + DigitField.rendered(limit))
            + TaggedPart.rendered("80", reserved.additional) + "6305"
        let checksum = String(CRC16.checksum(of: body.utf8))
        return body + String(repeating: "0", count: 5 - checksum.utf8.count) + checksum
    }
}
