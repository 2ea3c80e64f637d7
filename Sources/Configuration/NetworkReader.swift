/// Reads ``NetworkSettings``. Precedence of proxies (dataplane spec TL-03): the binding's own, its side's, the global
/// one; the process environment comes last and is not looked at here.
struct NetworkReader {
  private let values: SettingValues
  private(set) var problems: [ConfigurationProblem] = []

  init(_ values: SettingValues) {
    self.values = values
  }

  mutating func read(_ bindings: [BindingSetting]) -> NetworkSettings {
    var network = NetworkSettings()
    network.caBundle = value(of: .caBundle, PEMFile.certificates)
    network.caBundlePath = values.value(.caBundle).flatMap { try? values.path($0) }
    let global = value(of: .httpProxy, ProxyText.parse)
    network.controlPlaneProxy = value(of: .controlPlaneProxy, ProxyText.parse) ?? global
    network.controlPlaneCertificate = certificate(
      values.value(.controlPlaneCert), values.value(.controlPlaneKey), "--control-plane.client-cert",
      "--control-plane.client-key")
    let proxy = value(of: .mcpProxy, ProxyText.parse) ?? global
    let certificate = certificate(
      values.value(.mcpCert), values.value(.mcpKey), "--mcp.client-cert", "--mcp.client-key")
    if certificate != nil, !bindings.contains(where: { $0.network.serverURL != nil }) {
      note(
        .flag("--mcp.client-cert"), "there is no MCP server over HTTP to show it to", "name one with --mcp.server-url")
    }
    network.harpoonProxy = value(of: .harpoonProxy, ProxyText.parse) ?? global
    for binding in bindings {
      network.bindings[binding.channel] = read(binding, proxy, certificate)
    }
    return network
  }

  private mutating func read(
    _ binding: BindingSetting, _ proxy: NetworkSettings.Proxy?, _ certificate: NetworkSettings.Certificate?
  ) -> NetworkSettings.Binding {
    let own = binding.network
    let entry = { (text: String?) in text.map { SettingValues.Value(text: $0, source: binding.source) } }
    return NetworkSettings.Binding(
      proxy: entry(own.proxy).flatMap { parsed($0, ProxyText.parse) } ?? proxy,
      certificate: self.certificate(
        entry(own.clientCert), entry(own.clientKey), "client-cert of \(binding.source)",
        "client-key of \(binding.source)") ?? certificate,
      serverURL: own.serverURL)
  }

  private mutating func certificate(
    _ cert: SettingValues.Value?, _ key: SettingValues.Value?, _ certName: String, _ keyName: String
  ) -> NetworkSettings.Certificate? {
    switch (cert, key) {
    case (nil, nil): return nil
    case (let cert?, nil): note(cert.source, "a certificate without its key", "give \(keyName) too")
    case (nil, let key?): note(key.source, "a key without its certificate", "give \(certName) too")
    case (let cert?, let key?):
      guard let certificate = parsed(cert, PEMFile.certificates), let key = parsed(key, PEMFile.key) else { return nil }
      return NetworkSettings.Certificate(certificate: certificate, key: key)
    }
    return nil
  }

  private typealias Parse<Result> = (SettingValues.Value, SettingValues) throws(ConfigurationProblem) -> Result

  private mutating func value<Result>(of key: SettingKey, _ parse: Parse<Result>) -> Result? {
    values.value(key).flatMap { parsed($0, parse) }
  }

  private mutating func parsed<Result>(_ value: SettingValues.Value, _ parse: Parse<Result>) -> Result? {
    do throws(ConfigurationProblem) {
      return try parse(value, values)
    } catch {
      problems.append(error)
      return nil
    }
  }

  private mutating func note(_ source: SettingSource, _ message: String, _ fix: String) {
    problems.append(ConfigurationProblem(source: source, message: message, fix: fix))
  }
}
