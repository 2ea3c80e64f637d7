import Channels
import RawJSON

/// The grammar of binding entries (operator spec 3.8): `VALUE` for the main channel, or `key=value,…`.
enum BindingEntry {
  private static let serverKeys = ["url", "channel", "unix-socket", "http-proxy", "client-cert", "client-key"]

  /// What an MCP server over HTTP is reached by, as written.
  struct Server {
    var url: String
    var channel: String
    var unixSocket: String?
    var proxy: String?
    var clientCert: String?
    var clientKey: String?
  }

  /// `URL`, or `url=URL[,channel=NAME][,unix-socket=PATH][,http-proxy=URL][,client-cert=PATH,client-key=PATH]`.
  ///
  /// `headers` are those of every MCP server over HTTP (dataplane spec HD-05).
  static func server(
    _ value: SettingValues.Value, headers: MCPHeaderSettings = MCPHeaderSettings()
  ) throws(ConfigurationProblem) -> BindingSetting {
    var fields = ["url": value.text]
    if isKeyed(value.text, serverKeys) {
      fields = [:]
      for part in value.text.split(separator: ",") {
        guard let equals = part.firstIndex(of: "=") else {
          throw problem(value, "a part is not key=value (not shown)", "write url=…,channel=…")
        }
        let key = String(part[..<equals])
        guard serverKeys.contains(key) else {
          throw problem(value, "unknown key \"\(key)\"", "known are \(serverKeys.joined(separator: ", "))")
        }
        fields[key] = String(part[part.index(after: equals)...])
      }
    }
    let server = Server(
      url: fields["url"] ?? "", channel: try channel(fields["channel"], value), unixSocket: fields["unix-socket"],
      proxy: fields["http-proxy"], clientCert: fields["client-cert"], clientKey: fields["client-key"])
    return try self.server(server, headers: headers, source: value.source)
  }

  static func server(
    _ server: Server, headers: MCPHeaderSettings, source: SettingSource
  ) throws(ConfigurationProblem) -> BindingSetting {
    let value = SettingValues.Value(text: "", source: source)
    guard isServerURL(server.url) else {
      throw problem(value, "no http:// or https:// URL", "write it as http://127.0.0.1:3000/mcp")
    }
    guard server.unixSocket == nil || server.proxy == nil else {
      throw problem(value, "unix-socket and http-proxy exclude each other", "leave one of them out")
    }
    var network = BindingSetting.Network()
    network.serverURL = server.url
    network.unixSocket = server.unixSocket
    network.proxy = server.proxy
    network.clientCert = server.clientCert
    network.clientKey = server.clientKey
    var json = Array("{\"url\":".utf8)
    JSONQuoting.append(server.url, to: &json)
    if let socket = server.unixSocket {
      json += Array(",\"unix_socket\":".utf8)
      JSONQuoting.append(socket, to: &json)
    }
    json += Array((headers.members + "}").utf8)
    return BindingSetting(
      channel: server.channel, pluginID: DefaultPlugins.serverURL, configuration: String(decoding: json, as: UTF8.self),
      source: source, network: network, secrets: headers.secrets + ProxyText.secrets(of: server.url))
  }

