/// Whether a running client logs whole HTTP messages at this moment: the setting is on, and so is the debug level.
struct RawLogging {
  private struct Level: Decodable {
    let level: String
  }

  private struct Configuration: Decodable {
    struct Setting: Decodable {
      let key: String
      let value: String?
    }

    let settings: [Setting]
  }

  let isOn: Bool

  init(_ client: DaemonClient) async throws(Failure) {
    let level = try await client.send("GET", "/api/log-level")
    guard level.status == 200 else { throw Failure(level.complaint) }
    let configuration = try await client.send("GET", "/api/config")
    guard configuration.status == 200 else {
      isOn = false
      return
    }
    let settings = try configuration.decode(Configuration.self).settings
    isOn =
      try level.decode(Level.self).level == "debug"
      && settings.contains { $0.key == "log.http_raw_unsafe" && $0.value == "true" }
  }
}
