internal import CTunnelPlugin
public import TunnelPluginKit

/// A host without a network: it implements the C tables of the ABI in memory and records what a plugin does with them,
/// so that a plugin is tested through the same trampolines as in production.
///
/// Single-threaded like the host thread that it stands for.
public final class FakeHost {
  /// What a plugin told about exchanges, in order.
  public internal(set) var events: [Event] = []
  public internal(set) var logs: [String] = []
  /// HTTP requests that a plugin started.
  public internal(set) var requests: [FakeHTTPRequest] = []
  /// Child processes that a plugin started.
  public internal(set) var children: [FakeChild] = []
  /// What a plugin said about its server, in order: "up 1", "down exited with code 3".
  public internal(set) var presence: [String] = []
  /// Services that answer `TUNNEL_E_DENIED`.
  public var denied: Set<HostService> = []
  /// Services that this host does not know.
  public var missing: Set<HostService> = []
  /// Why no child can be started, if none can.
  public var startFailure: String?
  /// Handles that a plugin used when they were dead: each one is a fault.
  public internal(set) var faults: [String] = []

  /// What an auth provider answered, by the handle of the request.
  public internal(set) var credentialAnswers: [UInt64: CredentialAnswer] = [:]

  /// What an operator plugin answered, by the handle of the request.
  public internal(set) var operatorAnswers: [UInt64: OperatorAnswer] = [:]
  /// What `Host.tunnelStatus` says; nil: nothing.
  public var tunnelStatus: String?
  /// Whether readers of streams are too slow for another event.
  public var hasSlowReaders = false

  /// What a plugin counted, by name and labels: `calls_total{label="a"}`. Counters have one number, the sum; gauges the
  /// last value; histograms all that was observed.
  public internal(set) var metrics: [String: [Double]] = [:]
  /// The folder that plugins get for their state; nil: there is none.
  public var stateFolder: String?
  /// The values of secrets, by their references.
  public var secrets: [String: String] = [:]

  /// Tells whoever watches what the host has found out about OAuth.
  public func publishOAuth(_ document: String) {
    guard let oauthWatcher else { return }
    Array(document.utf8).withUnsafeBytes { bytes in
      oauthWatcher.found(oauthWatcher.user, tunnel_bytes(data: bytes.baseAddress, size: bytes.count))
    }
  }

  var oauthWatcher:
    (found: @convention(c) (UnsafeMutableRawPointer?, tunnel_bytes) -> Void, user: UnsafeMutableRawPointer?)?
  /// The keys of `metrics`, by handle.
  var metricNames: [UInt64: String] = [:]
  let stateText = StableTextBox()
  /// Requests of the operator that wait for their answer, or for the end of their stream.
  var operatorRequests: Set<UInt64> = []
  /// Requests for credentials that wait for their answer.
  var credentialRequests: Set<UInt64> = []
  var exchanges: [UInt64: FakeExchange] = [:]
  var buffers: [UInt64: FakeBuffer] = [:]
  var timers: [UInt64: FakeTimer] = [:]
  private var nextHandle: UInt64 = 100
  private let pointer: UnsafeMutablePointer<tunnel_host>
  let tables = FakeTables()

  public init() {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: tunnel_host())
    pointer.pointee.size = UInt32(MemoryLayout<tunnel_host>.size)
    pointer.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    pointer.pointee.get_extension = { host, name in
      guard let name, let service = HostService.allCases.first(where: { "\($0.name)" == String(cString: name) }) else {
        return nil
      }
      let host = FakeHost.of(host)
      return host.missing.contains(service) ? nil : host.tables.table(of: service)
    }
    pointer.pointee.is_granted = { host, name in
      guard let name, let service = HostService.allCases.first(where: { "\($0.name)" == String(cString: name) }) else {
        return 0
      }
      let host = FakeHost.of(host)
      return host.missing.contains(service) || host.denied.contains(service) ? 0 : 1
    }
  }

  deinit {
    pointer.deallocate()
  }

  /// The host as C sees it.
  public var rawPointer: UnsafeRawPointer { UnsafeRawPointer(pointer) }

  /// Buffers that nobody released.
  public var liveBuffers: Int { buffers.count }

  /// The delays of the timers that were started and neither fired nor were taken back, in milliseconds.
  public var pendingTimers: [UInt64] { timers.values.map(\.delay).sorted() }

  /// Fires every timer that is pending now.
  public func fireTimers() {
    let due = timers.sorted { $0.key < $1.key }
    for (handle, timer) in due where timers.removeValue(forKey: handle) != nil {
      timer.fire()
    }
  }

  var abi: UnsafePointer<tunnel_host> { UnsafePointer(pointer) }

  func makeHandle() -> UInt64 {
    nextHandle += 1
    return nextHandle
  }

  static func of(_ host: UnsafePointer<tunnel_host>?) -> FakeHost {
    guard let context = host?.pointee.context else { fatalError("a plugin passed a host that is not this one") }
    return Unmanaged<FakeHost>.fromOpaque(context).takeUnretainedValue()
  }
}
