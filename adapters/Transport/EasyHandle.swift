import CCurl

/// A handle of the library for one transfer after the other: to make one costs more than a request.
///
/// It belongs to the worker's thread.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    /// Where the library writes what went wrong.
    let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    init() throws(TransportTrouble) {
        guard let pointer = curl_easy_init() else {
            words.deallocate()
            throw TransportTrouble(.other, reach: .notSent, detail: "curl_easy_init")
        }
        self.pointer = pointer
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        _ = shim_set_pointer(pointer, CURLOPT_ERRORBUFFER, words)
    }

    deinit {
        curl_easy_cleanup(pointer)
        freeLists()
        words.deallocate()
    }

    /// Keeps a list until the transfer is over.
    func keep(_ list: UnsafeMutablePointer<curl_slist>) { lists.append(list) }

    /// As new, for the next transfer; what it was connected to stays connected.
    func reset() {
        curl_easy_reset(pointer)
        freeLists()
        words[0] = 0
        _ = shim_set_pointer(pointer, CURLOPT_ERRORBUFFER, words)
    }

    private func freeLists() {
        for list in lists { curl_slist_free_all(list) }
        lists.removeAll(keepingCapacity: true)
    }
}
