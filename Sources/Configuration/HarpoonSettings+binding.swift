import RawJSON

extension HarpoonSettings {
  /// What serves the channel; nil without a target: then the channel is not there (dataplane spec CH-01).
  var binding: BindingSetting? {
    guard let first = targets.first else { return nil }
    var json = Array("{\"targets\":[".utf8)
    for (index, target) in targets.enumerated() {
      json += Array(index == 0 ? "{\"label\":".utf8 : ",{\"label\":".utf8)
      JSONQuoting.append(target.label, to: &json)
      for (name, value) in [
        ("url", target.url), ("unix_socket", target.unixSocket), ("description", target.description),
      ] {
        guard let value else { continue }
        json += Array(",\"\(name)\":".utf8)
        JSONQuoting.append(value, to: &json)
      }
      json += Array("}".utf8)
    }
    json += Array(
      "],\"allow_plaintext_http\":\(allowsPlaintext),\"max_response_bytes\":\(maxResponseBytes),".utf8)
    json += Array("\"max_redirects\":\(maxRedirects),\"capture_payloads\":\(capturesPayloads)}".utf8)
    return BindingSetting(
      channel: Self.channel, pluginID: DefaultPlugins.harpoon, configuration: String(decoding: json, as: UTF8.self),
      source: first.source, secrets: targets.flatMap { ProxyText.secrets(of: $0.url) })
  }
}
