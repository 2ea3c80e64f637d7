import CTunnelPlugin
public import CurlHTTP
public import Logging
import NIOCore

/// A plugin instance that supplies credentials, with a cache before it: it is asked once for all who wait, and again a
/// little before a credential expires or when a server refused one.
@NetworkLoop
public final class AuthProvider {
  public typealias Completion = @NetworkLoop (Result<Credential, AuthFailure>) -> Void

  public nonisolated let pluginID: String

  private let instance: PluginInstance
  private let functions: AuthFunctions
  private let onSecret: @Sendable (String) -> Void
  private var cache = CredentialCache()
  private var flights: [CredentialQuery: CredentialFlight] = [:]
  private var isClosing = false

  private var context: HostContext { instance.context }

  /// Creates the plugin's instance and opens it.
  ///
  /// - Parameters:
  ///   - found: The plugin; it must offer `tunnel.auth/1`.
  ///   - configuration: A JSON object.
  ///   - channel: Whose server the credentials are for; empty: no channel's.
  ///   - facilities: What this process has for its plugins.
  ///   - logger: The plugin's lines and faults go here.
  ///   - onSecret: Gets every value of a credential before anybody else does, so that no log shows it. Called on the loop.
  /// - Throws: why the plugin cannot supply credentials.
  public init(
    plugin found: PluginCatalog.Found, configuration: String, channel: String = "",
    facilities: HostFacilities = HostFacilities(), logger: Logger,
    onSecret: @escaping @Sendable (String) -> Void
  ) throws(BindingFailure) {
    var logger = logger
    logger[metadataKey: "plugin"] = "\(found.descriptor.id)"
    if !channel.isEmpty { logger[metadataKey: "channel"] = "\(channel)" }
    pluginID = found.descriptor.id
    self.onSecret = onSecret
    instance = try PluginInstance(found, channel: channel, facilities: facilities, logger: logger)
    functions = try instance.authProvider()
    var configuration = configuration
    instance.context.willOpen(with: configuration)
    var error = tunnel_error.empty()
    let status = configuration.withUTF8 {
      functions.open(instance.pointer, tunnel_string(UnsafeRawBufferPointer($0)), &error)
    }
    guard status < 0 else { return }
    // The contract: close is called once, also when open failed. Nothing is waited for.
    context.whenClosed { [instance] in instance.destroy() }
    functions.close(instance.pointer)
    throw .refused(pluginID, "auth plugin \(pluginID): \(error.text.isEmpty ? "open returned \(status)" : error.text)")
  }

  /// How often the plugin broke the contract.
  public nonisolated var faultCount: Int { faultSource.faultCount }
  private nonisolated var faultSource: HostContext { instance.context }

  // MARK: Asking

  /// The credential for a query, from the cache while it is good. A challenge as `reason` drops the credential that is there first. Nobody waits longer than `deadline`; nil: than a
  /// minute. Throws why there is none.
  public func credential(
    purpose: CredentialQuery.Purpose, target: String = "", reference: String = "",
    reason: CredentialQuery.Reason = .first, deadline: ContinuousClock.Instant? = nil
  ) async throws(AuthFailure) -> Credential {
    let query = CredentialQuery(purpose, target: target, reference: reference)
    if case .challenge(let status, let header) = reason { challenge(query, nil, status: status, header: header) }
    let result: Result<Credential, AuthFailure> = await withCheckedContinuation { continuation in
      _ = request(query, deadline: deadline) { continuation.resume(returning: $0) }
    }
    return try result.get()
  }

  /// The credential that can be used at once; nil: ask with ``request(_:deadline:completion:)``.
  func cached(_ query: CredentialQuery) -> Credential? {
    switch cache.lookup(query, at: .now) {
    case .good(let credential): return credential
    case .aging(let credential):
      if flights[query] == nil { _ = takeOff(query, .refresh) }
      return credential
    case .missing: return nil
    }
  }

  /// The same without a task. `completion` runs once, at once or later, unless the waiter is cancelled before.
  func request(
    _ query: CredentialQuery, deadline: ContinuousClock.Instant?, completion: @escaping Completion
  ) -> CredentialWaiter {
    let waiter = CredentialWaiter(completion)
    guard !isClosing else {
      waiter.resolve(.failure(failure(.cancelled, "it is being closed")))
      return waiter
    }
    if let credential = cached(query) {
      waiter.resolve(.success(credential))
      return waiter
    }
    guard case .missing(let reason) = cache.lookup(query, at: .now) else { return waiter }
    guard let flight = flights[query] ?? takeOff(query, reason) else {
      waiter.resolve(.failure(failure(.internal, "it refused the request")))
      return waiter
    }
    flight.add(waiter, until: deadline, timeout: failure(.timeout, "it did not supply the credential in time"))
    return waiter
  }

  /// A server refused `credential` (nil: whatever is there): it is not used any more, and the next request says why.
  public func challenge(_ query: CredentialQuery, _ credential: Credential?, status: Int, header: String) {
    cache.challenge(query, credential, status: status, header: header)
  }

