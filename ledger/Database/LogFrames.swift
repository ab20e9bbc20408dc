/// What is known of the log, in frames of one page each, and who moves it next.
struct LogFrames {
    /// What the writer does about the log after a commit.
    enum Duty {
        case nothing
        /// Wakes the thread that moves it.
        case wake
        /// Moves the little that the thread has left, so that the log begins anew.
        case finish
        /// Moves all of it, because it has grown beyond its bound.
        case overtake
    }

    /// A page of 4,096 bytes and its header in the log.
    private static let frameBytes = 4_120
    /// So little is moved by the writer without anybody noticing: 1 MiB.
    private static let remainder = 256

    private let mark: Int
    private let bound: Int
    /// How much the log grows before it is looked at again.
    private let step: Int
    /// Frames in the log, by the last commit of this process.
    private var length = 0
    private var lookAt: Int
    private var overtakeAt: Int
    private var isMoving = false
    private var mayFinish = false

    init(_ limits: LogLimits) {
        mark = max(1, limits.markBytes / LogFrames.frameBytes)
        bound = max(mark, limits.boundBytes / LogFrames.frameBytes)
        step = max(1, mark / 4)
        lookAt = mark
        overtakeAt = bound
    }

    /// Notes the length that a commit has left.
    mutating func note(_ frames: Int) {
        if frames < length {
            // The log has begun anew.
            lookAt = mark
            overtakeAt = bound
            mayFinish = false
        }
        length = frames
    }

    mutating func duty() -> Duty {
        if length >= overtakeAt {
            overtakeAt = length + max(step, bound / 4)
            mayFinish = false
            return .overtake
        }
        if mayFinish {
            mayFinish = false
            return .finish
        }
        guard length >= lookAt, !isMoving else { return .nothing }
        isMoving = true
        return .wake
    }

    /// Whether so little is left that the writer may move it.
    func isNearlyMoved(_ moved: Int) -> Bool { length - moved <= LogFrames.remainder }

    /// The thread has done what it could.
    mutating func rest(leavingRestToWriter: Bool) {
        isMoving = false
        mayFinish = leavingRestToWriter
        lookAt = max(mark, length + step)
    }
}
