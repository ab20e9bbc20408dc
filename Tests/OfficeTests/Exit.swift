import Reconciliation
import Testing

/// One way out of one exception of the sample month, and what it must move.
struct Exit: Sendable, CustomTestStringConvertible {
    /// The books it is tried on: exits of one exception exclude each other.
    var month: Int
    var code: ExceptionCode
    var reference: String
    var resolution: Resolution
    var target: String?
    /// The transfers of the decision's own voucher (DOMAIN 3); none where matching alone follows.
    var transfers: [String]

    init(
        _ month: Int, _ code: ExceptionCode, _ reference: String, _ resolution: Resolution,
        to target: String? = nil, _ transfers: [String] = []
    ) {
        self.month = month
        self.code = code
        self.reference = reference
        self.resolution = resolution
        self.target = target
        self.transfers = transfers
    }

    var testDescription: String {
        "\(code.rawValue) \(reference) \(resolution.rawValue)\(target.map { " to \($0)" } ?? "")"
    }

    static let all = payments + lines + payouts + bankLines + bills

    private static let payments = [
        Exit(1, .absentFromStatement, "01kn8k5q1g35brmnns015qqzx6", .claim),
        Exit(
            1, .absentFromStatement, "01kntxj9v8jjq0brj7fdj7wxv7", .accept,
            ["general: revenue/2026/14-02-02-01 -> asset/clearing/jcn 600"]),
        Exit(
            1, .absentFromStatement, "01knth4qsasthc9y40vz0xmt2z", .accept,
            ["general: revenue/2026/14-02-02-01 -> asset/clearing/stripe 300"]),
        Exit(
            1, .absentFromStatement, "01kntm7v5j8m08r6gw72tp8wv7", .link,
            to: "05882234307819353913"),
        Exit(1, .amountDiffers, "01kng9xgn5c63x021eb6w9t0ah", .claim),
        Exit(
            1, .amountDiffers, "01kq63fraz0eq46nz75nsk9wnn", .accept,
            ["general: revenue/2026/14-02-02-02 -> asset/clearing/jcn 50"]),
        Exit(
            1, .amountDiffers, "01kngqsf6z1bq7e87kvxt58m3s", .accept,
            ["general: asset/clearing/stripe -> revenue/2026/14-02-01-01 50"]),
        Exit(1, .refundAbsentFromBooks, "01knb7b11zp02tq2qt6hrec90w", .claim),
        Exit(
            1, .refundAbsentFromBooks, "01knr6kc81682jc4dd1h44y168", .accept,
            ["general: revenue/2026/14-02-02-01 -> asset/clearing/paypay 300"]),
        Exit(1, .refundAbsentFromStatement, "01kpm4mr4bmfjeayvfxzq0ye5c", .claim),
        Exit(
            1, .refundAbsentFromStatement, "01kp4mte9f622h28yg27wtg9gm", .accept,
            ["general: asset/clearing/paypay -> revenue/2026/14-02-02-01 300"]),
        Exit(1, .unknownUnresolved, "01kn64mz9a4y41z1gyarzfg0cm", .notPaid),
        Exit(1, .unknownUnresolved, "01knts0z0xchdwqmx0zs2td3wj", .paid),
        Exit(
            1, .notDesignated, "01kn674dw3cp6ftx4kdhaqwhgd", .refund,
            ["outside: liability/unidentified -> asset/transit/return 10800"]),
        Exit(
            2, .notDesignated, "01kn674dw3cp6ftx4kdhaqwhgd", .book, to: "V2025-00000188",
            [
                "general: asset/bank/main -> asset/bill/2025/light-vehicle-tax 10800",
                "outside: liability/unidentified -> asset/bank/main 10800",
            ]),
    ]

