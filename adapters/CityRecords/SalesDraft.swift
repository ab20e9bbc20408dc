/// One line of the sales journal as places in its bytes, before anything is believed.
///
/// The same draft serves every line of a file, so that its arrays are allocated once.
struct SalesDraft {
    typealias Fault = JSONScanner.Fault
    typealias Token = JSONScanner.Token

    /// The members of the object that INTERFACES 5 names.
    enum Field: Int, CaseIterable {
        case id, at, event, channel, office, terminal, operatorName, provider, method, brand
        case amount, lines, providerRef, merchantRef, slip, approval
        case refundOf, voidOf, resolves, outcome, disputeOf, reinstates

        var name: String {
            switch self {
            case .operatorName: "operator"
            case .providerRef: "provider_ref"
            case .merchantRef: "merchant_ref"
            case .refundOf: "refund_of"
            case .voidOf: "void_of"
            case .disputeOf: "dispute_of"
            default: "\(self)"
            }
        }
    }

    /// One element of `lines`.
    struct Line {
        enum Member { case fee, bill, quantity, unit, amount }

        var fee = Token.missing
        var bill = Token.missing
        var quantity = Token.missing
        var unit = Token.missing
        var amount = Token.missing

        subscript(member: Member) -> Token {
            get {
                switch member {
                case .fee: fee
                case .bill: bill
                case .quantity: quantity
                case .unit: unit
                case .amount: amount
                }
            }
            set {
                switch member {
                case .fee: fee = newValue
                case .bill: bill = newValue
                case .quantity: quantity = newValue
                case .unit: unit = newValue
                case .amount: amount = newValue
                }
            }
        }
    }

    /// A member that no page names: its bytes from the name to the value's end.
    struct Unknown {
        var key: Token
        var keyHash: UInt64
        /// 0 in the object itself, else the number of the element of `lines`.
        var level: Int
        var end: Int
    }

    /// No journal has more unknown members in a line.
    static let mostUnknown = 256

    private var fields = [Token](repeating: .missing, count: Field.allCases.count)
    private(set) var lines: [Line] = []
    private(set) var unknown: [Unknown] = []

    subscript(field: Field) -> Token { fields[field.rawValue] }

    /// Reads one object, and nothing behind it.
    mutating func scan(_ scanner: inout JSONScanner) throws(Fault) {
        for place in fields.indices { fields[place] = .missing }
        lines.removeAll(keepingCapacity: true)
        unknown.removeAll(keepingCapacity: true)
        try scanner.take(0x7B)
        var isFirst = true
        while let key = try scanner.nextKey(first: isFirst) {
            isFirst = false
            guard let field = SalesDraft.field(key, scanner) else {
                try skip(key, &scanner, level: 0)
                continue
            }
            guard fields[field.rawValue].kind == .missing else {
                throw Fault(place: key.start, reason: .duplicateName)
            }
            if field == .lines, scanner.peek() == 0x5B {
                fields[field.rawValue] = try scanLines(&scanner)
            } else {
                fields[field.rawValue] = try scanner.value()
            }
        }
        try scanner.finish()
    }

    private mutating func scanLines(_ scanner: inout JSONScanner) throws(Fault) -> Token {
        let start = scanner.index
        try scanner.take(0x5B)
        var isFirst = true
        while try scanner.nextElement(first: isFirst) {
            isFirst = false
            try scanLine(&scanner)
        }
        return Token(kind: .list, start: start, end: scanner.index)
    }

    private mutating func scanLine(_ scanner: inout JSONScanner) throws(Fault) {
        try scanner.take(0x7B)
        var line = Line()
        var isFirst = true
        while let key = try scanner.nextKey(first: isFirst) {
            isFirst = false
            guard let member = SalesDraft.member(key, scanner) else {
                try skip(key, &scanner, level: lines.count + 1)
                continue
            }
            guard line[member].kind == .missing else {
                throw Fault(place: key.start, reason: .duplicateName)
            }
            line[member] = try scanner.value()
        }
        lines.append(line)
    }

    /// Walks over a member nobody asked for, and remembers it for the card number guard.
    private mutating func skip(
        _ key: Token, _ scanner: inout JSONScanner, level: Int
    ) throws(Fault) {
        guard unknown.count < SalesDraft.mostUnknown else {
            throw Fault(place: key.start, reason: .tooManyMembers)
        }
        let hash = SalesDraft.hash(key, scanner)
        for other in unknown
        where other.level == level && other.keyHash == hash
            && scanner.string(other.key) == scanner.string(key)
        {
            throw Fault(place: key.start, reason: .duplicateName)
        }
        let value = try scanner.value()
        unknown.append(Unknown(key: key, keyHash: hash, level: level, end: value.end))
    }

    /// FNV-1a of a name without its escapes.
    private static func hash(_ key: Token, _ scanner: JSONScanner) -> UInt64 {
        func mix(_ bytes: some Sequence<UInt8>) -> UInt64 {
            bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
        return key.kind == .escapedText
            ? mix(JSONScanner.unescaped(scanner.part(key))) : mix(scanner.part(key))
    }
}

extension SalesDraft {
    /// The field of a name: by its length, then by its bytes.
    static func field(_ key: Token, _ scanner: JSONScanner) -> Field? {
        // A name with escapes has no length to go by; it is rare, so all are tried.
        if key.kind == .escapedText {
            let name = scanner.string(key)
            return Field.allCases.first { $0.name == name }
        }
        switch key.end - key.start {
        case 2:
            if scanner.says(key, "id") { return .id }
            return scanner.says(key, "at") ? .at : nil
        case 4: return scanner.says(key, "slip") ? .slip : nil
        case 5:
            if scanner.says(key, "event") { return .event }
            if scanner.says(key, "brand") { return .brand }
            return scanner.says(key, "lines") ? .lines : nil
        case 6:
            if scanner.says(key, "office") { return .office }
            if scanner.says(key, "method") { return .method }
            return scanner.says(key, "amount") ? .amount : nil
        case 7:
            if scanner.says(key, "channel") { return .channel }
            if scanner.says(key, "void_of") { return .voidOf }
            return scanner.says(key, "outcome") ? .outcome : nil
        case 8:
            if scanner.says(key, "terminal") { return .terminal }
            if scanner.says(key, "operator") { return .operatorName }
            if scanner.says(key, "provider") { return .provider }
            if scanner.says(key, "approval") { return .approval }
            return scanner.says(key, "resolves") ? .resolves : nil
        case 9: return scanner.says(key, "refund_of") ? .refundOf : nil
        case 10:
            if scanner.says(key, "dispute_of") { return .disputeOf }
            return scanner.says(key, "reinstates") ? .reinstates : nil
        case 12:
            if scanner.says(key, "provider_ref") { return .providerRef }
            return scanner.says(key, "merchant_ref") ? .merchantRef : nil
        default: return nil
        }
    }

    /// The member of an element of `lines`.
    static func member(_ key: Token, _ scanner: JSONScanner) -> Line.Member? {
        if scanner.says(key, "fee") { return .fee }
        if scanner.says(key, "bill") { return .bill }
        if scanner.says(key, "quantity") { return .quantity }
        if scanner.says(key, "unit") { return .unit }
        return scanner.says(key, "amount") ? .amount : nil
    }
}
