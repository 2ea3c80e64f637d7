extension SettingsReader {
  mutating func health() -> Settings.Health {
    if values.value(.healthUnixSocket) != nil { return .unixSocket(path(.healthUnixSocket) ?? "") }
    guard let value = text(.healthListenAddress) else { return .tcp(host: "127.0.0.1", port: 0) }
    guard let address = Self.listenAddress(value.text) else {
      note(
        value.source, "\"\(value.text)\" is not host:port",
        "for example 127.0.0.1:8080, or 127.0.0.1:0 for a free port")
      return .tcp(host: "127.0.0.1", port: 0)
    }
    return .tcp(host: address.host, port: address.port)
  }

  mutating func adminUI() -> Settings.AdminUI {
    Settings.AdminUI(
      allowsRemote: boolean(.allowRemoteUI), opensBrowser: boolean(.openWebUI),
      logBufferEvents: integer(.logBufferEvents, 1...100_000), capturesPayloads: boolean(.capturePayloads),
      allowsRemoteControl: boolean(.allowRemoteControl),
      allowsRemoteMetrics: boolean(.remoteMetrics),
      allowedHosts: values.values(.adminAllowedHosts, separator: ",").map(\.text), tokenFile: path(.adminTokenFile),
      offersAssistant: boolean(.assistant))
  }

  mutating func log() -> Settings.Log {
    let level = logLevel()
    let file = path(.logFile)
    var format = file == nil ? LogFormatName.console : .structText
    if let value = values.value(.logFormat) {
      if let known = LogFormatName(rawValue: value.text.lowercased()) {
        format = known
      } else {
        note(value.source, "\"\(value.text)\" is no log format", "use struct-text or json")
      }
    }
    // What is read by machines has a format (operator spec 3.7): only the ordinary level is for people.
    // A level in a file may change while people look.
    if level != "info", format == .console, values.value(.logFormat) == nil, let value = values.value(.logLevel),
      SecretReference.split(value.text) == nil
    {
      note(value.source, "the level \(level) needs a format", "add --log.format struct-text, or json")
    }
    return Settings.Log(
      level: level, format: format, file: file, maxFileBytes: integer(.logMaxFileBytes, 0...Int.max),
      maxFiles: integer(.logMaxFiles, 0...1000), dumpsHTTP: boolean(.logHTTPRawUnsafe))
  }

  /// The word itself, or `file:/path` to a file that holds it: that one can change while the process runs.
  private mutating func logLevel() -> String {
    guard let value = values.value(.logLevel) else { return "info" }
    var word = value.text
    if case ("file", let path)? = SecretReference.split(word) {
      do throws(ConfigurationProblem) {
        word = try SecretReference.read(HomePath.expanded(path, values.environment), value.source, isSecret: false)
      } catch {
        problems.append(error)
        return "info"
      }
    }
    let level = word.lowercased().trimmed
    let levels = ["debug", "info", "warn", "error"]
    guard levels.contains(level) else {
      note(value.source, "\"\(word)\" is no log level", "use one of \(levels.joined(separator: ", "))")
      return "info"
    }
    return level
  }
}
