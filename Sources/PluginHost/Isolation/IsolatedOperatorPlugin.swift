public import CurlHTTP
public import Logging
import Synchronization

/// A plugin in a process of its own that adds to the operator's server: a service, or the plugin of an isolated channel.
///
/// While its process is down requests fail at once; those that it had are lost with it. Its successor takes new ones.
@NetworkLoop
public final class IsolatedOperatorPlugin: OperatorAddition {
  public nonisolated let descriptor: PluginDescriptor
  public nonisolated let path: String
  public nonisolated let granted: Set<String>
  public nonisolated let isService: Bool
  private nonisolated let supervisor: PluginSupervisor
  /// What it was at first, until a process says something else.
  private nonisolated let firstPlace: OperatorPlace
  private var isClosing = false

  /// A service: starts its process and opens it there.
  ///
  /// - Parameters:
  ///   - requirement: The plugin; it is looked for, and opened, in the other process only.
  ///   - searchPath: Where it is looked for.
  ///   - configuration: A JSON object.
  ///   - launch: What is started.
  ///   - facilities: What this process has for its plugins.
  ///   - logger: The plugin's lines and faults go here.
  ///   - status: What the plugin gets when it asks for the state of the tunnel.
  /// - Returns: nil when the plugin is there, but offers no `tunnel.operator/1`; its process is gone again then.
  /// - Throws: why the plugin cannot serve.
  public static func open(
    service requirement: PluginRequirement, searchPath: PluginSearchPath, configuration: String,
    launch: PluginProcessLaunch = .thisProgram, facilities: HostFacilities = HostFacilities(), logger: Logger,
    status: @escaping OperatorPlugin.Status
  ) async throws(BindingFailure) -> IsolatedOperatorPlugin? {
    var logger = logger
    logger[metadataKey: "plugin"] = "\(requirement.id)"
    let opening = PluginOpening(
      role: .service, channel: "", requirement: requirement, folders: searchPath.folders, configuration: configuration,
      maxConcurrency: 0, logLevel: logger.logLevel, route: PortableHTTPRoute(),
      variables: PluginProcessLaunch.variables(namedIn: configuration, of: HostEnvironment.current()), auth: nil,
      stateRoot: facilities.stateRoot)
    var launch = launch
    // For whoever looks at a list of processes.
    launch.arguments += ["plugin=\(requirement.id)"]
    let supervisor = PluginSupervisor(
      opening, launch: launch, facilities: facilities, logger: logger, onSecret: { _ in })
    let facts = try await supervisor.open()
    guard let place = facts.place else {
      await supervisor.close(within: launch.limits.open)
      return nil
    }
    return IsolatedOperatorPlugin(
      facts.descriptor, facts.path, supervisor, place, granted: requirement.grants, isService: true, status)
  }

  /// What the plugin of an isolated channel adds; nil when it adds nothing. The binding opens and closes it.
  public convenience init?(of binding: IsolatedBinding, status: @escaping OperatorPlugin.Status) {
    guard let place = binding.supervisor.place.withLock(\.self) else { return nil }
    self.init(
      binding.descriptor, binding.path, binding.supervisor, place, granted: binding.supervisor.grants, isService: false,
      status)
  }

  private init(
    _ descriptor: PluginDescriptor, _ path: String, _ supervisor: PluginSupervisor, _ place: OperatorPlace,
    granted grants: Set<String>?, isService: Bool, _ status: @escaping OperatorPlugin.Status
  ) {
    (self.descriptor, self.path, self.supervisor) = (descriptor, path, supervisor)
    (firstPlace, self.isService) = (place, isService)
    granted = PluginCatalog.granted(grants.map(Array.init), of: descriptor)
    supervisor.answerStatus(status)
  }

  public nonisolated var place: OperatorPlace { supervisor.place.withLock(\.self) ?? firstPlace }
  public nonisolated var faultCount: Int { supervisor.faults.load(ordering: .relaxed) }
  public nonisolated var process: PluginProcessStatus? { supervisor.status.withLock(\.self) }

  public func serve(_ call: OperatorCall) async -> OperatorAnswer {
    guard !isClosing else { return .failed(.closed) }
    return await supervisor.ask(call)
  }

  public func stop() {
    isClosing = true
    supervisor.takeBackRequests()
  }

  public func close(within limit: Duration) async {
    stop()
    if isService { await supervisor.close(within: limit) }
  }
}
