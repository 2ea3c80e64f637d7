internal import ArgumentParser

struct AssistantCommand: RunnableCommand {
  static let configuration = CommandConfiguration(commandName: "assistant", abstract: "x")
  @Flag var json = false
  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 { 0 }
}
