internal import CTunnelPlugin

/// A child process to start: no shell, a scrubbed environment.
public struct ChildProcessOptions {
  /// The first is the program, looked up in PATH unless it has a slash.
  public var arguments: [String]
  /// Additions to the environment.
  public var environment: [(name: String, value: String)] = []
  /// Further variables to hand down by name.
  public var inherit: [String] = []
  /// nil: the host's.
  public var workingDirectory: String?

  public init(arguments: [String]) {
    self.arguments = arguments
  }

  /// The options as C has them, for the duration of `body`.
  func withOptions<Result>(_ body: (inout tunnel_process_options) -> Result) -> Result {
    let arguments = arguments.map { StableText($0) }
    let environment = environment.map { (name: StableText($0.name), value: StableText($0.value)) }
    let inherit = inherit.map { StableText($0) }
    let directory = StableText(workingDirectory ?? "")
    return withExtendedLifetime((arguments, environment, inherit, directory)) {
      arguments.map { tunnel_string($0.text) }.withUnsafeBufferPointer { arguments in
        environment.map { tunnel_header(name: tunnel_string($0.name.text), value: tunnel_string($0.value.text)) }
          .withUnsafeBufferPointer { environment in
            inherit.map { tunnel_string($0.text) }.withUnsafeBufferPointer { inherit in
              var options = tunnel_process_options()
              options.size = UInt32(MemoryLayout<tunnel_process_options>.size)
              options.arguments = arguments.baseAddress
              options.argument_count = arguments.count
              options.environment = environment.baseAddress
              options.environment_count = environment.count
              options.inherit = inherit.baseAddress
              options.inherit_count = inherit.count
              options.working_directory = tunnel_string(directory.text)
              return body(&options)
            }
          }
      }
    }
  }
}
