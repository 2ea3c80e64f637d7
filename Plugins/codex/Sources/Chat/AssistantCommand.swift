internal import ArgumentParser
internal import TunnelPluginKit

struct AssistantCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assistant", abstract: "Talk to Codex about tunnels: one question, or a conversation.",
    discussion: """
      With a prompt, or with one on standard input, it answers that and ends. On a terminal it goes on: /new begins a new \
      chat, /model NAME EFFORT chooses a model, /exit ends.

      Codex may only read, and asks before it does more (read-only, on-request). Whoever is not asked, because there is no \
      terminal, has said no. --sandbox-type workspace-write lets it change the folder.
      """)

  @Argument(help: "What to ask.")
  var prompt: [String] = []

  @Option(help: "The folder that Codex looks at. (default: this one)", completion: .directory)
  var cwd: String?

  @Option(help: "The model.")
  var model: String?

  @Option(name: .customLong("model-provider"), help: "The model's provider.")
  var modelProvider: String?

  @Option(
    name: .customLong("approval-policy"),
    help: "When Codex asks: \(SessionRequest.policies.sorted().joined(separator: ", ")).")
  var approvalPolicy = "on-request"

  @Option(
    name: .customLong("sandbox-type"), help: "What Codex may do: read-only, workspace-write or danger-full-access.")
  var sandboxType = "read-only"

  @Option(name: .customLong("developer-instructions"), help: "What Codex is told beside what we tell it.")
  var developerInstructions: String?

  @Option(help: "How hard the model thinks: low, medium, high.")
  var effort = "medium"

  @Option(help: "Whether it sums up how it thought: auto, concise, detailed, none.")
  var summary: String?

  @Option(
    name: .customLong("login-timeout"),
    help: ArgumentHelp("How long to wait for a sign-in, in seconds or as 5m.", valueName: "duration"))
  var loginTimeout = "5m"

  @Flag(help: "Print events, one JSON document a line.")
  var json = false

  var printsLines: Bool { true }

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 {
    var request = SessionRequest()
    request.cwd = context.absolute(cwd ?? context.variable("BUILD_WORKING_DIRECTORY") ?? context.call.workingDirectory)
    (request.model, request.modelProvider) = (model, modelProvider)
    (request.instructions, request.effort, request.summary) = (developerInstructions, effort, summary)
    guard SessionRequest.policies.contains(approvalPolicy) else {
      throw CommandFailure(
        .usage, "--approval-policy: \"\(approvalPolicy)\" is none",
        hint: "use \(SessionRequest.policies.sorted().joined(separator: ", "))")
    }
    request.approvalPolicy = approvalPolicy
    guard let sandbox = SessionRequest.sandboxes[sandboxType] else {
      throw CommandFailure(
        .usage, "--sandbox-type: \"\(sandboxType)\" is none",
        hint: "use read-only, workspace-write or danger-full-access")
    }
    request.sandbox = sandbox
    guard let patience = Self.seconds(loginTimeout) else {
      throw CommandFailure(.usage, "--login-timeout: \"\(loginTimeout)\" is no duration", hint: "write 30s or 5m")
    }
    let conversation = try Conversation(context, request, json: json, signInSeconds: patience)
    if !prompt.isEmpty { return try conversation.once(prompt.joined(separator: " ")) }
    return context.call.inputIsTerminal ? try conversation.talk() : try conversation.once(Self.input(context))
  }

  /// All of it.
  private static func input(_ context: CommandContext) throws(CommandFailure) -> String {
    var bytes: [UInt8] = []
    while bytes.count <= 1 << 20 {
      let some = Capture.readSome(context.call.input)
      guard !some.isEmpty else { break }
      bytes += some
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw CommandFailure(.usage, "there is no prompt", hint: "give one as argument, or on standard input")
    }
    return text
  }

  private static func seconds(_ text: String) -> Int64? {
    let units: [(String, Int64)] = [("m", 60), ("s", 1), ("", 1)]
    for (unit, factor) in units where text.hasSuffix(unit) {
      if let number = Int64(text.dropLast(unit.count)), (1...86_400).contains(number) { return number * factor }
    }
    return nil
  }
}
