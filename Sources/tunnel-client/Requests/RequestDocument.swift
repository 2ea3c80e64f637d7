/// One command as `/api/requests` tells of it; only what is shown to people.
struct RequestDocument: Decodable {
  struct Problem: Decodable {
    let source: String
    let text: String
  }

  struct Timing: Decodable {
    let totalUs: Int?
  }

  struct Stage: Decodable {
    let stage: String
    let startUs: Int
    let durationUs: Int
  }

  struct Post: Decodable {
    let startUs: Int
    let durationUs: Int?
    let status: Int?
    let error: String?
  }

  struct Body: Decodable {
    let text: String
    let bytes: Int
    let complete: Bool
  }

  let sequence: Int
  let requestId: String
  let channel: String
  let kind: String
  let rpcMethod: String?
  let tool: String?
  let session: String?
  let receivedAt: String
  let status: String
  let httpStatus: Int?
  let error: Problem?
  let bytesIn: Int
  let bytesOut: Int
  let notifications: Int
  let timing: Timing
  // Of one command only.
  let waterfall: [Stage]?
  let posts: [Post]?
  let headerNames: [String]?
  let request: Body?
  let response: Body?
  let curl: String?
  let curlIsComplete: Bool?

  /// `tools/call echo`
  var what: String {
    [rpcMethod ?? kind, tool].compactMap(\.self).joined(separator: " ")
  }
}
