import CurlHTTP
import NIOCore
import RawJSON

@testable import ControlPlane

/// Settings, commands and responses for tests.
enum Sample {
  static let tunnelID = "tunnel_0123456789abcdefghijklmnopqrstuv"

  static func settings(_ url: String, pollWait: Duration = .seconds(30)) -> ControlPlaneSettings {
    ControlPlaneSettings(
      baseURL: url, tunnelID: tunnelID, apiKey: "sk-test", organizationID: "org-1",
      identity: ClientIdentity(name: "tester", version: "9.8"), pollWait: pollWait, pollGuardrail: .seconds(60))
  }

  static func command(
    _ json: String = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, requestID: String = "r1",
    headers: HTTPFields = HTTPFields(), deadline: ContinuousClock.Instant? = nil
  ) throws -> Command {
    let payload = ByteBuffer(string: json)
    let message = try payload.withUnsafeReadableBytes { try JSONRPCMessage.scan($0) }
    return Command(
      kind: .message(message), requestID: requestID, shardToken: "shard", channel: "main", headers: headers,
      payload: payload, receivedAt: .now, deadline: deadline)
  }

  static func response(_ json: String = #"{"jsonrpc":"2.0","id":1,"result":{}}"#) -> TunnelResponse {
    TunnelResponse(.response, code: 200, json: [ByteBuffer(string: json)])
  }
}

/// Draws that a test chooses: 0 is the lower end, `UInt64.max` the upper.
struct FixedRandom: RandomNumberGenerator {
  let value: UInt64
  func next() -> UInt64 { value }
}

func joined(_ pieces: [ByteBuffer]) -> String {
  pieces.map { String(buffer: $0) }.joined()
}
