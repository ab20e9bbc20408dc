/// A4 paper and its margins, in points.
struct Page {
    let width: Double
    let height: Double

    /// Room for two holes on the left.
    let left = 51.0
    let right = 45.0
    let top = 42.0
    let bottom = 36.0

    var contentWidth: Double { width - left - right }

    init(_ orientation: PrintedDocument.Orientation) {
        // 210 × 297 mm.
        let short = 595.276
        let long = 841.89
        switch orientation {
        case .portrait: (width, height) = (short, long)
        case .landscape: (width, height) = (long, short)
        }
    }
}
