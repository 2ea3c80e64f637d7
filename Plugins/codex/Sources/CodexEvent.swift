internal import TunnelPluginKit

/// One thing that happened, as the page gets to know it (operator spec 19.5.1).
struct CodexEvent {
  enum Source: String {
    case notification
    case lifecycle
    case request
  }

  private static let longestPayload = 16 << 10
  private static let longestSummary = 400

  var source: Source
  var method: String
  var threadID: String?
  var turnID: String?
  var itemID: String?
  var summary: String?
  var delta: String?
  var approval: Approval?
  /// JSON, written anew.
  var payload: [UInt8] = []
  /// The payload was too large to keep.
  var isCut = false

  init(_ source: Source, _ method: String, summary: String? = nil) {
    self.source = source
    self.method = method
    self.summary = summary.map { String($0.prefix(Self.longestSummary)) }
  }

  /// What a person asked: the app server does not say it, and a page that is loaded again should.
  init(prompt: String, threadID: String) {
    self.init(.lifecycle, "turn/prompt", summary: prompt)
    self.threadID = threadID
    if prompt.utf8.count <= Self.longestPayload {
      var writer = JSONWriter(capacity: prompt.utf8.count + 64)
      writer.object { $0.member("prompt", prompt) }
      payload = writer.bytes
    } else {
      isCut = true
    }
  }

  /// A notification or a request of the app server.
  init(_ source: Source, _ method: String, envelope: JSONSlice) {
    self.init(source, method)
    let params = envelope["params"]
    threadID = params?["threadId"]?.string ?? params?["thread"]?["id"]?.string
    turnID = params?["turnId"]?.string ?? params?["turn"]?["id"]?.string
    itemID = params?["itemId"]?.string ?? params?["item"]?["id"]?.string
    delta = params?["delta"]?.string
    let text =
      params?["error"]?["message"]?.string ?? params?["summary"]?.string ?? params?["message"]?.string
      ?? params?["item"]?["text"]?.string
    summary = text.map { String($0.prefix(Self.longestSummary)) }
    if envelope.bytes.count <= Self.longestPayload {
      var writer = JSONWriter(capacity: envelope.bytes.count + 64)
      writer.copy(envelope)
      payload = writer.bytes
    } else {
      isCut = true
    }
  }

  /// The event's JSON, on one line.
  func json(sequence: UInt64, time: String) -> [UInt8] {
    var writer = JSONWriter(capacity: payload.count + 256)
    writer.object { object in
      object.member("seq", Int(sequence))
      object.member("time", time)
      object.member("source", source.rawValue)
      object.member("method", method)
      object.optional("thread_id", threadID)
      object.optional("turn_id", turnID)
      object.optional("item_id", itemID)
      object.optional("summary", summary)
      object.optional("delta", delta)
      if let approval {
        object.key("approval")
        approval.write(to: &object)
      }
      if isCut { object.member("payload_truncated", true) }
      if !payload.isEmpty {
        object.key("payload")
        payload.withUnsafeBytes { object.raw($0) }
      }
    }
    return writer.bytes
  }
}
