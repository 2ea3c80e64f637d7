import ControlPlane
import CurlHTTP
import NIOCore

/// Takes the place of the control plane for one command: keeps what would have been posted.
@NetworkLoop
final class LocalExchange: DispatchObserver {
  private(set) var answer = LocalAnswer(code: 0)
  private let begunAt = ContinuousClock.now
  private var calledAt: ContinuousClock.Instant?
  private var size = 0
  private var isOver = false
  private var waiter: CheckedContinuation<Void, Never>?

  /// What is kept of the messages of a server, in bytes.
  private static let mostBytes = 4 << 20

  func post(
    _ response: TunnelResponse, for command: Command,
    completion: @escaping @NetworkLoop (ResponseDelivery.Disposition) -> Void
  ) -> Posting? {
    if let json = response.json { keep(json) }
    // Later, as a real delivery does it.
    _ = NetworkLoop.schedule(after: .zero) { completion(.accepted) }
    return nil
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      if isOver { continuation.resume() } else { waiter = continuation }
    }
  }

  func end() {
    isOver = true
    waiter?.resume()
    waiter = nil
  }

  private func keep(_ json: [ByteBuffer]) {
    let count = json.reduce(0) { $0 + $1.readableBytes }
    guard size + count <= Self.mostBytes else {
      answer.omitted += 1
      return
    }
    size += count
    answer.messages.append(ByteBuffer(joining: json))
  }

  func called(_ command: Command) {
    let now = ContinuousClock.now
    calledAt = now
    answer.preparing = now - begunAt
  }

  func failed(_ command: Command, _ failure: FailureNote) {
    answer.failure = failure
  }

  func answering(_ command: Command, _ response: TunnelResponse) {
    answer.code = response.code
    answer.serving = calledAt.map { .now - $0 }
  }

  func admitted(_ command: Command) {}
  func dropped() {}
  func unsupported(_ command: Command) {}
  func rejected(_ command: Command) {}
  func started(_ command: Command) {}
  func ended(_ command: Command, _ outcome: CommandOutcome, after elapsed: Duration) {}
}
