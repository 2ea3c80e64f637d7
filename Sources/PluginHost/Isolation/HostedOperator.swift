import CurlHTTP
import Logging

/// The operator's requests in a plugin's process: they go to the plugin, and its answers back, the events of a stream no
/// faster than they are read.
@NetworkLoop
final class HostedOperator {
  private struct Request {
    var task: Task<Void, Never>?
    var window = EventWindow()
    /// Of the task, which has an event that does not fit yet.
    var waiting: CheckedContinuation<Void, Never>?
  }

  let plugin: OperatorPlugin
  private let logger: Logger
  /// False: it is longer than any reader takes, or too much waits already.
  private let send: @NetworkLoop (UInt64, OperatorWord) -> Bool
  private var requests: [UInt64: Request] = [:]

  init(_ plugin: OperatorPlugin, logger: Logger, send: @escaping @NetworkLoop (UInt64, OperatorWord) -> Bool) {
    self.plugin = plugin
    self.logger = logger
    self.send = send
  }

  func begin(_ number: UInt64, _ call: OperatorCall) {
    guard requests[number] == nil else { return }
    requests[number] = Request()
    requests[number]?.task = Task(executorPreference: NetworkLoop.executor) { await self.serve(number, call) }
  }

  /// Nobody waits for the answer any more.
  func takeBack(_ number: UInt64) {
    guard let request = requests.removeValue(forKey: number) else { return }
    request.task?.cancel()
    request.waiting?.resume()
  }

  /// The reader is done with an event of so many bytes.
  func taken(_ number: UInt64, _ size: Int) {
    requests[number]?.window.taken(size)
    let waiting = requests[number]?.waiting
    requests[number]?.waiting = nil
    waiting?.resume()
  }

  private func serve(_ number: UInt64, _ call: OperatorCall) async {
    switch await plugin.serve(call) {
    case .body(let status, let type, let bytes):
      guard requests[number] != nil, !send(number, .body(status: status, type: type, bytes)) else { break }
      logger.warning(
        "an answer to the operator is too long, or too much waits, and was dropped", metadata: ["path": "\(call.path)"])
      _ = send(number, .failed(.refused))
    case .failed(let failure):
      if requests[number] != nil { _ = send(number, .failed(failure)) }
    case .stream(let stream):
      // The reader may be gone by now, in which case letting go of the stream says so.
      guard requests[number] != nil else { break }
      _ = send(number, .began)
      try? await stream.read { await pass($0, of: number) }
      if requests[number] != nil { _ = send(number, .ended) }
    }
    requests[number] = nil
  }

  private func pass(_ event: OperatorStream.Event, of number: UInt64) async {
    while let request = requests[number], !request.window.fits(event.size) {
      await withCheckedContinuation { requests[number]?.waiting = $0 }
    }
    guard requests[number] != nil else { return }
    requests[number]?.window.sent(event.size)
    _ = send(number, .event(event))
  }
}
