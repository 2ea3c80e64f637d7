import CurlHTTP
import NIOCore
import RawJSON
import TestPlugins
import TestServer

@testable import PluginHost

/// A binding of a compiled plugin, with its log.
@NetworkLoop
struct Bound {
  let binding: Binding
  let log = RecordedLog()

  init(
    _ name: String, configuration: String = "{}", facilities: HostFacilities = HostFacilities()
  ) throws {
    binding = try Binding(
      channel: "main", plugin: Self.find(name), configuration: configuration, maxConcurrency: 10, logger: log.logger,
      facilities: facilities)
  }

  init(_ binding: Binding) {
    self.binding = binding
  }

  var warnings: [String] { log.warnings }

  nonisolated static func find(_ name: String) throws -> PluginCatalog.Found {
    let library = try PluginLibrary(path: CompiledPlugins.path(name))
    return PluginCatalog.Found(descriptor: library.descriptors[0], library: library, origin: .flag)
  }

  /// Starts a message and returns where its events arrive.
  func start(_ json: String, deadline: ContinuousClock.Instant? = nil) throws -> (Binding.Exchange?, Events) {
    let events = Events()
    let message = ByteBuffer(string: json)
    let scan = try message.withUnsafeReadableBytes { try JSONRPCMessage.scan($0) }
    let kind: Binding.Call.Kind =
      switch scan.kind {
      case .request: .request
      case .notification: .notification
      case .response: .response
      }
    let call = Binding.Call(
      kind: kind, message: message, id: scan.id, method: scan.method, headers: HTTPFields(), deadline: deadline)
    return (binding.start(call, receiver: events), events)
  }

  /// Calls a method and returns everything up to the end.
  func call(_ method: String, params: String = "{}") async throws -> [String] {
    let (_, events) = try start(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#)
    return await events.untilFinished()
  }
}

/// Receives the events of one exchange, and says them in short words.
@NetworkLoop
final class Events: ExchangeReceiver {
  let mailbox = Mailbox<String>()

  nonisolated init() {}

  func receive(_ event: ExchangeEvent) {
    switch event {
    case .head(let status, _): mailbox.put("head \(status)")
    case .response(let pieces): mailbox.put("response \(pieces.map { String(buffer: $0) }.joined())")
    case .notification(let message): mailbox.put("notification \(String(buffer: message))")
    case .ignored(let what): mailbox.put("ignored \(what.rawValue)")
    case .finished(let outcome):
      mailbox.put(
        "finished \(outcome.failure)" + (outcome.kind.isEmpty ? "" : " \(outcome.kind)"))
    }
  }

  /// What came so far.
  var seen: [String] { mailbox.all }

  func untilFinished() async -> [String] {
    _ = await mailbox.next { $0.hasPrefix("finished") }
    await Loop.settle()
    return mailbox.all
  }
}

enum Loop {
  /// Returns when everything that is queued on the loop now has run.
  @NetworkLoop
  static func settle() async {
    await withCheckedContinuation { continuation in NetworkLoop.execute { continuation.resume() } }
  }
}
