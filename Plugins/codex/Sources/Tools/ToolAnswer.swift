internal import TunnelPluginKit
internal import TunnelPluginMCP

/// What a tool answers, made of what tunnel-client printed; without secrets (operator spec 21.8.1).
struct ToolAnswer {
  let operation: ToolOperation
  let program: String
  let capture: Capture
  let secrets: SecretText

  private static let mostErrorText = 4_096

  func response(_ id: [UInt8], _ era: ProtocolEra, _ server: ToolServer) -> [UInt8] {
    let isDocument = capture.output.withUnsafeBytes { bytes in
      JSONStringWalk.visit(bytes) { _, _ in } && JSONSlice(bytes).kind == .object
    }
    // 2 is an answer that says no, with its document.
    guard isDocument, capture.exitCode == 0 || capture.exitCode == 2 else {
      return Self.failure(failure(isDocument: isDocument), to: id, secrets)
    }
    return id.withUnsafeBytes { bytes in
      server.response(to: bytes) { () throws(RPCError) in
        .call(era, resultType: "complete") { result in
          capture.output.withUnsafeBytes { native in
            let native = JSONSlice(native)
            Self.write(text: summary(native), to: &result) { write(native, to: &$0) }
          }
        }
      }
    }
  }

  private var isOK: Bool { capture.exitCode == 0 }

  /// `content` with the text, and `structuredContent` with what `facts` writes.
  static func write(text: String, to result: inout JSONWriter, _ facts: (inout JSONWriter) -> Void) {
    result.key("content")
    result.array { content in
      content.object { item in
        item.member("type", "text")
        item.member("text", text)
      }
    }
    result.key("structuredContent")
    result.object(facts)
    result.member("isError", false)
  }

  static func failure(_ failure: ToolFailure, to id: [UInt8], _ secrets: SecretText) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { response in
      response.member("jsonrpc", "2.0")
      response.key("id")
      id.withUnsafeBytes { response.raw($0) }
      response.key("error")
      response.object { failure.write(to: &$0, secrets) }
    }
    return writer.bytes
  }

  private func failure(isDocument: Bool) -> ToolFailure {
    let told = isDocument ? capture.output.withUnsafeBytes { Self.told(JSONSlice($0)["error"]) } : nil
    var failure =
      capture.isLate
      ? ToolFailure("timeout", "tunnel-client \(operation.name) took longer than \(operation.seconds) s")
      : told ?? ToolFailure("failed", Self.reason(capture))
    failure.operation = operation.name
    failure.exitCode = capture.exitCode
    failure.errors = errors
    return failure
  }

  private static func told(_ error: JSONSlice?) -> ToolFailure? {
    error?["message"]?.string.map { ToolFailure(error?["code"]?.string ?? "failed", $0, hint: error?["hint"]?.string) }
  }

  private static func reason(_ capture: Capture) -> String {
    let line = Capture.lastLine(capture.errors)
    return line.isEmpty ? "tunnel-client printed no answer" : line
  }

  private var errors: String {
    String(decoding: capture.errors.suffix(Self.mostErrorText), as: UTF8.self)
  }

  private func summary(_ native: JSONSlice) -> String {
    switch operation.name {
    case "list":
      let aliases = native["aliases"]?.elements.compactMap { $0["alias"]?.string } ?? []
      return aliases.isEmpty ? "No aliases on this machine." : "Aliases: \(aliases.joined(separator: ", "))"
    case "status":
      return secrets.redacted("\(native["alias"]?.string ?? ""): \(native["runtime_state"]?.string ?? "unknown")")
    default:
      let alias = native["alias"]?.string ?? ""
      let state = native["runtime_state"]?.string.map { ", \($0)" } ?? ""
      let cause = isOK ? nil : native["launch_diagnostics"]?["cause"]?.string
      return secrets.redacted(
        "\(operation.name) \(alias): \(isOK ? "done" : "not well")\(state)\(cause.map { ": \($0)" } ?? "")")
    }
  }

  /// What there is no answer for is null: these members are promised.
  private func write(_ native: JSONSlice, to object: inout JSONWriter) {
    let endpoints = native["local"]?["effective_health"] ?? native["local"]?["health"]
    let command = native["process"]?["command"] ?? native["command"]
    let session = native["session_name"] ?? native["tmux"]?["session_name"]
    let facts: [(String, JSONSlice?)] = [
      ("tunnel_id", native["tunnel_id"] ?? native["tunnel"]?["id"]), ("alias", native["alias"]),
      ("profile_path", native["profile_path"]), ("healthz", endpoints?["healthz"]), ("readyz", endpoints?["readyz"]),
      ("control_plane_poll_health", native["control_plane_poll_health"]), ("session_name", session),
      ("repair_actions", native["repair_actions"]), ("live_process_command", command),
      ("live_process_binary", command?.elements.first), ("launch_diagnostics", native["launch_diagnostics"]),
    ]
    for (name, value) in facts {
      object.key(name)
      if let value { secrets.copy(value, to: &object) } else { object.raw("null") }
    }
    object.member("selected_tunnel_client_bin", program)
    object.member("ok", isOK)
    object.member("operation", operation.name)
    object.member("command", ([program] + operation.commandLine).map(secrets.redacted))
    object.member("exit_code", Int(capture.exitCode ?? -1))
    object.member("stderr", secrets.redacted(errors))
    object.key("native")
    secrets.copy(native, to: &object)
  }
}
