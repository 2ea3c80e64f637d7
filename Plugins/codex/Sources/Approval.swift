internal import TunnelPluginKit

/// What codex asks a person for: it waits until somebody decides (W-72).
struct Approval: Equatable {
  enum Decision: String {
    case accept
    case decline
  }

  /// Ours, for the page.
  let id: String
  let method: String
  let threadID: String?
  let turnID: String?
  /// What it wants to run; nil when it is no command.
  let command: String?
  let summary: String
  /// The raw id that the answer carries.
  let requestID: [UInt8]

  /// Nil for a request that is no question for a person.
  init?(id: String, method: String, envelope: JSONSlice) {
    guard Self.methods.contains(method), let requestID = envelope["id"]?.bytes else { return nil }
    let params = envelope["params"]
    self.id = id
    self.method = method
    self.requestID = Array(requestID)
    threadID = params?["threadId"]?.string ?? params?["conversationId"]?.string
    turnID = params?["turnId"]?.string
    let words = params?["command"]?.elements.compactMap(\.string) ?? []
    command = params?["command"]?.string ?? (words.isEmpty ? nil : words.joined(separator: " "))
    let reason = params?["reason"]?.string
    summary = reason ?? (command == nil ? "Change files" : "Run a command")
  }

  private static let methods: Set<String> = [
    "item/commandExecution/requestApproval", "item/fileChange/requestApproval", "execCommandApproval",
    "applyPatchApproval",
  ]

  /// The result that the app server understands; the older methods have words of their own.
  func result(_ decision: Decision) -> String {
    let word =
      method.hasPrefix("item/") ? decision.rawValue : decision == .accept ? "approved" : "denied"
    return "{\"decision\":\"\(word)\"}"
  }

  func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("id", id)
      object.member("method", method)
      object.optional("thread_id", threadID)
      object.optional("turn_id", turnID)
      object.optional("command", command)
      object.member("summary", summary)
    }
  }
}
