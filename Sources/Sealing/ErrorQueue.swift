import COpenSSL

/// OpenSSL's errors of this thread.
///
/// The queue belongs to the thread, so it is emptied before a call and read right after it, and
/// nothing in this target waits between the two.
enum ErrorQueue {
    static func clear() { ERR_clear_error() }

    /// The reasons of what failed last, oldest first, and an empty queue.
    static func take() -> [Entry] {
        var entries: [Entry] = []
        while true {
            var data: UnsafePointer<CChar>?
            var flags: Int32 = 0
            let code = ERR_get_error_all(nil, nil, nil, &data, &flags)
            guard code != 0 else { return entries }
            let reason = ERR_reason_error_string(code).map { String(cString: $0) }
            var text = reason ?? "error \(code)"
            if flags & ERR_TXT_STRING != 0, let data, data.pointee != 0 {
                text += " (\(String(cString: data)))"
            }
            entries.append(
                Entry(library: ERR_GET_LIB(code), reason: ERR_GET_REASON(code), text: text))
        }
    }

    /// The same as one line for a person who knows OpenSSL.
    static func takeText() -> String {
        let text = take().map(\.text).joined(separator: "; ")
        return text.isEmpty ? "no reason given" : text
    }

    struct Entry {
        var library: Int32
        var reason: Int32
        var text: String
    }
}
