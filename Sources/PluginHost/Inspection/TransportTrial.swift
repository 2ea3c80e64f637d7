import CTunnelPlugin
import CurlHTTP
import JSONSchema
import Logging
import NIOCore
import RawJSON

/// Serves a channel with a plugin for a few calls, as the tunnel does: the same binding, the same host services.
@NetworkLoop
struct TransportTrial {
  /// How long an answer is waited for; a server that is not there may take longer, and that is no fault of a plugin.
  static let patience = Duration.seconds(3)
  /// So long after a cancel a late word is listened for.
  static let afterglow = Duration.milliseconds(300)

  let found: PluginCatalog.Found
  /// What the operator gave to open it with; nil: derived from the schema.
  let configuration: String?
  let method: String
  let logger: Logger
  let report: @Sendable (PluginInspectionEvent) -> Void

  private var id: String { found.descriptor.id }

  func run() async {
    await judge(.refusal) { await refusal() }
    report(.began(.opening, plugin: id))
    guard let binding = open() else { return }
    await judge(.probe) { await probe(binding) }
    await judge(.request) { await request(binding) }
    await judge(.notification) { await notification(binding) }
    await judge(.cancellation) { await cancellation(binding) }
    await judge(.closing) { await closing(binding) }
    await judge(.faults) { faults(of: binding) }
    await judge(.grants) { grants(of: binding) }
  }

  private func judge(_ check: PluginCheck, _ body: () async -> PluginFinding) async {
    report(.began(check, plugin: id))
    report(.ended(await body()))
  }

  private func finding(
    _ check: PluginCheck, _ outcome: PluginFinding.Outcome, _ detail: String = "", fix: String = ""
  ) -> PluginFinding {
    PluginFinding(check, of: id, outcome, detail, fix: fix)
  }

  // MARK: Configuration

  private var schema: JSONSchema? { found.descriptor.configSchema.flatMap { try? JSONSchema($0) } }

  private func refusal() async -> PluginFinding {
    guard let schema else { return finding(.refusal, .skipped, "it has no schema, so nothing is wrong for it") }
    guard let wrong = schema.refusedExample else {
      return finding(
        .refusal, .skipped, "its schema accepts everything", fix: "say which keys there are, and their types")
    }
    do throws(BindingFailure) {
      // Not by the host's own check: other hosts may not have one.
      let binding = try Binding(
        channel: "verify", plugin: found, configuration: wrong, maxConcurrency: 1, logger: logger,
        checksConfiguration: false)
      await binding.close(within: Self.patience)
      return finding(
        .refusal, .warned, "open took \(wrong), which its schema refuses; this host checks the schema first",
        fix: "check the configuration in open, too")
    } catch {
      return switch error {
      case .broken(_, let why):
        finding(.refusal, .failed, why, fix: "fill all of the table of \(TUNNEL_TRANSPORT)")
      case .refused(_, let why) where why.hasPrefix("plugin \(id): open returned"):
        finding(.refusal, .failed, "open refused without a word", fix: "say why in error->message")
      case .refused(_, let why):
        finding(.refusal, .passed, "open said: \(why)")
      }
    }
  }

  /// Reports the outcome of `opening`, and of everything behind it when it fails.
  private func open() -> Binding? {
    let rest = PluginCheck.ofTransport.drop { $0 != .opening }.dropFirst()
    let skip = { (why: String) in for check in rest { report(.ended(finding(check, .skipped, why))) } }
    guard let configuration = configuration ?? (found.descriptor.configSchema == nil ? "{}" : schema?.acceptedExample)
    else {
      report(
        .ended(
          finding(
            .opening, .skipped, "no valid configuration can be derived from its schema",
            fix: "give one with --config, or put `examples` or `default` into the schema")))
      skip("it was not opened")
      return nil
    }
    do throws(BindingFailure) {
      let binding = try Binding(
        channel: "verify", plugin: found, configuration: configuration, maxConcurrency: 4, logger: logger)
      report(.ended(finding(.opening, .passed)))
      return binding
    } catch {
      report(
        .ended(
          finding(
            .opening, .failed, "\(error)",
            fix: "give a configuration that it can open with --config, or correct the plugin")))
      skip("it did not open")
      return nil
    }
  }

  // MARK: Calls

  private func probe(_ binding: Binding) async -> PluginFinding {
    let receiver = TrialReceiver()
    guard let exchange = binding.probe(receiver: receiver) else {
      return finding(.probe, .failed, "the probe did not begin")
    }
    await receiver.wait(Self.patience)
    guard let outcome = receiver.outcome else {
      binding.cancel(exchange, reason: .deadline)
      return finding(.probe, .passed, "no answer within \(Self.patience); cancelled")
    }
    return finding(.probe, .passed, outcome.failure == .none ? "the server is there" : "failed: \(Self.words(outcome))")
  }

