internal import TunnelPluginKit

/// What is known of one turn of a chat.
struct CodexTurn {
  let id: String
  var threadID: String
  var status: String?
  var error: String?
  var updatedAt: String

  /// Nil without an id.
  init?(_ turn: JSONSlice?, threadID: String, at time: String) {
    guard let turn, let id = turn["id"]?.string else { return nil }
    self.id = id
    self.threadID = threadID
    status = turn["status"]?.string ?? turn["status"]?["type"]?.string
    error = turn["error"]?["message"]?.string
    updatedAt = time
  }

  func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("id", id)
      object.member("thread_id", threadID)
      object.optional("status", status)
      object.optional("error", error)
      object.member("updated_at", updatedAt)
    }
  }
}
