internal import TunnelPluginKit

/// A header of the configuration, at an address that does not move.
struct StaticHeader {
  let name: StableText
  let value: StableText

  var field: HeaderField { HeaderField(name: name.text, value: value.text) }
}
