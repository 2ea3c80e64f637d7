internal import TunnelPluginKit

/// The bodies of `thread/start` and `turn/start` as the page sends them (operator spec 11.8), checked.
struct SessionRequest {
  var threadID: String?
  var prompt: String?
  var cwd: String?
  var model: String?
  var modelProvider: String?
  var approvalPolicy: String?
  /// As the app server's `sandbox` has it.
  var sandbox: String?
  var instructions: String?
  var effort: String?
  var summary: String?
  var injectsContext = false

  static let policies: Set<String> = ["untrusted", "on-failure", "on-request", "never"]
  static let sandboxes = [
    "read-only": "read-only", "readOnly": "read-only", "workspace-write": "workspace-write",
    "workspaceWrite": "workspace-write", "danger-full-access": "danger-full-access",
    "dangerFullAccess": "danger-full-access",
  ]

  /// Asks for nothing.
  init() {}

  /// Throws what is wrong with the body; an empty one asks for nothing.
  init(_ body: UnsafeRawBufferPointer) throws(PluginError) {
    guard !body.isEmpty else { return }
    let object = JSONSlice(body)
    guard object.kind == .object else { throw PluginError(.invalid, "the body is no JSON object") }
    func text(_ name: String) -> String? {
      object[name]?.string.flatMap { text in text.contains { !$0.isWhitespace } ? text : nil }
    }
    threadID = text("thread_id")
    prompt = text("prompt")
    cwd = text("cwd")
    model = text("model")
    modelProvider = text("model_provider")
    instructions = text("developer_instructions")
    effort = text("effort")
    summary = text("summary")
    injectsContext = object["inject_context"]?.bool ?? false
    if let policy = text("approval_policy") {
      guard Self.policies.contains(policy) else {
        throw PluginError(.invalid, "approval_policy: \"\(policy)\" is none of \(Self.policies.sorted())")
      }
      approvalPolicy = policy
    }
    if let name = text("sandbox_type") {
      guard let known = Self.sandboxes[name] else {
        throw PluginError(
          .invalid, "sandbox_type: \"\(name)\" is none of read-only, workspace-write, danger-full-access")
      }
      sandbox = known
    }
  }

  /// Without a wish it may only read, and asks (W-76).
  var threadParameters: [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.optional("cwd", cwd)
      object.optional("model", model)
      object.optional("modelProvider", modelProvider)
      object.member("approvalPolicy", approvalPolicy ?? "on-request")
      object.member("sandbox", sandbox ?? "read-only")
      object.member(
        "developerInstructions", TunnelContext.preamble + (instructions.map { "\n\n\($0)" } ?? ""))
      object.member("experimentalRawEvents", false)
      object.member("persistExtendedHistory", false)
      object.member("ephemeral", true)
    }
    return writer.bytes
  }

  func turnParameters(thread: String, prompt: String) -> [UInt8] {
    let policies = [
      "read-only": "readOnly", "workspace-write": "workspaceWrite", "danger-full-access": "dangerFullAccess",
    ]
    var writer = JSONWriter()
    writer.object { object in
      object.member("threadId", thread)
      object.key("input")
      object.array { input in
        input.object { item in
          item.member("type", "text")
          item.member("text", prompt)
        }
      }
      object.optional("cwd", cwd)
      object.optional("approvalPolicy", approvalPolicy)
      if let type = sandbox.flatMap({ policies[$0] }) {
        object.key("sandboxPolicy")
        object.object { $0.member("type", type) }
      }
      object.optional("model", model)
      object.optional("effort", effort)
      object.optional("summary", summary)
    }
    return writer.bytes
  }

  /// One item of the developer's, for `thread/inject_items`.
  static func contextParameters(thread: String, text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.member("threadId", thread)
      object.key("items")
      object.array { items in
        items.object { item in
          item.member("type", "message")
          item.member("role", "developer")
          item.key("content")
          item.array { content in
            content.object { part in
              part.member("type", "input_text")
              part.member("text", text)
            }
          }
        }
      }
    }
    return writer.bytes
  }
}
