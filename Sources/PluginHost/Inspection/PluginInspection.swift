public import Logging

/// Holds a library against the rules of docs/plugin-abi.md. What it runs may crash or hang: do it in a process of its
/// own, and write the events down as they come.
public struct PluginInspection: Sendable {
  /// Absolute.
  public let path: String
  /// Only this plugin of the library; nil: all.
  public let id: String?
  /// A JSON object to open with; nil: derived from the schema.
  public let configuration: String?
  /// The method of the request that is tried.
  public let method: String
  /// The plugin's own lines go here.
  public let logger: Logger

  public init(path: String, id: String?, configuration: String?, method: String, logger: Logger) {
    self.path = path
    self.id = id
    self.configuration = configuration
    self.method = method
    self.logger = logger
  }

  /// Blocking, and to be called before anything else was started in the process: looks at the library itself.
  ///
  /// - Returns: the plugins to go on with; nil when the library cannot be used.
  public func inspectLibrary(_ report: @escaping (PluginInspectionEvent) -> Void) -> [PluginCatalog.Found]? {
    guard let library = LibraryInspection(path: path, report: report).run() else { return nil }
    return library.descriptors.filter { id == nil || $0.id == id }
      .map { PluginCatalog.Found(descriptor: $0, library: library, origin: .flag) }
  }

  /// Looks at one plugin of the library, and makes instances of it.
  public func inspect(_ found: PluginCatalog.Found, _ report: @escaping @Sendable (PluginInspectionEvent) -> Void) async
  {
    let descriptor = found.descriptor
    for finding in DescriptorInspection(descriptor: descriptor).findings { report(.ended(finding)) }
    let trial = InstanceTrial(found: found, logger: logger)
    report(.began(.lifeCycle, plugin: descriptor.id))
    let lifeCycle = await trial.lifeCycle()
    report(.ended(lifeCycle))
    report(.began(.unknownID, plugin: descriptor.id))
    report(.ended(await trial.unknownID()))
    if descriptor.offersCommands {
      report(.began(.commandHelp, plugin: descriptor.id))
      report(.ended(await CommandTrial(found: found, logger: logger).help(works: lifeCycle.outcome != .failed)))
    }
    report(.began(.diagnostics, plugin: descriptor.id))
    report(.ended(await trial.diagnostics()))
    let isTransport = descriptor.extensions.contains(Self.transport)
    guard isTransport, lifeCycle.outcome != .failed else {
      let why = isTransport ? "no instance can be made of it" : "it offers no \(Self.transport)"
      for check in PluginCheck.ofTransport {
        report(.ended(PluginFinding(check, of: descriptor.id, .skipped, why)))
      }
      return
    }
    await TransportTrial(
      found: found, configuration: configuration, method: method, logger: logger, report: report
    ).run()
  }

  private static let transport = "tunnel.transport/1"
}
