import CTunnelPlugin
public import CurlHTTP
import JSONSchema
public import Logging
import NIOCore

/// A plugin that adds to the operator's server: a service with an instance of its own, or the instance of a channel.
@NetworkLoop
public final class OperatorPlugin: OperatorAddition {
  /// What the host knows of the tunnel, as JSON.
  public typealias Status = @NetworkLoop @Sendable () -> [UInt8]?

  public nonisolated let descriptor: PluginDescriptor
  /// The library's file.
  public nonisolated let path: String
  /// Host services that it may use.
  public nonisolated let granted: Set<String>
  public nonisolated let place: OperatorPlace
  /// It needs no channel.
  public nonisolated let isService: Bool

  private let instance: PluginInstance
  private let functions: OperatorFunctions
  private var isClosing = false

  private var context: HostContext { instance.context }
  private nonisolated var faultSource: HostContext { instance.context }

  /// A service: creates the plugin's instance and opens it.
  ///
  /// - Parameters:
  ///   - found: The plugin; it must offer `tunnel.operator/1`.
  ///   - configuration: A JSON object.
  ///   - facilities: What this process has for its plugins.
  ///   - logger: The plugin's lines and faults go here.
  ///   - status: What the plugin gets when it asks for the state of the tunnel.
  /// - Throws: why the plugin cannot serve.
  public init(
    service found: PluginCatalog.Found, configuration: String, facilities: HostFacilities = HostFacilities(),
    logger: Logger,
    status: @escaping Status
  ) throws(BindingFailure) {
    let problems = found.configurationProblems(configuration)
    guard problems.isEmpty else {
      let list = problems.map(\.message).joined(separator: "; ")
      throw .refused(found.descriptor.id, "the configuration of plugin \(found.descriptor.id) is wrong: \(list)")
    }
    var logger = logger
    logger[metadataKey: "plugin"] = "\(found.descriptor.id)"
    instance = try PluginInstance(found, channel: "", facilities: facilities, logger: logger)
    functions = try instance.operatorFunctions()
    (descriptor, path, granted, isService) = (found.descriptor, found.library.path, found.granted, true)
    place = functions.place
    instance.context.answerStatus(status)
    watchReaders()
    try open(configuration)
  }

  /// What the plugin of a channel adds; nil when it adds nothing. The binding opens and closes it.
  ///
  /// - Throws: what is wrong with its table.
  public init?(of binding: Binding, status: @escaping Status) throws(BindingFailure) {
    guard binding.descriptor.servesOperator else { return nil }
    instance = binding.instance
    functions = try instance.operatorFunctionsBeside()
    (descriptor, path, granted) = (binding.descriptor, binding.path, binding.instance.context.granted)
    isService = false
    place = functions.place
    instance.context.answerStatus(status)
    watchReaders()
  }

  private func watchReaders() {
    context.whenReaderLeaves { [weak self] handle in self?.takeBack(handle) }
  }

  private func open(_ configuration: String) throws(BindingFailure) {
    var configuration = configuration
    context.willOpen(with: configuration)
    var error = tunnel_error.empty()
    let status = configuration.withUTF8 {
      functions.open(instance.pointer, tunnel_string(UnsafeRawBufferPointer($0)), &error)
    }
    guard status < 0 else { return }
    // The contract: close is called once, also when open failed. Nothing is waited for.
    context.whenClosed { [instance] in instance.destroy() }
    functions.close(instance.pointer)
    throw .refused(
      descriptor.id, "plugin \(descriptor.id): \(error.text.isEmpty ? "open returned \(status)" : error.text)")
  }

  /// How often the plugin broke the contract.
  public nonisolated var faultCount: Int { faultSource.faultCount }
  public nonisolated var process: PluginProcessStatus? { nil }

  // MARK: Asking

  /// Asks the plugin. A cancelled task takes the request back.
  public func serve(_ call: OperatorCall) async -> OperatorAnswer {
    guard !isClosing else { return .failed(.closed) }
    return await context.operatorRequests.ask { handle in
      withCCall(call) { functions.serve(instance.pointer, handle, $0) } < 0 ? .refused : nil
    } takeBack: { [weak self] handle, failure in
      self?.takeBack(handle, as: failure)
    }
  }

  /// Nobody waits any more.
  private func takeBack(_ handle: UInt64, as failure: OperatorAnswer.Failure = .closed) {
    guard context.operatorRequests.withdraw(handle, as: failure) else { return }
    if !context.hasEnded { functions.cancel(instance.pointer, handle) }
    context.operatorRequests.settleWithdrawal(of: handle)
  }

  private func withCCall(
    _ call: OperatorCall, _ body: (UnsafePointer<tunnel_operator_call>) -> tunnel_status
  ) -> tunnel_status {
    var (method, path, query) = (call.method, call.path, call.query)
    return method.withUTF8 { method in
      path.withUTF8 { path in
        query.withUTF8 { query in
          call.headers.withCHeaders { headers in
            call.body.withUnsafeReadableBytes { bytes in
              var raw = tunnel_operator_call()
              raw.size = UInt32(MemoryLayout<tunnel_operator_call>.size)
              raw.flags =
                (call.isLocal ? UInt32(TUNNEL_OPERATOR_LOCAL) : 0)
                | (call.isControl ? UInt32(TUNNEL_OPERATOR_CONTROL) : 0)
              raw.method = tunnel_string(UnsafeRawBufferPointer(method))
              raw.path = tunnel_string(UnsafeRawBufferPointer(path))
              raw.query = tunnel_string(UnsafeRawBufferPointer(query))
              raw.headers = headers
              raw.body = tunnel_bytes(bytes)
              return body(&raw)
            }
          }
        }
      }
    }
  }

  // MARK: End

  /// Takes every request back; none is taken any more. What is left of a channel's instance is the binding's.
  public func stop() {
    isClosing = true
    for handle in context.operatorRequests.handles { takeBack(handle) }
  }

  /// Stops, lets a service let go, and frees its instance. Returns within `limit` whatever the plugin does.
  public func close(within limit: Duration) async {
    guard !isClosing else { return }
    stop()
    guard isService else { return }
    await instance.end(within: limit) { [functions, instance] in functions.close(instance.pointer) }
  }
}
