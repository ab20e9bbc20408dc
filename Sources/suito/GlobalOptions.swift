import ArgumentParser
import Foundation
import Money
import Office
import Reports

/// What every command takes: where the books are, and the language.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            帳簿のフォルダか postgres:// の URL / folder of the books, or the URL of a cluster \
            (default: $SUITO_DATA, else ./suito-data)
            """)
    var data: String?

    @Option(name: .long, help: "言語 / language: ja | en (default: $LANG)")
    var lang: String?

    /// Where the books are, as it was said.
    var place: String {
        data ?? ProcessInfo.processInfo.environment["SUITO_DATA"] ?? "./suito-data"
    }

    var language: Language { Language.chosen(lang) }

    func validate() throws {
        if let lang, Language(rawValue: lang) == nil {
            throw ValidationError("--lang は ja か en / --lang takes ja or en")
        }
    }

    func books() throws -> Books { try Books.open(place) }

    /// The books, nil where there are none yet.
    func booksIfAny() throws -> Books? { try Books.exist(in: place) ? books() : nil }

    /// The folder of this instance, in which is written which key seals.
    func folder() throws -> String { try BooksPlace(place).folder }

    /// A command of a name among others.
    private static func command(
        _ name: String, of commands: [any ParsableCommand.Type]
    ) -> (any ParsableCommand.Type)? {
        commands.first { $0.configuration.commandName == name }
    }

    /// `suito --data X import …` reads like `suito import … --data X`.
    static func hoisted(_ arguments: some Collection<String>) -> [String] {
        var front: [String] = []
        var rest = Array(arguments)
        while let first = rest.first, first.hasPrefix("--data") || first.hasPrefix("--lang") {
            front.append(rest.removeFirst())
            if !first.contains("="), !rest.isEmpty { front.append(rest.removeFirst()) }
        }
        guard !front.isEmpty, let command = rest.first, !command.hasPrefix("-") else {
            return front + rest
        }
        var words = [rest.removeFirst()]
        // A command with commands of its own takes its options behind the last of them.
        var found = self.command(command, of: Suito.configuration.subcommands)
        while let next = rest.first,
            let own = found.flatMap({ self.command(next, of: $0.configuration.subcommands) })
        {
            words.append(rest.removeFirst())
            found = own
        }
        return words + front + rest
    }
}

extension Language {
    static func chosen(_ lang: String?) -> Language {
        if let lang, let language = Language(rawValue: lang) { return language }
        let environment = ProcessInfo.processInfo.environment
        let locale = environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"]
        guard let locale, !locale.isEmpty else { return .ja }
        return locale.hasPrefix("ja") ? .ja : .en
    }
}

/// The only clock of the command line.
enum Clock {
    static func now() -> Moment { Moment(seconds: Int64(Date().timeIntervalSince1970)) }
}

/// A day given on the command line.
struct DayArgument: ExpressibleByArgument {
    let day: BookDay

    init?(argument: String) {
        guard let day = BookDay(argument) else { return nil }
        self.day = day
    }
}
