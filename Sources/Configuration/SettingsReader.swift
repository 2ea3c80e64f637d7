/// Turns values into ``Settings``, and collects everything that is wrong on the way.
public struct SettingsReader {
  let values: SettingValues
  var problems: [ConfigurationProblem] = []

  private init(_ values: SettingValues) {
    self.values = values
  }

  /// `stub`: The binding of `--embedded-mcp-stub`, when it was given.
  /// - Throws: all problems at once.
  public static func read(_ values: SettingValues, stub: BindingSetting?) throws(ConfigurationError) -> Settings {
    var reader = SettingsReader(values)
    let mcp = reader.mcp(stub: stub)
    let network = reader.network(mcp.bindings)
    let settings = Settings(
      controlPlane: reader.controlPlane(mcp.bindings, isMutual: network.controlPlaneCertificate != nil), mcp: mcp,
      network: network,
      pluginFolders: values.values(.pluginPath, separator: ":").filter { $0.source == SettingKey.pluginPath.flag }
        .map(\.text),
      pluginPathVariable: values.variable("TUNNEL_CLIENT_PLUGIN_PATH"), health: reader.health(),
      healthURLFile: values.value(.healthURLFile)?.text, healthShowsDetails: reader.flag(.healthShowDetails),
      drainTimeout: reader.duration(.drainTimeout, atLeast: .zero, atMost: .seconds(600)),
      pidFile: values.value(.pidFile)?.text, log: reader.log(), webUI: reader.webUI(),
      cloudflared: reader.cloudflared())
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    return settings
  }

  /// The logging settings alone, for commands that need nothing else.
  public static func readLog(_ values: SettingValues) throws(ConfigurationError) -> Settings.Log {
    var reader = SettingsReader(values)
    let log = reader.log()
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    return log
  }

  /// The bindings and the ways to them alone, for commands that bring their own control plane. Empty when no target was
  /// named.
  public static func readBindings(_ values: SettingValues) throws(ConfigurationError) -> (
    bindings: [BindingSetting], network: NetworkSettings
  ) {
    var reader = SettingsReader(values)
    let bindings = reader.bindings(stub: nil)
    var network = reader.network(bindings)
    network.controlPlaneProxy = nil
    network.controlPlaneCertificate = nil
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    return (bindings, network)
  }

