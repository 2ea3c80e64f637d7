import Glibc

/// How a plugin's process is started.
public struct PluginProcessLaunch: Sendable {
  public var executable: String
  /// Behind the program's name.
  public var arguments: [String]
  public var limits: Limits

  /// How long things may take.
  public struct Limits: Sendable {
    /// From the start until the plugin serves.
    public var open = Duration.seconds(10)
    /// So often it is asked for a sign of life.
    public var ping = Duration.seconds(2)
    /// So many times in a row it may fail to give one.
    public var silence = 5

    public init() {}
  }

  /// The arguments that make this program a plugin's process.
  public static let command = "plugin-host"

  /// This very program, also when its file has been replaced meanwhile: both sides must be of one build.
  public static let thisProgram = PluginProcessLaunch(executable: "/proc/self/exe")

  public init(executable: String, arguments: [String] = [command]) {
    self.executable = executable
    self.arguments = arguments
    limits = Limits()
  }

  /// What the process may know of its surroundings: what any child may (dataplane spec W-35), and where the loader finds
  /// libraries.
  static func environment(of host: [String: String]) -> [String: String] {
    var environment = host.filter { ChildOptions.isHarmless($0.key) || $0.key == "LD_LIBRARY_PATH" }
    // A crash is to be quick, and what was in the registers and on the stack is not for the log.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    return environment
  }

  /// The variables that a configuration names: the plugin may want its children to inherit them.
  static func variables(namedIn configuration: String, of host: [String: String]) -> [(name: String, value: String)] {
    host.filter { name, _ in !ChildOptions.isHarmless(name) && configuration.contains("\"\(name)\"") }
      .map { (name: $0.key, value: $0.value) }
  }
}
