/// Heads of requests of a service.
struct HTTPRequestHead {
    /// Of the API; empty where none is needed.
    var key: [UInt8]

    /// A request of the API, or without a key.
    func write(
        _ method: StaticString, _ path: [UInt8], into request: inout [UInt8],
        type: StaticString? = nil, body: [UInt8]? = nil, cookie: [UInt8]? = nil
    ) {
        request.add(method)
        request.append(0x20)
        request += path
        request.add(" HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        if let cookie {
            request.add("Cookie: suito_payment=")
            request += cookie
            request.add("\r\n")
        } else if !key.isEmpty {
            request.add("Authorization: Bearer ")
            request += key
            request.add("\r\n")
        }
        if let type, let body {
            request.add("Content-Type: ")
            request.add(type)
            request.add("\r\nContent-Length: ")
            request += String(body.count).utf8
            request.add("\r\n")
        } else if let body {
            request.add("Content-Length: ")
            request += String(body.count).utf8
            request.add("\r\n")
        }
        request.add("\r\n")
        if let body { request += body }
    }
}

extension [UInt8] {
    mutating func add(_ text: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(
                start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

/// The order that every payment of the bench has; the bare route gets the same.
enum HTTPBenchOrder {
    static func body(_ number: Int, provider: String, isCapturedLater: Bool = false) -> [UInt8] {
        Array(
            (#"{"items":[{"fee":"juminhyo","quantity":2}],"reference":"B-\#(number)","#
                + #""description":"住民票の写し","return_url":"https://procedure.example.jp/back","#
                + (isCapturedLater ? #""delayed_capture":true,"# : "")
                + #""provider":"\#(provider)"}"#).utf8)
    }
}

/// What the framework alone does with such an order.
struct BareVisit: HTTPVisit {
    static let stages = ["post"]

    let number: Int
    private var isAsked = false

    init(_ number: Int) { self.number = number }

    mutating func next(_ answer: HTTPAnswer?, _ request: inout [UInt8]) throws -> Int? {
        if let answer {
            guard answer.status == 200, answer.says(#""quantity":2"#) else {
                throw HTTPBenchTrouble("bare route", answer)
            }
            return nil
        }
        HTTPRequestHead(key: []).write(
            "POST", Array("/v1/payments".utf8), into: &request, type: "application/json",
            body: HTTPBenchOrder.body(number, provider: "paypay-online"))
        return 0
    }
}

/// A status read of a payment that was paid.
struct StatusVisit: HTTPVisit {
    static let stages = ["status"]

    let head: HTTPRequestHead
    let payment: [UInt8]

    mutating func next(_ answer: HTTPAnswer?, _ request: inout [UInt8]) throws -> Int? {
        if let answer {
            guard answer.status == 200, answer.says(#""status":"success""#),
                let id = answer.text(after: #""payment_id":""#), id.elementsEqual(payment)
            else { throw HTTPBenchTrouble("status", answer) }
            return nil
        }
        head.write("GET", Array("/v1/payments/".utf8) + payment, into: &request)
        return 0
    }
}
