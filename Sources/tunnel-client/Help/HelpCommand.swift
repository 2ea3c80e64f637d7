import ArgumentParser
import NearMatch

struct HelpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "help",
    abstract: "Show a topic, or the help of a command.",
    discussion: """
      Topics:
      \(HelpTopic.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

      Examples:
        tunnel-client help quickstart
        tunnel-client help plugins list
      """)

  @Argument(help: "A topic, or the words of a command.", completion: Completions.topics)
  var words: [String] = []

  func run() throws {
    guard let first = words.first else { throw CleanExit.helpRequest(RootCommand.self) }
    if words.count == 1, let topic = HelpTopic.all.first(where: { $0.name == first }) {
      return StandardOutput.write(topic.text + "\n")
    }
    var command: any ParsableCommand.Type = RootCommand.self
    for word in words {
      guard let next = CommandPath.child(of: command, named: word) else { throw unknown }
      command = next
    }
    throw CleanExit.helpRequest(command)
  }

  private var unknown: CommandError {
    let words = words.joined(separator: " ")
    let topics = HelpTopic.all.map(\.name)
    let close = NearMatch.of(words, in: topics + CommandTree.all.map { $0.path.joined(separator: " ") })
    let list = "topics are \(topics.joined(separator: ", ")); commands are in `tunnel-client help`"
    return CommandError(
      .topicNotFound, "there is no help on \"\(words)\"", hint: close.map { "did you mean \"\($0)\"? \(list)" } ?? list)
  }
}
