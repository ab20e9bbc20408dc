import ArgumentParser
import Foundation
import Glibc

/// The executable: reads the command line and wires everything.
@main
struct Suito: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suito",
        abstract: "出納: 市のキャッシュレス収納を受け取り、一円まで説明する / "
            + "takes a city's cashless money and accounts for every yen",
        discussion: """
            はじめに / to begin:
              suito init city.yaml            帳簿を作る / make the books
              suito import FILE...            ファイルを取り込む / take files in
              suito reconcile                 突合する / reconcile
              suito exceptions                残った不突合を見る / see what is open
              suito report daily DATE         収入日計表 / the day's revenue
            """,
        version: version,
        subcommands: [
            InitCommand.self, CityCommand.self, ImportCommand.self, ReconcileCommand.self,
            ExceptionsCommand.self, ResolveCommand.self, ApproveCommand.self, ReportCommand.self,
            CloseCommand.self, VerifyCommand.self, ProofCommand.self, KeysCommand.self,
            SealCommand.self, StatementCommand.self, ExportCommand.self, AuditCommand.self,
            UpgradeCommand.self,
            BackupCommand.self, RestoreCommand.self, MigrateCommand.self, DemoCommand.self,
            BenchCommand.self, StatesCommand.self, ServeCommand.self, SimulateCommand.self,
            PickUpCommand.self, WebhooksCommand.self, PaymentsCommand.self, DisputesCommand.self,
        ])

    static let version = "0.1.0"

    @OptionGroup var global: GlobalOptions

    /// Parses, runs, and ends with the exit code that was promised.
    static func main() {
        // A file that may not grow is trouble to be told, not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        // What the program makes, its own user can open.
        umask(umask(0o077) & 0o077)
        do {
            var command = try parseAsRoot(GlobalOptions.hoisted(CommandLine.arguments.dropFirst()))
            try command.run()
            // Of what was lost on the way, only the stream itself still knows.
            guard fflush(nil) == 0, !hasLostOutput() else {
                say("標準出力に書けません / cannot write to standard output")
                throw Exit.trouble
            }
        } catch {
            fflush(nil)
            Exit.end(with: error)
        }
    }

    /// Whether anything that was printed could not be written.
    ///
    /// C's standard output is a variable, which Swift does not let anybody name; nobody sets it.
    private static func hasLostOutput() -> Bool {
        guard let found = dlsym(nil, "stdout") else { return false }
        guard let stream = found.load(as: UnsafeMutablePointer<FILE>?.self) else { return false }
        return ferror(stream) != 0
    }
}
