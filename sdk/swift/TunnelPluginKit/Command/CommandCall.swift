internal import CTunnelPlugin
internal import Glibc

/// What a command was called with. A copy: good for as long as you like; the descriptors are the host's.
public struct CommandCall: Sendable {
  /// The first is the command's name as it was typed.
  public var arguments: [String]
  public var environment: [String: String]
  /// Absolute.
  public var workingDirectory: String
  /// The absolute path of the running tunnel-client, to run its other commands.
  public var program: String
  public var input: Int32
  /// Results, and with `--json` the one document, errors included.
  public var output: Int32
  /// What went wrong, and what a person waits for.
  public var errors: Int32
  /// Readable once the command is to end, for `poll`; never read from it. Negative: it is never cancelled.
  public var cancelled: Int32
  public var inputIsTerminal = false
  public var outputIsTerminal = false
  public var errorsAreTerminal = false
  public var mayColour = false

  public init(
    arguments: [String], environment: [String: String], workingDirectory: String, program: String, input: Int32,
    output: Int32, errors: Int32, cancelled: Int32 = -1
  ) {
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.program = program
    self.input = input
    self.output = output
    self.errors = errors
    self.cancelled = cancelled
  }

  init(_ call: tunnel_command_call) {
    let environment = Self.strings(call.environment).map { entry in
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
    }
    self.init(
      arguments: Self.strings(call.arguments), environment: Dictionary(environment) { first, _ in first },
      workingDirectory: Self.string(call.working_directory), program: Self.string(call.program), input: call.input,
      output: call.output, errors: call.errors, cancelled: call.cancelled)
    func has(_ flag: Int) -> Bool { call.flags & UInt32(flag) != 0 }
    inputIsTerminal = has(Int(TUNNEL_COMMAND_INPUT_TERMINAL))
    outputIsTerminal = has(Int(TUNNEL_COMMAND_OUTPUT_TERMINAL))
    errorsAreTerminal = has(Int(TUNNEL_COMMAND_ERRORS_TERMINAL))
    mayColour = has(Int(TUNNEL_COMMAND_COLOUR))
  }

  /// Whether somebody asked for its end.
  public var isCancelled: Bool {
    guard cancelled >= 0 else { return false }
    var request = pollfd(fd: cancelled, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }

  private static func string(_ text: UnsafePointer<CChar>?) -> String {
    text.map { String(cString: $0) } ?? ""
  }

  private static func strings(_ list: UnsafePointer<UnsafePointer<CChar>?>?) -> [String] {
    var strings: [String] = []
    while let text = list?[strings.count] { strings.append(String(cString: text)) }
    return strings
  }
}
