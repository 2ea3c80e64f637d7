import FoundationEssentials
import HTTPTestClient
import NIOCore
import Testing

/// A command as a tunnel client sees it.
struct PolledCommand: Decodable {
  let requestID: String
  let shardToken: String
  let channel: String
  let type: String
  let createdAt: String
  let responseTimeout: String
  let headers: [String: [String]]

  enum CodingKeys: String, CodingKey {
    case requestID = "request_id"
    case shardToken = "shard_token"
    case channel
    case type = "command_type"
    case createdAt = "created_at"
    case responseTimeout = "response_timeout"
    case headers
  }

  private struct List: Decodable {
    let commands: [PolledCommand]
  }

  static func decode(_ response: TestResponse) throws -> [PolledCommand] {
    try #require(response.status == 200)
    return try JSONDecoder().decode(List.self, from: Data(response.body.readableBytesView)).commands
  }
}
