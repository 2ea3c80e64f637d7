internal import TunnelPluginKit

/// What is known of one chat; what comes later adds to it and takes nothing away (W-73).
struct CodexThread {
  let id: String
  var preview: String?
  var cwd: String?
  var model: String?
  var modelProvider: String?
  var approvalPolicy: String?
  var sandbox: String?
  var createdAt: Int64?
  var updatedAt: Int64?
  var turn: CodexTurn?

  init(id: String) {
    self.id = id
  }

  /// Takes over what an answer of `thread/start` or a notification says: `thread{…}` and what stands beside it.
  mutating func merge(_ result: JSONSlice) {
    let thread = result["thread"]
    func text(_ name: String) -> String? { result[name]?.string ?? thread?[name]?.string }
    preview = thread?["preview"]?.string ?? preview
    cwd = text("cwd") ?? cwd
    model = text("model") ?? model
    modelProvider = text("modelProvider") ?? modelProvider
    approvalPolicy = text("approvalPolicy") ?? approvalPolicy
    sandbox = text("sandbox") ?? result["sandbox"]?["type"]?.string ?? sandbox
    createdAt = thread?["createdAt"]?.integer ?? createdAt
    updatedAt = thread?["updatedAt"]?.integer ?? updatedAt
  }

  func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("id", id)
      writeFacts(to: &object)
      object.optional("preview", preview)
      if let createdAt { object.member("created_at", Int(createdAt)) }
      if let updatedAt { object.member("updated_at", Int(updatedAt)) }
    }
  }

  /// What an answer to `thread/start` has, too.
  func writeFacts(to object: inout JSONWriter) {
    object.optional("cwd", cwd)
    object.optional("model", model)
    object.optional("model_provider", modelProvider)
    object.optional("approval_policy", approvalPolicy)
    object.optional("sandbox", sandbox)
  }
}
