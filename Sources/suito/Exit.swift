import ArgumentParser
import City
import Database
import Foundation
import Glibc
import Ledger
import Office
import Provider
import Reports
import Sealing
import Typesetting

/// Exit codes, a promise (INTERFACES 2).
enum Exit: Int32, Error {
    case refused = 1
    case usage = 2
    case rejected = 3
    case exceptionsRemain = 4
    case trouble = 5

    /// Says what happened and ends the process.
    static func end(with error: any Error) -> Never {
        let language = Language.chosen(option("--lang"))
        switch error {
        case let code as Exit: exit(code.rawValue)
        case let refusal as OfficeDenial:
            end(refusal.code, language(refusal.sentence), .refused)
        case let refusal as CheckoutRefusal:
            end(refusal.rawValue, language(refusal.sentence), .refused)
        case let refusal as FieldRefusal:
            say(
                "\(refusal.refusal.rawValue): \(refusal.field): "
                    + language(refusal.refusal.sentence))
            exit(refused.rawValue)
        case let refusal as WebhookRefusal:
            end(refusal.rawValue, language(refusal.sentence), .refused)
        case let denial as ClosingDenial:
            end(denial.code, language(denial.sentence), .refused)
        case let denial as CosignDenial:
            say(
                "\(CosignDenial.code): "
                    + language("成り立たないパッケージには連署しません。", "What does not hold is not co-signed."))
            for finding in denial.findings {
                say("    \(language(finding.ja, finding.en)) [\(finding.code)]")
            }
            exit(refused.rawValue)
        case let trouble as TimestampTrouble:
            end(trouble.code, language(trouble.sentence), .trouble)
        case let trouble as ListenTrouble:
            end(trouble.kind.rawValue, language(trouble.sentence), .trouble)
        case let trouble as TypesettingTrouble:
            end(trouble.code, language(trouble.sentence), .trouble)
        case let trouble as DemoAuthorityTrouble:
            end(trouble.code, language(trouble.sentence), .trouble)
        case let refusal as PostingRefused:
            say(
                "\(refusal.refusal.rawValue): \(language(refusal.refusal.sentence)) "
                    + "(\(refusal.cause))")
            exit(refused.rawValue)
        case let error as CityFileError:
            for problem in error.problems {
                say(
                    "\(problem.line):\(problem.column): \(problem.path): "
                        + "\(language(problem.ja, problem.en)) [\(problem.code.rawValue)]")
            }
            exit(rejected.rawValue)
        case let trouble as DatabaseTrouble:
            say(language("障害", "trouble") + " \(trouble)")
            exit(Exit.trouble.rawValue)
        default:
            let code = Suito.exitCode(for: error)
            let message = Suito.fullMessage(for: error)
            if code == .success {
                print(message)
                exit(0)
            }
            if code == .validationFailure || error is ValidationError {
                say(message)
                exit(usage.rawValue)
            }
            say(message.isEmpty ? "\(error)" : message)
            exit(Exit.trouble.rawValue)
        }
    }

    private static func end(_ code: String, _ sentence: String, _ exit: Exit) -> Never {
        say("\(code): \(sentence)")
        Glibc.exit(exit.rawValue)
    }

    private static func option(_ name: String) -> String? {
        let arguments = CommandLine.arguments
        for (place, argument) in arguments.enumerated() {
            if argument == name, place + 1 < arguments.count { return arguments[place + 1] }
            if argument.hasPrefix(name + "=") { return String(argument.dropFirst(name.count + 1)) }
        }
        return nil
    }
}

/// A line of words for a person, on standard error.
func say(_ text: String) { sayRaw(text + "\n") }

/// Text for a person, on standard error, as it is.
func sayRaw(_ text: String) {
    fflush(nil)
    var text = text
    text.withUTF8 { bytes in
        var written = 0
        while written < bytes.count {
            let count = write(2, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            if count <= 0 { return }
            written += count
        }
    }
}

/// One line that is written over on a terminal, and plain lines now and then elsewhere.
struct ProgressLine {
    private let isTerminal = isatty(2) == 1
    private var lastLength = 0
    private var lastPlain = ContinuousClock.now

    /// Shows where the work stands.
    mutating func show(_ text: String) {
        if isTerminal {
            let width = TextTable.width(text)
            sayRaw("\r" + text + String(repeating: " ", count: max(0, lastLength - width)))
            lastLength = width
        } else if ContinuousClock.now - lastPlain > .seconds(5) {
            say(text)
            lastPlain = .now
        }
    }

    /// Leaves the line free for what comes.
    mutating func clear() {
        guard isTerminal, lastLength > 0 else { return }
        sayRaw("\r" + String(repeating: " ", count: lastLength) + "\r")
        lastLength = 0
    }
}
