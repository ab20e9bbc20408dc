import Dispatch
import Synchronization

/// Hands elements from one thread to another, a bounded number at a time.
final class BoundedQueue<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    private let room: DispatchSemaphore
    private let filled = DispatchSemaphore(value: 0)
    private let closed = Mutex(false)

    init(limit: Int) { room = DispatchSemaphore(value: limit) }

    /// Waits for room; false where the taker has gone.
    func put(_ element: Element) -> Bool {
        room.wait()
        if closed.withLock({ $0 }) { return false }
        elements.withLock { $0.append(element) }
        filled.signal()
        return true
    }

    /// Waits for the next element.
    func take() -> Element {
        filled.wait()
        let element = elements.withLock { $0.removeFirst() }
        room.signal()
        return element
    }

    /// The taker goes: whoever puts is let through and told.
    func close() {
        closed.withLock { $0 = true }
        for _ in 0..<64 { room.signal() }
    }
}