  private func takeOff(_ query: CredentialQuery, _ reason: CredentialQuery.Reason) -> CredentialFlight? {
    let flight = CredentialFlight(isAhead: cached(isThere: query))
    let receive: CredentialTable.Receiver = { [weak self, weak flight] answer in
      if let self, let flight { land(flight, query, answer) }
    }
    guard let handle = context.credentials.begin(receive) else { return nil }
    flight.handle = handle
    flight.whenAbandoned = { [weak self, weak flight] in
      if let self, let flight { abandon(flight, query) }
    }
    flights[query] = flight
    let status = withRequest(query, reason) { functions.supply(instance.pointer, handle, $0) }
    if status < 0, context.credentials.withdraw(handle) {
      context.credentials.settleWithdrawal(of: handle)
      flights[query] = nil
      cache.refreshFailed(query, at: .now)
      return nil
    }
    flight.begin(timeout: failure(.timeout, "it did not supply the credential in time"))
    return flight
  }

  private func cached(isThere query: CredentialQuery) -> Bool {
    if case .missing = cache.lookup(query, at: .now) { false } else { true }
  }

  private func land(_ flight: CredentialFlight, _ query: CredentialQuery, _ answer: CredentialTable.Answer) {
    if flights[query] === flight { flights[query] = nil }
    switch answer {
    case .supplied(let credential):
      announce(credential)
      cache.store(credential, for: query, at: .now)
      flight.land(.success(credential))
    case .failed(let reason, let message):
      cache.refreshFailed(query, at: .now)
      flight.land(.failure(failure(reason, message)))
    }
  }

  /// Nobody waits any more, or nobody will.
  private func abandon(_ flight: CredentialFlight, _ query: CredentialQuery) {
    if flights[query] === flight { flights[query] = nil }
    cache.refreshFailed(query, at: .now)
    guard context.credentials.withdraw(flight.handle) else { return }
    functions.cancel(instance.pointer, flight.handle)
    context.credentials.settleWithdrawal(of: flight.handle)
  }

  private func announce(_ credential: Credential) {
    if !credential.secret.isEmpty { onSecret(credential.secret) }
    for index in 0..<credential.headers.count {
      let value = credential.headers.value(at: index)
      onSecret(value)
      // "Bearer x": x alone is the secret, too.
      if let space = value.lastIndex(of: " ") { onSecret(String(value[value.index(after: space)...])) }
    }
  }

  private func failure(_ reason: AuthFailure.Reason, _ message: String) -> AuthFailure {
    AuthFailure(pluginID: pluginID, reason, message)
  }

  // MARK: End

  /// Cancels what is under way, lets the plugin let go, and frees the instance. Returns within `limit` whatever the
  /// plugin does; children that are still there are then killed.
  public func close(within limit: Duration = .seconds(8)) async {
    guard !isClosing else { return }
    isClosing = true
    for flight in Array(flights.values) {
      flight.whenAbandoned?()
      flight.land(.failure(failure(.cancelled, "it is being closed")))
    }
    await instance.end(within: limit) { [functions, instance] in functions.close(instance.pointer) }
  }

  private func withRequest(
    _ query: CredentialQuery, _ reason: CredentialQuery.Reason,
    _ body: (UnsafePointer<tunnel_auth_request>) -> tunnel_status
  ) -> tunnel_status {
    var (target, reference, challenge) = (query.target, query.reference, "")
    var raw = tunnel_auth_request()
    raw.size = UInt32(MemoryLayout<tunnel_auth_request>.size)
    let purpose =
      switch query.purpose {
      case .controlPlane: TUNNEL_AUTH_CONTROL_PLANE
      case .mcpCall: TUNNEL_AUTH_MCP_CALL
      case .mcpDiscovery: TUNNEL_AUTH_MCP_DISCOVERY
      case .secret: TUNNEL_AUTH_SECRET
      }
    raw.purpose = UInt32(purpose)
    switch reason {
    case .first: raw.reason = UInt32(TUNNEL_AUTH_FIRST)
    case .refresh: raw.reason = UInt32(TUNNEL_AUTH_REFRESH)
    case .challenge(let status, let header):
      raw.reason = UInt32(TUNNEL_AUTH_CHALLENGE)
      raw.status = Int32(clamping: status)
      challenge = header
    }
    raw.deadline_ns = MonotonicTime.nanoseconds(of: .now + CredentialFlight.longest)
    return target.withUTF8 { target in
      reference.withUTF8 { reference in
        challenge.withUTF8 { challenge in
          raw.target = tunnel_string(UnsafeRawBufferPointer(target))
          raw.reference = tunnel_string(UnsafeRawBufferPointer(reference))
          raw.challenge = tunnel_string(UnsafeRawBufferPointer(challenge))
          return body(&raw)
        }
      }
    }
  }
}
