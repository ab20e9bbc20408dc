import Money

/// Writes rows of PayPay's 取引履歴 CSV, 15 columns, CP932, CRLF.
struct SyntheticPayPayReport {
    let header: [UInt8]
    private let completed: [UInt8]
    private let returned: [UInt8]
    private let counterShop: [UInt8]
    private let onlineShop: [UInt8]
    private let stores: [[UInt8]]
    private let onlineStores: [[UInt8]]
    /// Column 11 and the head of the detail in column 12.
    private let methods: [[UInt8]]
    private let counterService: [UInt8]
    private let onlineService: [UInt8]

    init(city: SyntheticCity) throws(SyntheticMonthTrouble) {
        header = try ByteText.cp932(
            "取引番号,加盟店ID,屋号,店舗ID,店舗名,端末番号/PosID,取引ステータス,取引日時,取引金額,レシート番号,"
                + "支払い方法,支払い詳細,取引確定期限,加盟店決済ID,サービスタイプ\r\n")
        completed = try ByteText.cp932(",取引完了,")
        returned = try ByteText.cp932(",返金完了,")
        let name = SyntheticCity.municipalityName
        counterShop = try ByteText.cp932(
            ",\(SyntheticProvider.paypay.merchantID),\(name),")
        onlineShop = try ByteText.cp932(
            ",\(SyntheticProvider.paypayOnline.merchantID),\(name)オンライン申請,")
        let onlineName = try ByteText.cp932("\(name)オンライン申請")
        var stores: [[UInt8]] = []
        var onlineStores: [[UInt8]] = []
        for (index, office) in city.offices.enumerated() {
            var store = ByteText()
            store.add("480000000000")
            store.add(index + 1, width: 6)
            store.add(",")
            stores.append(store.bytes + office.storeName + [0x2C])
            store.removeAll()
            store.add("480000000001")
            store.add(index + 1, width: 6)
            store.add(",")
            onlineStores.append(store.bytes + onlineName + [0x2C])
        }
        self.stores = stores
        self.onlineStores = onlineStores
        var methods: [[UInt8]] = []
        for method in ["PayPay(残高)", "PayPayポイント", "クレジットカード"] {
            methods.append(
                try ByteText.cp932(
                    "\(method),\"[{\"\"paymentMethod\"\":\"\"\(method)\"\",\"\"amount\"\":"))
        }
        self.methods = methods
        counterService = try ByteText.cp932(",オフライン決済\r\n")
        onlineService = try ByteText.cp932(",オンライン決済\r\n")
    }

    /// - Parameters:
    ///   - day: the provider's day of the line.
    ///   - second: the provider's second of that day.
    func add(
        _ event: SyntheticEvent, on day: BookDay, second: Int, to text: inout ByteText
    ) {
        let online = event.provider.isOnline
        let number = event.payPayNumber
        text.add(digits: number, width: 20)
        text.add(online ? onlineShop : counterShop)
        text.add(online ? onlineStores[event.office] : stores[event.office])
        if let terminal = event.terminal {
            text.add("T")
            text.add(terminal, width: 2)
        }
        text.add(event.kind == .captured ? completed : returned)
        text.add(day: day, separator: "/")
        text.add(" ")
        text.add(secondOfDay: second, separator: ":")
        text.add(",")
        text.add(event.lineAmount)
        text.add(",")
        if let terminal = event.terminal {
            text.add("T")
            text.add(terminal, width: 2)
            text.add("-")
            text.add(digits: number % 1_000_000, width: 6)
        }
        text.add(",")
        text.add(methods[Int(number % 3)])
        text.add(abs(event.lineAmount))
        text.add("}]\",")
        text.add(day: day.adding(30), separator: "/")
        text.add(" 23:59:59,")
        if event.fate != .ambiguous && !event.isShopScanned {
            text.add(id: event.kind == .captured ? event.id : event.origin)
        }
        text.add(online ? onlineService : counterService)
    }
}
