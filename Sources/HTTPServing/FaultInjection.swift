import NIOCore
import NIOHTTP1

/// Makes a server as slow and as unreliable as asked, to test who calls it (operator spec 32.15).
public struct FaultInjection: Middleware {
  /// How much of it.
  public struct Rates: Sendable, Equatable {
    /// What every answer waits before its request is looked at.
    public var latency = Duration.zero
    /// The share of requests that are answered with 503 and do not reach the handler, from 0 to 1.
    public var errors = 0.0
    /// The share of requests that the handler answers while the caller sees its connection close, from 0 to 1.
    public var drops = 0.0

    /// No faults.
    public init() {}

    /// Whether there is nothing to do.
    public var isEmpty: Bool { self == Rates() }
  }

  private let rates: Rates
  private let random: @Sendable () -> Double

  /// - Parameters:
  ///   - rates: what to do.
  ///   - random: numbers from 0 up to 1; the default is the system's generator.
  public init(_ rates: Rates, random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }) {
    self.rates = rates
    self.random = random
  }

  /// Waits, then fails, passes on, or passes on and keeps the answer.
  public func handle(_ request: Request, next: Handler) async throws -> Response {
    if rates.latency > .zero { try await Task.sleep(for: rates.latency) }
    if rates.errors > 0, random() < rates.errors {
      return .json(
        #"{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"an error on purpose, asked for by --error-rate"}}"#,
        status: .serviceUnavailable)
    }
    let response = try await next(request)
    if rates.drops > 0, random() < rates.drops { throw UnansweredRequest() }
    return response
  }
}