  /// With a scheme, a host, and nothing that no URL has (operator spec W-16).
  static func isServerURL(_ url: String) -> Bool {
    guard let scheme = ["http://", "https://"].first(where: { url.lowercased().hasPrefix($0) }) else { return false }
    let authority = url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    return URLAuthority.isUsable(host) && url.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  /// `COMMAND`, `channel=NAME,command=COMMAND` or `command=COMMAND[,channel=NAME]`; the command is taken as it is.
  static func command(_ value: SettingValues.Value) throws(ConfigurationProblem) -> BindingSetting {
    let (name, command) = try named(value, "command")
    return try self.command(command, channel: try channel(name, value), source: value.source)
  }

  static func command(
    _ command: String, channel: String, source: SettingSource
  ) throws(ConfigurationProblem) -> BindingSetting {
    guard command.contains(where: { !$0.isWhitespace }) else {
      throw ConfigurationProblem(
        source: source, message: "the command is empty", fix: "write the program and its arguments")
    }
    var json = Array("{\"command\":".utf8)
    JSONQuoting.append(command, to: &json)
    json += Array("}".utf8)
    var binding = BindingSetting(
      channel: channel, pluginID: DefaultPlugins.command, configuration: String(decoding: json, as: UTF8.self),
      source: source)
    binding.command = command
    binding.secrets = CommandSecrets.values(in: command)
    return binding
  }

  /// The built-in MCP server, on the main channel.
  static func stub(name: String, version: String, source: SettingSource) -> BindingSetting {
    var json = Array("{\"server_name\":".utf8)
    JSONQuoting.append(name, to: &json)
    json += Array(",\"server_version\":".utf8)
    JSONQuoting.append(version, to: &json)
    json += Array("}".utf8)
    return BindingSetting(
      channel: "main", pluginID: DefaultPlugins.stub, configuration: String(decoding: json, as: UTF8.self),
      source: source)
  }

  /// `ID`, or `[channel=NAME,]plugin=ID[,isolation=none|process][,config=JSON]`; the JSON is taken as it is.
  static func plugin(_ value: SettingValues.Value) throws(ConfigurationProblem) -> BindingSetting {
    var text = value.text[...]
    var configuration = "{}"
    if let start = text.firstRange(of: ",config=") {
      configuration = String(text[start.upperBound...])
      text = text[..<start.lowerBound]
    }
    var isolation: Isolation?
    if let start = text.firstRange(of: ",isolation=") {
      let word = text[start.upperBound...].prefix { $0 != "," }
      guard let known = Isolation(rawValue: String(word)) else {
        throw problem(value, "isolation is neither none nor process", "write isolation=process, or leave it out")
      }
      isolation = known
      text.removeSubrange(start.lowerBound..<word.endIndex)
    }
    let (name, id) = try named(SettingValues.Value(text: String(text), source: value.source), "plugin")
    guard Array(configuration.utf8).withUnsafeBytes({ JSONCursor.kind(ofDocument: $0) }) == .object else {
      throw problem(value, "config is not a JSON object", "write config={\"key\":\"value\"}")
    }
    return BindingSetting(
      channel: try channel(name, value), pluginID: id, configuration: configuration, source: value.source,
      isolation: isolation)
  }

  private static func named(
    _ value: SettingValues.Value, _ key: String
  ) throws(ConfigurationProblem) -> (channel: String?, rest: String) {
    let text = value.text
    if text.hasPrefix("channel=") {
      guard let comma = text.firstIndex(of: ","), text[text.index(after: comma)...].hasPrefix("\(key)=") else {
        throw problem(value, "channel= is not followed by ,\(key)=", "write channel=NAME,\(key)=…")
      }
      let rest = text[text.index(after: comma)...].dropFirst(key.count + 1)
      return (String(text[..<comma].dropFirst(8)), String(rest))
    }
    guard text.hasPrefix("\(key)=") else { return (nil, text) }
    let rest = text.dropFirst(key.count + 1)
    if let tail = rest.lastIndex(of: ","), rest[tail...].hasPrefix(",channel=") {
      return (String(rest[tail...].dropFirst(9)), String(rest[..<tail]))
    }
    return (nil, String(rest))
  }

  private static func isKeyed(_ text: String, _ keys: [String]) -> Bool {
    keys.contains { text.hasPrefix("\($0)=") }
  }

  static func channel(
    _ name: String?, _ value: SettingValues.Value
  ) throws(ConfigurationProblem) -> String {
    let trimmed = (name ?? "").trimmed.lowercased()
    if trimmed.isEmpty { return "main" }
    guard trimmed != HarpoonSettings.channel else {
      throw problem(value, "the channel \"harpoon\" is reserved", "choose another name")
    }
    guard ChannelRule.allows(trimmed) else {
      throw problem(value, "\"\(trimmed)\" cannot be a channel's name", "use a-z, 0-9, - and _")
    }
    return trimmed
  }

  private static func problem(_ value: SettingValues.Value, _ what: String, _ fix: String) -> ConfigurationProblem {
    ConfigurationProblem(source: value.source, message: what, fix: fix)
  }
}
