internal import TunnelPluginKit

/// The configuration of a binding, checked.
struct StdioSettings {
  let process: ChildProcessOptions
  /// The key that names the program, as the operator knows it.
  let key: String

  /// How many children there are, and how many calls each of them may have at once; 0: no bound.
  let pool: Int
  let maxInFlight: Int
  /// How often a child is started again in a row; 0: no bound.
  let restartLimit: Int

  /// The program, for messages.
  var program: String { process.arguments.first ?? "" }

  init(_ configuration: Configuration) throws(PluginError) {
    let command = try configuration.string("command")
    let argv = try configuration.strings("argv")
    var arguments: [String]
    switch (command, argv) {
    case (.some, .some):
      throw configuration.error(
        "argv", "cannot be combined with \(configuration.name(of: "command")); keep one of them")
    case (.none, .none):
      throw configuration.error("command", "is missing; set it to the command line of the MCP server")
    case (.some(let line), .none):
      key = configuration.name(of: "command")
      do throws(CommandLineTokenizer.Problem) {
        arguments = try CommandLineTokenizer.arguments(of: line)
      } catch {
        throw configuration.error("command", error.description)
      }
    case (.none, .some(let list)):
      key = configuration.name(of: "argv")
      arguments = list
    }
    guard let program = arguments.first, !program.isEmpty else {
      throw PluginError.configuration(key, "names no program; set it to the command line of the MCP server")
    }
    var process = ChildProcessOptions(arguments: arguments)
    process.environment = try configuration.fields("environment") ?? []
    for variable in process.environment where variable.name.contains("=") {
      throw configuration.error("environment.\(variable.name)", "must not contain '='")
    }
    process.inherit = try configuration.strings("inherit") ?? []
    if let directory = try configuration.string("working_directory"), !directory.isEmpty {
      process.workingDirectory = directory
    }
    self.process = process
    pool = try configuration.integer("pool", in: 1...16).map(Int.init) ?? 1
    maxInFlight = try configuration.integer("max_in_flight", in: 0...1_024).map(Int.init) ?? 0
    restartLimit = try configuration.integer("restart_limit", in: 0...1_000_000).map(Int.init) ?? 0
  }

  /// Why the child could not be started, with the key and the fix.
  func cannotStart(_ error: PluginError) -> PluginError {
    guard error.status != .denied, error.status != .unsupported else { return error }
    return PluginError(
      error.status,
      "\(key): cannot start '\(program)': \(error.message); check its name, install it, or give its full path")
  }
}
