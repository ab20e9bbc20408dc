/// Values of one type as PostgreSQL's binary form of an array of one dimension: after a head of 20
/// bytes, each element after its length, -1 for NULL.
struct RemoteArray {
    /// Of the array.
    let type: UInt32
    private let element: UInt32
    private var bytes: [UInt8] = []
    private var hasNull = false

    init(_ column: Insertion.Column) {
        switch column {
        case .integer: (element, type) = (RemoteType.integer, RemoteType.integerArray)
        case .text: (element, type) = (RemoteType.text, RemoteType.textArray)
        case .blob: (element, type) = (RemoteType.bytes, RemoteType.bytesArray)
        }
    }

    var byteCount: Int { bytes.count }

    mutating func append(_ content: UnsafeRawBufferPointer) {
        append(Int32(clamping: content.count), to: &bytes)
        bytes.append(contentsOf: content)
    }

    mutating func appendNull() {
        append(-1, to: &bytes)
        hasNull = true
    }

    /// The array of so many elements; it begins anew.
    mutating func take(_ count: Int) -> [UInt8] {
        var array: [UInt8] = []
        array.reserveCapacity(20 + bytes.count)
        // How many dimensions, whether there is NULL, of which type, how many, counted from.
        for number in [1, hasNull ? 1 : 0, Int32(bitPattern: element), Int32(count), 1] {
            append(number, to: &array)
        }
        array.append(contentsOf: bytes)
        bytes.removeAll(keepingCapacity: true)
        hasNull = false
        return array
    }

    private func append(_ number: Int32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
