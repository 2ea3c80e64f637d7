import RawJSON

extension HarpoonSettings {
  /// What serves the channel; nil without a target.
  var binding: BindingSetting? {
    guard let first = targets.first else { return nil }
    return BindingSetting(
      channel: Self.channel, pluginID: DefaultPlugins.harpoon, configuration: configuration, source: first.source,
      secrets: targets.flatMap { ProxyText.secrets(of: $0.url) + $0.secrets })
  }

  /// What serves the channel when there is no target yet, but OAuth discovery may find some (dataplane HB-04): the channel
  /// is as if it were not there until then. Nil: nothing can be found, or the channel is there already. `bindings` are all
  /// others.
  public func automaticBinding(beside bindings: [BindingSetting], pollChannels: [String]) -> BindingSetting? {
    guard targets.isEmpty, pollChannels.isEmpty || pollChannels.contains(Self.channel),
      let main = bindings.first(where: { $0.channel == "main" }), main.network.serverURL != nil
    else { return nil }
    var binding = BindingSetting(
      channel: Self.channel, pluginID: DefaultPlugins.harpoon, configuration: configuration, source: main.source)
    binding.isOptional = true
    return binding
  }

  /// What the plugin gets.
  private var configuration: String {
    var json = Array("{\"targets\":[".utf8)
    for (index, target) in targets.enumerated() {
      json += Array(index == 0 ? "{\"label\":".utf8 : ",{\"label\":".utf8)
      JSONQuoting.append(target.label, to: &json)
      for (name, value) in [
        ("url", target.url.isEmpty ? nil : target.url), ("unix_socket", target.unixSocket),
        ("description", target.description),
      ] {
        guard let value else { continue }
        json += Array(",\"\(name)\":".utf8)
        JSONQuoting.append(value, to: &json)
      }
      if let template = target.template { json += Array(",\"template\":\(template)".utf8) }
      json += Array("}".utf8)
    }
    json += Array(
      "],\"allow_plaintext_http\":\(allowsPlaintext),\"max_response_bytes\":\(maxResponseBytes),".utf8)
    json += Array("\"max_redirects\":\(maxRedirects),\"capture_payloads\":\(capturesPayloads),".utf8)
    json += Array("\"hosts_include_loopback\":\(includesLoopback),\"hosts_include_private\":\(includesPrivate)".utf8)
    for (name, list) in [("hosts_include_suffix", hostSuffixes), ("hosts_include_regex", hostPatterns)] {
      json += Array(",\"\(name)\":[".utf8)
      for (index, text) in list.enumerated() {
        if index > 0 { json.append(UInt8(ascii: ",")) }
        JSONQuoting.append(text, to: &json)
      }
      json.append(UInt8(ascii: "]"))
    }
    return String(decoding: json + Array("}".utf8), as: UTF8.self)
  }
}
