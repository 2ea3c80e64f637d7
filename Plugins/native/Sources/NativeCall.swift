internal import Synchronization
internal import TunnelNativeCalls
internal import TunnelPluginKit
internal import TunnelPluginMCP

/// One call on its way through the library: begun on the host thread, performed on another, answered at most once.
///
/// `@unchecked Sendable`: the exchange is the only thing that is not `Sendable`, and its functions may be called from any
/// thread ("tunnel/ext/transport.h", [any-thread]). It is spoken to only by whoever moved the state to `.over`, and a
/// worker does so under the lock, so that it is silent once `cancel` has returned.
final class NativeCall: @unchecked Sendable {
  enum State: Sendable {
    case waiting
    case running
    case over
  }

  let tool: NativeTool
  /// `MonotonicClock.milliseconds` by when the caller has an answer; nil: whenever it comes.
  let deadline: Int64?
  private let arguments: [NativeValue]
  private let era: ProtocolEra
  private let id: [UInt8]
  private let exchange: Exchange
  private let server: NativeServer
  private let current = Mutex(State.waiting)

  init(
    _ tool: NativeTool, _ arguments: [NativeValue], _ era: ProtocolEra, id: [UInt8], exchange: Exchange,
    server: NativeServer, deadline: Int64?
  ) {
    self.tool = tool
    self.arguments = arguments
    self.era = era
    self.id = id
    self.exchange = exchange
    self.server = server
    self.deadline = deadline
  }

  var state: State { current.withLock(\.self) }

  /// Performs it and answers; nothing when nobody waits any more. On a thread that may block.
  func perform() {
    let begins = current.withLock { state in
      guard state == .waiting else { return false }
      state = .running
      return true
    }
    guard begins else { return }
    let response = server.response(tool.call(arguments), to: id, era)
    current.withLock { state in
      guard state == .running else { return }
      state = .over
      exchange.respond(response)
    }
  }

  /// Answers before it is performed, or while it is. On the host thread.
  ///
  /// - Returns: what it was doing; when that is `.over` it had its answer.
  @discardableResult
  func answer(_ outcome: (State) -> ToolOutcome) -> State {
    let before = end()
    if before != .over { exchange.respond(server.response(outcome(before), to: id, era)) }
    return before
  }

  /// Nobody waits any more; the exchange is not spoken to again.
  ///
  /// - Returns: what it was doing.
  func end() -> State {
    current.withLock { state in
      defer { state = .over }
      return state
    }
  }
}
