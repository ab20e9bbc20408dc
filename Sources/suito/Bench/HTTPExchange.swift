import Glibc

/// An answer as it came: status, head and body.
struct HTTPAnswer {
    var status: Int
    var head: ArraySlice<UInt8>
    var body: ArraySlice<UInt8>

    /// What stands in the body between a beginning and the next quotation mark.
    func text(after beginning: StaticString) -> ArraySlice<UInt8>? {
        HTTPAnswer.text(after: beginning, until: 0x22, in: body)
    }

    /// What stands in the head between a beginning and an end.
    func header(after beginning: StaticString, until end: UInt8) -> ArraySlice<UInt8>? {
        HTTPAnswer.text(after: beginning, until: end, in: head)
    }

    /// The number behind the words.
    static func number(in bytes: ArraySlice<UInt8>, after words: StaticString) -> Int? {
        guard let start = end(of: words, in: bytes) else { return nil }
        let digits = bytes[start...].prefix { (0x30...0x39).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// Whether the body holds it.
    func says(_ words: StaticString) -> Bool { HTTPAnswer.end(of: words, in: body) != nil }

    private static func text(
        after beginning: StaticString, until end: UInt8, in bytes: ArraySlice<UInt8>
    ) -> ArraySlice<UInt8>? {
        guard let start = self.end(of: beginning, in: bytes),
            let stop = bytes[start...].firstIndex(of: end)
        else { return nil }
        return bytes[start..<stop]
    }

    /// The place behind the words.
    private static func end(of words: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
        let wanted = UnsafeRawBufferPointer(start: words.utf8Start, count: words.utf8CodeUnitCount)
        return bytes.withUnsafeBytes { buffer in
            HTTPAnswer.place(of: wanted, in: buffer).map { bytes.startIndex + $0 + wanted.count }
        }
    }

    /// Where the bytes begin in others.
    static func place(
        of wanted: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer
    ) -> Int? {
        guard let base = bytes.baseAddress, let first = wanted.first, let start = wanted.baseAddress
        else { return nil }
        var place = 0
        while place + wanted.count <= bytes.count {
            let rest = bytes.count - wanted.count + 1 - place
            guard let found = memchr(base + place, Int32(first), rest) else { return nil }
            place = UnsafeRawPointer(found) - base
            if memcmp(found, start, wanted.count) == 0 { return place }
            place += 1
        }
        return nil
    }
}

/// Something that asks one request after the other over one connection, and judges each answer.
protocol HTTPVisit {
    /// Kinds of requests, in the order of their numbers.
    static var stages: [String] { get }

    /// Writes the next request.
    ///
    /// - Parameter answer: to the last one; nil at first.
    /// - Returns: its stage; nil where the visit has come to its end.
    /// - Throws: ``HTTPBenchTrouble`` where the answer is not the one that must come.
    mutating func next(_ answer: HTTPAnswer?, _ request: inout [UInt8]) throws -> Int?
}

/// What keeps a measurement from being one.
struct HTTPBenchTrouble: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }

    init(_ stage: String, _ answer: HTTPAnswer) {
        let said = String(decoding: answer.body.prefix(300), as: UTF8.self)
        description = "\(stage): \(answer.status) \(said)"
    }
}

/// One connection that stays open; requests go out at once, answers come when they come.
struct HTTPConnection {
    let descriptor: Int32
    private var incoming: [UInt8] = []

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw HTTPBenchTrouble("socket: \(errno)") }
        var yes: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw HTTPBenchTrouble("connect: \(errno)") }
        incoming.reserveCapacity(16_384)
    }

    func close() { _ = Glibc.close(descriptor) }

    func send(_ request: [UInt8]) throws {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress! + sent, $0.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw HTTPBenchTrouble("send: \(errno)") }
            sent += count
        }
    }

    /// Takes what has come; nil as long as the answer is not whole.
    mutating func receive() throws -> HTTPAnswer? {
        let former = incoming.count
        let room = 16_384
        var count = 0
        incoming.append(contentsOf: repeatElement(0, count: room))
        incoming.withUnsafeMutableBytes { buffer in
            count = recv(
                descriptor, buffer.baseAddress! + former, room, Int32(MSG_DONTWAIT))
        }
        incoming.removeLast(room - max(0, count))
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        guard count > 0 else { throw HTTPBenchTrouble("the connection was closed") }
        return try answer()
    }

    /// Makes room for the next answer.
    mutating func clear() { incoming.removeAll(keepingCapacity: true) }

    private func answer() throws -> HTTPAnswer? {
        let blank: StaticString = "\r\n\r\n"
        let end = incoming.withUnsafeBytes { buffer in
            HTTPAnswer.place(
                of: UnsafeRawBufferPointer(start: blank.utf8Start, count: 4), in: buffer
            ).map { $0 + 4 }
        }
        guard let end, end > 16, let status = Int(String(decoding: incoming[9..<12], as: UTF8.self))
        else { return nil }
        let head = incoming[..<end]
        let length = try length(head, status)
        guard incoming.count >= end + length else { return nil }
        return HTTPAnswer(status: status, head: head, body: incoming[end..<(end + length)])
    }

    private func length(_ head: ArraySlice<UInt8>, _ status: Int) throws -> Int {
        if status == 204 || status == 304 { return 0 }
        let found = head.withUnsafeBytes { buffer -> Int? in
            guard let base = buffer.baseAddress else { return nil }
            let name: StaticString = "\ncontent-length:"
            let count = name.utf8CodeUnitCount
            var place = 0
            while place + count < buffer.count,
                let found = memchr(base + place, 0x0A, buffer.count - count - place)
            {
                let line = UnsafeRawPointer(found).assumingMemoryBound(to: CChar.self)
                let words = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
                if strncasecmp(line, words, count) == 0 { return atol(line + count) }
                place = UnsafeRawPointer(found) - base + 1
            }
            return nil
        }
        guard let found else { throw HTTPBenchTrouble("an answer without its length") }
        return found
    }
}
