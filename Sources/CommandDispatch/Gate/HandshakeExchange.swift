import CurlHTTP
import MCPLifecycle
import NIOCore
import PluginHost

/// One exchange of the lifecycle's own with a server, which always comes to an end.
@NetworkLoop
final class HandshakeExchange: ExchangeReceiver {
  /// How the step ended, and what the transport said when it failed.
  struct End {
    var outcome: StepOutcome
    var failure: ExchangeOutcome?
    var status: Int?
  }

  private let binding: any ChannelBinding
  private let isRequest: Bool
  private var completion: (@NetworkLoop (End) -> Void)?
  private var exchange: Binding.Exchange?
  private var timer: LoopTimer?
  private var status: Int?
  private var session: String?

  /// How long a transport may keep an exchange whose response is there.
  private static let grace = Duration.seconds(5)

  init(_ binding: any ChannelBinding, isRequest: Bool, completion: @escaping @NetworkLoop (End) -> Void) {
    self.binding = binding
    self.isRequest = isRequest
    self.completion = completion
  }

  func begin(_ call: Binding.Call, limit: Duration) {
    guard let exchange = binding.start(call, receiver: self) else {
      return resolve(.lost, failure: ExchangeOutcome(.internal, detail: "the plugin refused the call"))
    }
    self.exchange = exchange
    timer = NetworkLoop.schedule(after: limit) { [weak self] in
      self?.withdraw()
      self?.resolve(.timeout)
    }
  }

  /// Nobody wants to know any more.
  func abandon() {
    completion = nil
    withdraw()
  }

  /// Not as a deadline: a server that may not even be initialized is sent no cancellation.
  private func withdraw() {
    timer?.cancel()
    if let exchange { binding.cancel(exchange, reason: .shutdown) }
    exchange = nil
  }

  func receive(_ event: ExchangeEvent) {
    switch event {
    case .head(let status, let headers):
      self.status = status
      session = headers.first("mcp-session-id")
    case .response(let json):
      resolve(.response(json.flatMap { Array($0.readableBytesView) }, session: session))
      timer?.cancel()
      timer = NetworkLoop.schedule(after: Self.grace) { [weak self] in self?.withdraw() }
    case .notification, .ignored:
      break
    case .finished(let outcome):
      exchange = nil
      timer?.cancel()
      resolve(Self.outcome(outcome, status, isRequest: isRequest), failure: outcome)
    }
  }

  private func resolve(_ outcome: StepOutcome, failure: ExchangeOutcome? = nil) {
    let completion = completion
    self.completion = nil
    completion?(End(outcome: outcome, failure: failure, status: status))
  }

  private static func outcome(_ end: ExchangeOutcome, _ status: Int?, isRequest: Bool) -> StepOutcome {
    switch end.failure {
    case .none:
      if let status, !(200..<300).contains(status) {
        return .status(status, body: Array(end.errorBody.readableBytesView))
      }
      return isRequest ? .status(status ?? 200, body: []) : .delivered
    case .timeout: return .timeout
    // Something answered, though not as a server of MCP does.
    case .protocol: return .status(status ?? 200, body: [])
    case .dns, .tls, .connect, .closed, .internal, .unsupported: return .lost
    }
  }
}