  private func request(_ binding: Binding) async -> PluginFinding {
    let receiver = TrialReceiver()
    guard let exchange = binding.start(call(.request), receiver: receiver) else {
      return finding(
        .request, .warned, "start refused it", fix: "answer with a JSON-RPC error instead, which says more to a caller")
    }
    await receiver.wait(Self.patience)
    guard let outcome = receiver.outcome else {
      binding.cancel(exchange, reason: .deadline)
      return finding(.request, .passed, "no answer within \(Self.patience); cancelled")
    }
    if receiver.hasResponse { return finding(.request, .passed, "answered") }
    guard outcome.failure == .none else { return finding(.request, .passed, "failed: \(Self.words(outcome))") }
    guard let ignored = receiver.ignored else {
      return finding(
        .request, outcome.errorBodyLength > 0 || !outcome.kind.isEmpty ? .passed : .failed,
        "finished without a response",
        fix: "emit the response before finish, or finish with the failure that happened")
    }
    return finding(
      .request, .failed, "finished without a response; what it emitted was \(ignored.rawValue)",
      fix: "emit one JSON-RPC response with the caller's id, as raw bytes")
  }

  private func notification(_ binding: Binding) async -> PluginFinding {
    let receiver = TrialReceiver()
    guard let exchange = binding.start(call(.notification), receiver: receiver) else {
      return finding(.notification, .failed, "start refused it", fix: "finish what needs no answer")
    }
    await receiver.wait(Self.patience)
    guard let outcome = receiver.outcome else {
      binding.cancel(exchange, reason: .deadline)
      return finding(
        .notification, .warned, "not finished within \(Self.patience)", fix: "finish as soon as it is delivered")
    }
    return finding(.notification, .passed, outcome.failure == .none ? "" : "failed: \(Self.words(outcome))")
  }

  private func cancellation(_ binding: Binding) async -> PluginFinding {
    let before = binding.faultCount
    let receiver = TrialReceiver()
    let fix = "forget the exchange in cancel: no emit and no finish after it"
    guard let exchange = binding.start(call(.request), receiver: receiver) else {
      return finding(.cancellation, .skipped, "start refused the request")
    }
    binding.cancel(exchange, reason: .deadline)
    await TrialReceiver.pause(Self.afterglow)
    guard receiver.ends <= 1 else { return finding(.cancellation, .failed, "the call ended twice", fix: fix) }
    let late = binding.faultCount - before
    guard late == 0 else { return finding(.cancellation, .failed, "it spoke \(late) times after cancel", fix: fix) }
    return finding(.cancellation, .passed, receiver.ends == 1 ? "it was answered before the cancel came" : "")
  }

  // MARK: The end

  private func closing(_ binding: Binding) async -> PluginFinding {
    await binding.close(within: .seconds(8))
    guard binding.faults[.neverClosed] == nil else {
      return finding(
        .closing, .failed, "`closed` was not called within 8 seconds",
        fix: "call tunnel_host_exchange.closed in close, or when the last thread is done")
    }
    guard binding.start(call(.request), receiver: TrialReceiver()) == nil else {
      return finding(.closing, .failed, "a call was taken after the end")
    }
    return finding(.closing, .passed)
  }

  private func faults(of binding: Binding) -> PluginFinding {
    // These two have a check of their own.
    let faults = binding.faults.filter { $0.key != .denied && $0.key != .neverClosed }
    guard !faults.isEmpty else { return finding(.faults, .passed) }
    let list = faults.map { "\($0.key.rawValue) (\($0.value) times)" }.sorted().joined(separator: "; ")
    return finding(.faults, .failed, "it \(list)", fix: "see \"Handles and faults\" in docs/plugin-abi.md")
  }

  private func grants(of binding: Binding) -> PluginFinding {
    guard let count = binding.faults[.denied] else { return finding(.grants, .passed) }
    return finding(
      .grants, .failed, "\(count) calls of services that were not granted",
      fix: "name the services in the descriptor's host_services; ask is_granted before using what is optional")
  }

  private static func words(_ outcome: ExchangeOutcome) -> String {
    "\(outcome.failure)" + (outcome.kind.isEmpty ? "" : ", \(outcome.kind)")
  }

  private func call(_ kind: Binding.Call.Kind) -> Binding.Call {
    var json = Array("{\"jsonrpc\":\"2.0\"".utf8)
    if kind == .request { json += Array(",\"id\":\"verify-1\"".utf8) }
    json += Array(",\"method\":".utf8)
    JSONQuoting.append(kind == .request ? method : "notifications/verify", to: &json)
    json += Array(",\"params\":{}}".utf8)
    let peek = JSONRPCMessage.peek(json.span.bytes)
    return Binding.Call(
      kind: kind, message: ByteBuffer(bytes: json), id: peek.id, method: peek.method, headers: HTTPFields(),
      deadline: .now + .seconds(30))
  }
}
