internal import TunnelPluginKit

/// Codex, our plugin in it, this program, and a runtime, looked at together (operator spec 18.3).
struct Diagnosis {
  /// What one of our own commands answered.
  struct Answer {
    /// A JSON document.
    let document: [UInt8]?
    let exitCode: Int32?
    let error: String?
  }

  let codex: CodexReport
  let alias: String?
  let pluginRoot: String?
  let runtime: Answer?
  let runtimes: Answer
  let health: Answer?
  let profiles: Answer
  private let program: String
  private let version: String

  private static let seconds: Int64 = 20

  init(
    _ context: CommandContext, alias: String?, pluginRoot: String?, healthURL: String?, codexHome: String?
  ) throws(CommandFailure) {
    codex = try CodexReport(context, home: codexHome)
    self.alias = alias
    self.pluginRoot = pluginRoot.map { SmallFile.resolved(context.absolute($0)) ?? context.absolute($0) }
    (program, version) = (context.call.program, context.version)
    runtime = alias.map { Self.ask(context, ["runtimes", "status", "--json", "--", $0]) }
    runtimes = Self.ask(context, ["runtimes", "list", "--json"])
    health = healthURL.map { Self.ask(context, ["health", "--url", $0, "--json"]) }
    profiles = Self.ask(context, ["profiles", "path", "--json"])
  }

  var isFine: Bool {
    codex.state == .ready && codex.survey?.problem == nil && runtime?.error == nil
      && (runtime.map { $0.exitCode == 0 } ?? true) && (health.map { $0.exitCode == 0 } ?? true)
  }

  /// The program that runs asks itself: what is looked at and what is shown is then the same code.
  private static func ask(_ context: CommandContext, _ arguments: [String]) -> Answer {
    do throws(CommandFailure) {
      let capture = try Capture.run(
        context.call.program, arguments, environment: context.call.environment, seconds: seconds,
        cancelled: context.call.cancelled)
      let isDocument = capture.output.withUnsafeBytes { bytes in
        JSONStringWalk.visit(bytes) { _, _ in } && JSONSlice(bytes).kind == .object
      }
      guard isDocument else {
        let line = Capture.lastLine(capture.errors)
        let why = capture.isLate ? "it took too long" : line.isEmpty ? "it printed no JSON" : line
        return Answer(document: nil, exitCode: capture.exitCode, error: "tunnel-client \(arguments[0]): \(why)")
      }
      let told = capture.output.withUnsafeBytes { JSONSlice($0)["error"]?["message"]?.string }
      return Answer(document: told == nil ? capture.output : nil, exitCode: capture.exitCode, error: told)
    } catch {
      return Answer(document: nil, exitCode: nil, error: error.message)
    }
  }

  func document() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.optional("loaded_plugin_source", pluginRoot)
      object.optional("codex_home", codex.home?.path)
      object.optional("config_path", codex.home?.config)
      object.optional("cache_path", codex.home?.cache)
      codex.survey?.write(program: program, to: &object)
      object.member("resolved_tunnel_client_binary", program)
      object.member("resolved_tunnel_client_source", "current_process")
      object.member("binary_version", version)
      object.optional("state_root", Self.text(runtimes, "state_root"))
      object.optional("profile_dir", Self.text(profiles, "folder") ?? Self.text(profiles, "path"))
      object.optional("profile_dir_error", profiles.error)
      object.optional("current_health_url", health.flatMap { Self.text($0, "base_url") })
      write("health_probe", health, to: &object)
      write("runtime_status", runtime, to: &object)
      object.key("codex_bridge")
      object.object { codex.write(to: &$0) }
    }
    return writer.bytes
  }

  func text() -> String {
    var text = codex.text() + "\ntunnel-client:\n  Program: \(program)\n  Version: \(version)\n"
    if let folder = Self.text(profiles, "folder") ?? Self.text(profiles, "path") { text += "  Profiles: \(folder)\n" }
    if let root = Self.text(runtimes, "state_root") { text += "  State: \(root)\n" }
    if let pluginRoot { text += "  Asked by the plugin in: \(pluginRoot)\n" }
    if let health { text += "  Health: \(health.error ?? Self.text(health, "result") ?? "answered")\n" }
    if let runtime, let alias {
      text += "\nRuntime \(alias):\n  State: \(runtime.error ?? Self.text(runtime, "runtime_state") ?? "unknown")\n"
    }
    return text
  }

  private func write(_ name: String, _ answer: Answer?, to object: inout JSONWriter) {
    guard let answer else { return }
    if let document = answer.document {
      object.key(name)
      document.withUnsafeBytes { object.copy(JSONSlice($0)) }
    }
    object.optional(name + "_error", answer.error)
  }

  private static func text(_ answer: Answer, _ member: String) -> String? {
    answer.document?.withUnsafeBytes { JSONSlice($0)[member]?.string }
  }
}
