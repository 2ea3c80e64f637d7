import RawJSON

/// What we tell the service about our channels (dataplane spec CP-05; version 2: user needs 4.1).
public struct ServerInfo: Sendable {
  public struct Channel: Sendable {
    public var name: String
    /// The channel takes requests that carry everything they need (MCP 2026-07-28), in whatever order and place.
    public var stateless: Bool
    /// The server keeps state per process: requests should reach the same client.
    public var processAffinity: Bool

    public init(name: String, stateless: Bool = false, processAffinity: Bool) {
      self.name = name
      self.stateless = stateless
      self.processAffinity = processAffinity
    }
  }

  /// What the service accepts in one header.
  private static let mostChannels = 32
  private static let mostBytes = 4096

  /// Compact JSON.
  public let headerValue: String
  private let channels: [Channel]

  /// - Parameter channels: In the order of the configuration.
  public init(_ channels: [Channel]) {
    self.channels = channels
    // Version 1 as long as it says everything: an older service knows no other.
    let version = channels.contains(where: \.stateless) ? 2 : 1
    var json = Array("{\"version\":\(version),\"channels\":[".utf8)
    for (index, channel) in channels.enumerated() {
      json += Array(index == 0 ? "{\"name\":".utf8 : ",{\"name\":".utf8)
      JSONQuoting.append(channel.name, to: &json)
      if channel.stateless { json += Array(",\"stateless\":true".utf8) }
      json += Array(channel.processAffinity ? ",\"proc_affinity\":true}".utf8 : "}".utf8)
    }
    json += Array("]}".utf8)
    headerValue = String(decoding: json, as: UTF8.self)
  }

  /// Why the service would not take it; nil when it would. Asked at the start, before anything is sent.
  public var violation: String? {
    if channels.isEmpty { return "no channel is served" }
    if channels.count > Self.mostChannels {
      return "\(channels.count) channels are served; the service accepts at most \(Self.mostChannels)"
    }
    if let odd = channels.first(where: { ChannelName.canonical($0.name) != $0.name }) {
      return "\"\(odd.name)\" is not a channel's name"
    }
    if Set(channels.map(\.name)).count < channels.count { return "a channel is served twice" }
    if headerValue.utf8.count > Self.mostBytes {
      return "the names of the channels take \(headerValue.utf8.count) bytes; the service accepts \(Self.mostBytes)"
    }
    return nil
  }
}
