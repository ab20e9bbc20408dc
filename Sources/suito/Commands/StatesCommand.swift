import ArgumentParser
import Till

struct StatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "states",
        abstract: "決済の状態遷移図（DOT）を出す / print the payment state graph (DOT)")

    @OptionGroup var global: GlobalOptions

    func run() { print(StateGraph.dot(), terminator: "") }
}
