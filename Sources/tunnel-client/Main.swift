import ArgumentParser

@main
enum Main {
  static func main() async {
    let invocation = Invocation(arguments: Array(CommandLine.arguments.dropFirst()))
    if let plugin = invocation.pluginCommand {
      do throws(CommandError) {
        try await plugin.run()
      } catch {
        ProcessEnd.afterRunning(error, invocation)
      }
    }
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
    if StandardOutput.problem != nil { ProcessEnd.leave(0) }
  }
}
