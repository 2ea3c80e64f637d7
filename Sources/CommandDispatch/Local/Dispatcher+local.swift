import ControlPlane
public import CurlHTTP
public import NIOCore
import RawJSON

extension Dispatcher {
  /// Sends a message to a channel's server on the way of every command, but for somebody on this machine: nothing of it
  /// is counted, and nothing goes to the control plane. One at a time in each channel.
  ///
  /// - Parameters:
  ///   - channel: The server's.
  ///   - message: One JSON-RPC message.
  ///   - headers: As a caller of the tunnel would have sent them.
  ///   - window: How long the server may take; the answer then tells of it.
  /// - Returns: what it said, or why it did not.
  /// - Throws: why it was not even tried.
  public func exchangeLocally(
    channel: String, message: ByteBuffer, headers: HTTPFields, window: Duration
  ) async throws(LocalExchangeRefusal) -> LocalAnswer {
    guard let gate = gates[channel] else { throw .unknownChannel }
    guard !isDraining else { throw .shuttingDown }
    guard localRuns[channel] == nil else { throw .busy }
    let scanned: JSONRPCMessage
    do throws(JSONError) {
      scanned = try message.withUnsafeReadableBytes { bytes in
        Result { () throws(JSONError) in try JSONRPCMessage.scan(bytes) }
      }.get()
    } catch {
      throw .notAMessage(error.description)
    }
    let command = Command(
      local: scanned, payload: message, channel: channel, headers: headers, receivedAt: .now)
    let exchange = LocalExchange()
    var limits = limits
    limits.window = window
    let run = CommandRun(
      command, post: { exchange.post($0, for: $1, completion: $2) }, observer: exchange, logger: logger
    ) { [self] _, _ in
      localRuns[channel] = nil
      exchange.end()
    }
    // Before anything is waited for: the next one must see it.
    localRuns[channel] = run
    run.begin(at: gate, limits)
    await exchange.wait()
    return exchange.answer
  }
}
