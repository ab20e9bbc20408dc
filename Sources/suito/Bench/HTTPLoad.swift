import Glibc

/// What a load came to.
struct HTTPFigures {
    var visits = 0
    var nanoseconds: Int64 = 0
    /// From request to answer, in nanoseconds, by stage.
    var answers: [[Int64]]

    var perSecond: Int64 { nanoseconds > 0 ? Int64(visits) * 1_000_000_000 / nanoseconds : 0 }
}

/// Connections that are never idle: each makes its visit, and then the next one.
///
/// One thread with `poll`, so that little of the machine goes into asking.
final class HTTPLoad<Visit: HTTPVisit> {
    private struct Line {
        var connection: HTTPConnection
        var visit: Visit
        var stage = 0
        var asked = ContinuousClock.now
    }

    private var lines: [Line] = []
    private var request: [UInt8] = []
    private let make: () -> Visit?
    private let done: (Visit) -> Void
    private var figures = HTTPFigures(answers: Visit.stages.map { _ in [] })

    /// - Parameters:
    ///   - make: the next visit; nil: there is none any more.
    ///   - done: told each that came to its end.
    init(
        port: UInt16, connections: Int, make: @escaping () -> Visit?,
        done: @escaping (Visit) -> Void = { _ in }
    ) throws {
        self.make = make
        self.done = done
        for _ in 0..<connections {
            guard let visit = make() else { break }
            lines.append(Line(connection: try HTTPConnection(port: port), visit: visit))
        }
    }

    deinit { for line in lines { line.connection.close() } }

    /// Begins no visit after so long, and ends those that were begun; nil: as long as there are
    /// visits to make.
    func run(milliseconds: Int64?) throws -> HTTPFigures {
        let start = ContinuousClock.now
        let limit = milliseconds.map { $0 * 1_000_000 } ?? .max
        for place in lines.indices { try ask(place, nil) }
        var waiting = lines.map {
            pollfd(fd: $0.connection.descriptor, events: Int16(POLLIN), revents: 0)
        }
        var open = lines.count
        while open > 0 {
            let count = poll(&waiting, nfds_t(waiting.count), 60_000)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw HTTPBenchTrouble("no answer within a minute") }
            for place in waiting.indices where waiting[place].revents != 0 {
                guard let answer = try lines[place].connection.receive() else { continue }
                let now = ContinuousClock.now
                figures.answers[lines[place].stage].append(
                    HTTPLoad.nanoseconds(lines[place].asked, now))
                guard try !ask(place, answer) else { continue }
                figures.visits += 1
                done(lines[place].visit)
                if HTTPLoad.nanoseconds(start, now) < limit, let visit = make() {
                    lines[place].visit = visit
                    try ask(place, nil)
                } else {
                    waiting[place].fd = -1
                    open -= 1
                }
            }
        }
        figures.nanoseconds = HTTPLoad.nanoseconds(start, ContinuousClock.now)
        return figures
    }

    /// - Returns: whether there was anything more to ask.
    @discardableResult
    private func ask(_ place: Int, _ answer: HTTPAnswer?) throws -> Bool {
        request.removeAll(keepingCapacity: true)
        let stage = try lines[place].visit.next(answer, &request)
        lines[place].connection.clear()
        guard let stage else { return false }
        lines[place].stage = stage
        lines[place].asked = ContinuousClock.now
        try lines[place].connection.send(request)
        return true
    }

    private static func nanoseconds(
        _ start: ContinuousClock.Instant, _ end: ContinuousClock.Instant
    ) -> Int64 {
        let spent = (end - start).components
        return spent.seconds * 1_000_000_000 + spent.attoseconds / 1_000_000_000
    }
}
