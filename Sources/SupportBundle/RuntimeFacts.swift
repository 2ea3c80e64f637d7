import LogPipeline
import RawJSON

/// What a process was started with (operator spec 12.5.2). Raw: ``json(redactor:)`` takes the secrets out.
public struct RuntimeFacts: Sendable {
  /// A configuration file and what it says.
  public struct File: Sendable {
    /// Where it is.
    public let path: String
    /// All of it.
    public let contents: String

    /// A file.
    public init(path: String, contents: String) {
      (self.path, self.contents) = (path, contents)
    }
  }

  /// The command line, the program first.
  public var arguments: [String]
  /// All of the environment.
  public var environment: [String: String]
  /// Variables whose values are no secrets; of the others only the names are shown.
  public var plainVariables: Set<String>
  /// Keys of a configuration file whose values are no secrets.
  public var plainKeys: Set<String>
  /// The version of this program.
  public var version: String
  /// What it calls itself in requests.
  public var userAgent: String
  /// The profile, if there is one.
  public var file: File?
  /// The effective configuration, a JSON object.
  public var configuration: [UInt8]?

  /// Facts.
  public init(
    arguments: [String], environment: [String: String], plainVariables: Set<String>, plainKeys: Set<String>,
    version: String, userAgent: String, file: File?, configuration: [UInt8]?
  ) {
    self.arguments = arguments
    self.environment = environment
    self.plainVariables = plainVariables
    self.plainKeys = plainKeys
    self.version = version
    self.userAgent = userAgent
    self.file = file
    self.configuration = configuration
  }

  /// One object, free of secrets.
  func json(redactor: Redactor) -> [UInt8] {
    var root = JSONObject()
    root.add("argv", strings: ArgumentRule(redactor: redactor).shown(arguments))
    var variables = JSONObject()
    let rule = EnvironmentRule(plain: plainVariables, named: ArgumentRule.variables(in: arguments))
    for (name, value) in rule.shown(environment).sorted(by: { $0.key < $1.key }) { variables.add(name, value) }
    root.add("environment", json: variables.closed)
    var client = JSONObject()
    client.add("client_name", "tunnel-client")
    client.add("semantic_version", String(version.prefix { $0 != "-" && $0 != "+" }))
    client.add("version", version)
    client.add("user_agent", userAgent)
    root.add("client", json: client.closed)
    if let file {
      var object = JSONObject()
      object.add("path", file.path)
      object.add("contents", ProfileText(plainKeys: plainKeys).shown(file.contents))
      root.add("actual_config", json: object.closed)
    }
    if let configuration { root.add("effective_config", json: SnapshotJSON.cleaned(configuration)) }
    return redactor.redactJSONText(root.closed)
  }
}