  /// `host:port` with `[…]` for IPv6, as listen flags take it; an empty host is all interfaces.
  public static func listenAddress(_ text: String) -> (host: String, port: Int)? {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65535).contains(port)
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    return (String(host), port)
  }

  mutating func note(_ source: String, _ message: String, _ fix: String) {
    problems.append(ConfigurationProblem(source: source, message: message, fix: fix))
  }

  private mutating func controlPlane(_ bindings: [BindingSetting], isMutual: Bool) -> Settings.ControlPlane {
    Settings.ControlPlane(
      baseURL: isMutual ? Self.mutual(baseURL()) : baseURL(), urlPath: urlPath(), tunnelID: tunnelID(),
      organizationID: values.value(.organizationID)?.text ?? "", apiKey: apiKey(),
      maxInflight: integer(.maxInflight, 1...10_000),
      pollTimeout: duration(.pollTimeout, atLeast: .milliseconds(1), atMost: .seconds(595)),
      pollGuardrail: duration(.pollGuardrail, atLeast: .milliseconds(1), atMost: .milliseconds(59_999)),
      wire: wire(bindings))
  }

  /// The host that asks for a certificate, for whoever has one and said nothing else (dataplane spec GEN-06).
  private static func mutual(_ url: String) -> String {
    url == SettingKey.baseURL.fallback ? "https://mtls.api.openai.com" : url
  }

  private mutating func baseURL() -> String {
    guard let value = values.value(.baseURL) else { return "" }
    let scheme = value.text.hasPrefix("https://") ? "https://" : value.text.hasPrefix("http://") ? "http://" : nil
    let authority = value.text.dropFirst(scheme?.count ?? 0).prefix { !"/?#".contains($0) }
    guard let scheme, !authority.isEmpty, !authority.contains(where: \.isWhitespace) else {
      note(
        value.source, "\"\(redacted(value.text))\" is not an http:// or https:// URL with a host",
        "for example \(SettingKey.baseURL.fallback ?? "")")
      return ""
    }
    guard !authority.contains("@") else {
      note(value.source, "the URL carries a user name or password", "give the key in CONTROL_PLANE_API_KEY")
      return ""
    }
    // A path or query is not used (dataplane spec CP-01); the path has a setting of its own.
    return scheme + authority
  }

  /// A URL for a message: without what could be a password.
  private func redacted(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@") else { return text }
    return "…" + text[at...]
  }

  private mutating func urlPath() -> String {
    guard let value = values.value(.urlPath), value.text != "/" else { return "" }
    guard value.text.hasPrefix("/"), !value.text.contains(where: { "?#".contains($0) }), !value.text.contains("://")
    else {
      note(value.source, "\"\(value.text)\" is not a path", "write it as /prefix")
      return ""
    }
    return value.text.hasSuffix("/") ? String(value.text.dropLast()) : value.text
  }

  private mutating func tunnelID() -> String {
    guard let value = values.value(.tunnelID) else {
      note(
        SettingKey.tunnelID.flag, "the tunnel id is missing",
        "copy it from the platform's tunnel settings, or set CONTROL_PLANE_TUNNEL_ID")
      return ""
    }
    guard Self.isTunnelID(value.text) else {
      note(
        value.source, "\"\(value.text)\" is not a tunnel id: tunnel_ and 32 characters of a-z and 0-9",
        "copy it from the platform's tunnel settings")
      return ""
    }
    return value.text
  }

  /// `tunnel_` and 32 characters of a-z0-9 (dataplane spec GEN-04).
  public static func isTunnelID(_ text: String) -> Bool {
    let rest = text.dropFirst(7)
    return text.hasPrefix("tunnel_") && rest.utf8.count == 32
      && rest.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
  }

  private mutating func apiKey() -> String {
    guard let value = values.value(.apiKey) else {
      if let key = values.variable("OPENAI_API_KEY") { return checked(key, "OPENAI_API_KEY") }
      note(
        "CONTROL_PLANE_API_KEY", "the API key is missing",
        "export CONTROL_PLANE_API_KEY=… with a runtime key of the tunnel's organization")
      return ""
    }
    guard value.source == SettingKey.apiKey.flag else { return checked(value.text, value.source) }
    do throws(ConfigurationProblem) {
      return checked(try SecretReference.resolve(value, values), value.source)
    } catch {
      problems.append(error)
      return ""
    }
  }

  private mutating func checked(_ key: String, _ source: String) -> String {
    let isValid =
      !key.isEmpty
      && key.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 45 || byte == 95
      }
    if !isValid {
      note(
        source, "the API key has characters that no key has (value not shown)",
        "paste it again without spaces or quotes")
    }
    return key
  }

  private mutating func mcp(stub: BindingSetting?) -> Settings.MCP {
    let problemsBefore = problems.count
    let bindings = bindings(stub: stub)
    // A target that is written wrong is said to be wrong, not also to be missing.
    let needsMain = values.values(.pollChannels, separator: ",").isEmpty
    if problems.count == problemsBefore, needsMain, !bindings.contains(where: { $0.channel == "main" }) {
      note(
        SettingKey.serverURL.flag, "nothing serves the main channel",
        "name a target with --mcp.server-url, --mcp.command, --mcp.plugin, or try --embedded-mcp-stub")
    }
    return Settings.MCP(
      bindings: bindings, maxConcurrent: integer(.maxConcurrent, 1...100_000),
      window: duration(.connectionMaxTTL, atLeast: .milliseconds(1), atMost: .seconds(86_400)),
      startupWait: duration(.startupWait, atLeast: .zero, atMost: .seconds(86_400)))
  }

  private mutating func bindings(stub: BindingSetting?) -> [BindingSetting] {
    typealias Parse = (SettingValues.Value) throws(ConfigurationProblem) -> BindingSetting
    var bindings = stub.map { [$0] } ?? []
    let headers = MCPHeaderSettings(
      everywhere: headers(.mcpHeaders, reserved: HeaderSettings.ofMCPRequest),
      discovery: headers(.mcpDiscoveryHeaders, reserved: HeaderSettings.ofMCPRequest))
    let kinds: [(SettingKey, Parse)] = [
      (.serverURL, { (value) throws(ConfigurationProblem) in try BindingEntry.server(value, headers: headers) }),
      (.command, BindingEntry.command), (.plugin, BindingEntry.plugin),
    ]
    for (key, parse) in kinds {
      for value in values.values(key, separator: "\n") {
        do throws(ConfigurationProblem) {
          add(try parse(value), to: &bindings)
        } catch {
          problems.append(error)
        }
      }
    }
    return bindings
  }

  /// A flag's binding replaces one of the environment for the same channel (operator spec W-05); two of the same
  /// standing are a contradiction.
  private mutating func add(_ binding: BindingSetting, to bindings: inout [BindingSetting]) {
    guard let index = bindings.firstIndex(where: { $0.channel == binding.channel }) else {
      return bindings.append(binding)
    }
    let isFlag = { (source: String) in source.hasPrefix("--") }
    switch (isFlag(bindings[index].source), isFlag(binding.source)) {
    case (true, false): return
    case (false, true): bindings[index] = binding
    default:
      note(
        binding.source, "channel \"\(binding.channel)\" is served already by \(bindings[index].source)",
        "give each target its own channel=NAME")
    }
  }

  private mutating func health() -> Settings.Health {
    if let socket = values.value(.healthUnixSocket) { return .unixSocket(socket.text) }
    guard let value = values.value(.healthListenAddress), let address = Self.listenAddress(value.text) else {
      let value = values.value(.healthListenAddress)
      note(
        value?.source ?? "", "\"\(value?.text ?? "")\" is not host:port",
        "for example 127.0.0.1:8080, or 127.0.0.1:0 for a free port")
      return .tcp(host: "127.0.0.1", port: 0)
    }
    return .tcp(host: address.host, port: address.port)
  }

  private mutating func log() -> Settings.Log {
    let level = logLevel()
    let file = values.value(.logFile)?.text
    var format = file == nil ? LogFormatName.console : .structText
    if let value = values.value(.logFormat) {
      if let known = LogFormatName(rawValue: value.text.lowercased()) {
        format = known
      } else {
        note(value.source, "\"\(value.text)\" is no log format", "use struct-text or json")
      }
    }
    return Settings.Log(
      level: level, format: format, file: file, maxFileBytes: integer(.logMaxFileBytes, 0...Int.max),
      maxFiles: integer(.logMaxFiles, 0...1000), bufferEvents: integer(.logBufferEvents, 1...100_000),
      dumpsHTTP: flag(.logHTTPRawUnsafe))
  }

  /// The word itself, or `file:/path` to a file that holds it: that one can change while the process runs.
  private mutating func logLevel() -> String {
    guard let value = values.value(.logLevel) else { return "info" }
    var word = value.text
    if word.hasPrefix("file:") {
      do throws(ConfigurationProblem) {
        word = try SecretReference.read(String(word.dropFirst(5)), value.source, isSecret: false)
      } catch {
        problems.append(error)
        return "info"
      }
    }
    let level = word.lowercased().split(whereSeparator: \.isWhitespace).joined()
    let levels = ["debug", "info", "warn", "error"]
    guard levels.contains(level) else {
      note(value.source, "\"\(word)\" is no log level", "use one of \(levels.joined(separator: ", "))")
      return "info"
    }
    return level
  }
}