    private static let lines = [
        Exit(
            1, .absentFromBooks, "txn_3iGHshVvjNzh9CvDR81AVlHe", .book, to: "juminhyo",
            [
                "general: asset/bank/main -> revenue/2026/14-02-01-01 600",
                "outside: liability/unidentified -> asset/bank/main 600",
            ]),
        Exit(
            2, .absentFromBooks, "txn_3iGHshVvjNzh9CvDR81AVlHe", .refund,
            ["outside: liability/unidentified -> asset/transit/return 600"]),
        Exit(
            1, .absentFromBooks, "00989219971701887136", .link, to: "01kpwg3td3gqkcmps455nvcmws"),
        Exit(1, .absentFromBooks, "0020035839", .claim),
        Exit(1, .duplicateLine, "01kngc9w0cv1we85x2he2h0knw", .explain),
        Exit(1, .duplicateLine, "01kpadfzes6bvgf5a302j3n06q", .claim),
        Exit(1, .terminalTotalsDiffer, "T02/2026-04-23", .explain),
    ]

    private static let payouts = [
        Exit(1, .feeDiffers, "PP-202604-1", .claim),
        Exit(1, .feeDiffers, "po_1EOizmpbNu5yeHEq5Rw6pUP", .accept),
        Exit(1, .payoutLinesDiffer, "DC-202603-1", .claim),
        Exit(1, .payoutNotBanked, "eltax/2026-04-13", .claim),
        Exit(
            2, .payoutNotBanked, "JC-202603-2", .link, to: "2026-04-28/00000001"),
        Exit(1, .payoutAmountDiffers, "JC-202604-1", .claim),
    ]

    private static let bankLines = [
        Exit(
            1, .bankLineUnidentified, "2026-04-27/00000003", .book, to: "koseki",
            [
                "general: asset/bank/main -> revenue/2026/14-02-01-01 450",
                "outside: liability/unidentified -> asset/bank/main 450",
            ]),
        Exit(
            1, .bankLineUnidentified, "2026-04-06/00000001", .refund,
            ["outside: liability/unidentified -> asset/transit/return 18701"]),
        Exit(1, .bankLineUnidentified, "2026-04-28/00000001", .link, to: "JC-202603-2"),
        Exit(
            2, .bankLineUnidentified, "2026-04-27/00000003", .transit, to: "other-business",
            [
                "general: asset/bank/main -> asset/transit/other-business 450",
                "outside: liability/unidentified -> asset/bank/main 450",
            ]),
    ]

    private static let bills = [
        // 3,634 on a bill of 3,004: the rest is 過誤納金.
        Exit(
            1, .billUnknown, "9955220470532901", .book, to: "W2025-03000270",
            [
                "outside: liability/unidentified -> asset/bank/main 3634",
                "water: asset/bank/main -> asset/bill/2025/water 3004",
                "water: asset/bank/main -> liability/overpaid/2025 630",
            ]),
        Exit(
            1, .billUnknown, "9985805367960491", .refund,
            ["outside: liability/unidentified -> asset/transit/return 6959"]),
        Exit(
            1, .billAmountDiffers, "W2025-03000386", .book, to: "W2025-03000386",
            [
                "outside: liability/unidentified -> asset/bank/main 7052",
                "water: asset/bank/main -> asset/bill/2025/water 7052",
            ]),
        Exit(
            1, .billAmountDiffers, "W2026-04000047", .refund,
            ["outside: liability/unidentified -> asset/transit/return 4382"]),
        Exit(
            1, .billPaidTwice, "W2025-03000580", .refund,
            ["water: liability/overpaid/2025 -> asset/transit/return 2872"]),
        Exit(
            1, .billPaidTwice, "F2026-01000117", .appropriate, to: "F2025-04000092",
            ["general: liability/overpaid/2026 -> asset/bill/2025/fixed-asset-tax 25900"]),
        Exit(1, .provisionalUnconfirmed, "W2025-03000548", .claim),
        Exit(1, .provisionalUnconfirmed, "W2026-04000481", .notPaid),
        Exit(1, .cancelledAfterConfirmed, "W2025-03001002", .explain),
        Exit(
            1, .cancelledAfterConfirmed, "W2026-04000021", .accept,
            ["water: asset/bill/2026/water -> asset/clearing/dsk 5272"]),
    ]
}
