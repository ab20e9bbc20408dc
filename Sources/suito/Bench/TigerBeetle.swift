/// What TigerBeetle would reach on this machine, told from the raw engine's figure of the same run.
///
/// Source: TigerBeetle 0.17.8, one replica, its own benchmark, beside ``RawLedger``'s schema in
/// one run with 10,000 accounts on 2 vCPU and ext4, November 2026: the raw engine reached 0.7,
/// 0.95, 1.4 and 2.8 of it at batches of 8,000, 1,000, 100 and 1. It is an estimate, and holds for
/// that number of accounts.
enum TigerBeetle {
    enum Load {
        case spread
        /// 457,615 transfers/s where spread accounts had 328,852.
        case hot
        /// 235,159 transfers/s where posting had 328,852.
        case pending
        /// That many clients with one transfer each: 32 had 2,536 transfers/s where one had 2,655.
        case clients(Int)
    }

    /// The raw engine's part of it, in per cent.
    private static func rawPercent(batch: Int) -> Int64? {
        switch batch {
        case 1: 280
        case 100: 140
        case 1_000: 95
        case 8_000...8_192: 70
        default: nil
        }
    }

    /// Transfers per second; nil where nothing was measured to tell it from.
    static func estimate(raw: Int64?, batch: Int, load: Load) -> Int64? {
        guard let raw, let percent = rawPercent(batch: batch) else { return nil }
        let spread = raw * 100 / percent
        switch load {
        case .spread: return spread
        case .hot: return batch >= 8_000 ? spread * 457_615 / 328_852 : nil
        case .pending: return batch >= 8_000 ? spread * 235_159 / 328_852 : nil
        case .clients(1): return spread
        case .clients(32): return spread * 2_536 / 2_655
        case .clients: return nil
        }
    }
}
