import RawJSON

/// What we tell the service about our channels (dataplane spec CP-05).
public struct ServerInfo: Sendable {
  public struct Channel: Sendable {
    public var name: String
    /// The server keeps state per process: requests should reach the same client.
    public var processAffinity: Bool

    public init(name: String, processAffinity: Bool) {
      self.name = name
      self.processAffinity = processAffinity
    }
  }

  /// Compact JSON.
  public let headerValue: String

  /// - Parameter channels: In the order of the configuration, unique names, at most 32.
  public init(_ channels: [Channel]) {
    var json = Array("{\"version\":1,\"channels\":[".utf8)
    for (index, channel) in channels.enumerated() {
      json += Array(index == 0 ? "{\"name\":".utf8 : ",{\"name\":".utf8)
      JSONQuoting.append(channel.name, to: &json)
      json += Array(channel.processAffinity ? ",\"proc_affinity\":true}".utf8 : "}".utf8)
    }
    json += Array("]}".utf8)
    headerValue = String(decoding: json, as: UTF8.self)
  }
}
