import ArgumentParser

@main
enum Main {
  static func main() async {
    let invocation = Invocation(arguments: Array(CommandLine.arguments.dropFirst()))
    var command: any ParsableCommand
    do {
      command = try invocation.parse()
    } catch {
      ProcessEnd.afterParsing(error, invocation)
    }
    do {
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      ProcessEnd.afterRunning(error, invocation)
    }
  }
}
