import ArgumentParser
import Glibc

@main
enum Main {
  static func main() async {
    do {
      var command = try RootCommand.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let code as ExitCode {
      // A negative result that was printed already.
      Glibc.exit(code.rawValue)
    } catch {
      Failure.exit(error)
    }
  }
}
