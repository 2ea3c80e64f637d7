import RawJSON
import YAML

/// The bindings that a profile names: `mcp.server_urls`, `mcp.commands` and `mcp.bindings`.
struct BindingRecords {
  let values: SettingValues
  let headers: MCPHeaderSettings

  func read() -> (bindings: [BindingSetting], problems: [ConfigurationProblem]) {
    var bindings: [BindingSetting] = []
    var problems: [ConfigurationProblem] = []
    let records = values.profile?.records ?? [:]
    for kind in [ProfileRecord.Kind.serverURLs, .commands, .bindings] {
      for record in records[kind] ?? [] {
        do throws(ConfigurationProblem) {
          bindings.append(try binding(record, kind))
        } catch {
          problems.append(error)
        }
      }
    }
    return (bindings, problems)
  }

  private func binding(
    _ record: ProfileRecord, _ kind: ProfileRecord.Kind
  ) throws(ConfigurationProblem) -> BindingSetting {
    let channel = try BindingEntry.channel(
      record.value("channel")?.text, .init(text: "", source: record.source(of: "channel")))
    switch kind {
    case .serverURLs: return try server(record, channel)
    case .commands:
      let command = record.value("command")
      return try BindingEntry.command(
        command?.text ?? "", channel: channel, source: command?.source ?? record.source)
    default: return try custom(record, channel)
    }
  }

  private func server(_ record: ProfileRecord, _ channel: String) throws(ConfigurationProblem) -> BindingSetting {
    var target = BindingEntry.Server(url: record.value("url")?.text ?? "", channel: channel)
    if let socket = record.value("unix_socket") { target.unixSocket = try values.path(socket) }
    target.proxy = record.value("http_proxy")?.text
    target.clientCert = record.value("client_cert")?.text
    target.clientKey = record.value("client_key")?.text
    var binding = try BindingEntry.server(target, headers: headers, source: record.source(of: "url"))
    if let auth = try auth(record) {
      binding.auth = auth.setting
      binding.secrets += auth.secrets
    }
    return binding
  }

  private func custom(_ record: ProfileRecord, _ channel: String) throws(ConfigurationProblem) -> BindingSetting {
    var json = ResolvedJSON(values)
    let configuration = try record.fields["config"].map { (node) throws(ConfigurationProblem) in
      try json.text(node, record.source(of: "config"))
    }
    var network = BindingSetting.Network()
    if case .mapping(let members)? = record.fields["config"]?.content,
      case .scalar(let url, _)? = members.first(where: { $0.key == "url" })?.value.content,
      url.hasPrefix("http://") || url.hasPrefix("https://")
    {
      network.serverURL = url
    }
    network.proxy = record.value("http_proxy")?.text
    network.clientCert = record.value("client_cert")?.text
    network.clientKey = record.value("client_key")?.text
    let auth = try auth(record)
    let id = record.value("transport")?.text ?? ""
    // The operator's headers go to every MCP server over HTTP, however it is named (dataplane spec HD-05).
    let isServer = id == DefaultPlugins.serverURL
    let base = isServer && !headers.members.isEmpty ? "{\(headers.members.dropFirst())}" : "{}"
    return BindingSetting(
      channel: channel, pluginID: id, configuration: JSONObjectText.merged(configuration ?? "{}", over: base),
      source: record.source(of: "transport"), network: network,
      secrets: json.secrets + (auth?.secrets ?? []) + (isServer ? headers.secrets : []),
      auth: auth?.setting, isolation: try PluginRecords.isolation(record))
  }

  /// `auth: ID`, or `auth: {plugin: ID, config: {…}}`.
  private func auth(
    _ record: ProfileRecord
  ) throws(ConfigurationProblem) -> (setting: AuthSetting, secrets: [String])? {
    guard let node = record.fields["auth"] else { return nil }
    let source = record.source(of: "auth")
    if case .scalar(let id, _) = node.content {
      return (AuthSetting(pluginID: id, configuration: "{}", source: source), [])
    }
    guard case .mapping(let members) = node.content,
      case .scalar(let id, _)? = members.first(where: { $0.key == "plugin" })?.value.content
    else {
      throw ConfigurationProblem(
        source: source, message: "plugin is missing", fix: "write auth: {plugin: ID, config: {…}}")
    }
    if let unknown = members.first(where: { $0.key != "plugin" && $0.key != "config" }) {
      throw ConfigurationProblem(
        source: source, message: "unknown key \"\(unknown.key)\"", fix: "known here: config, plugin")
    }
    var json = ResolvedJSON(values)
    let written = members.first { $0.key == "config" }?.value
    let configuration = try written.map { (node) throws(ConfigurationProblem) in try json.text(node, source) }
    return (AuthSetting(pluginID: id, configuration: configuration ?? "{}", source: source), json.secrets)
  }
}
