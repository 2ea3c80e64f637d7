public import Configuration
public import PluginHost

/// Everything that can be said against the plugins of a configuration before one of them serves: the one answer of `run`,
/// `doctor` and `profiles validate`.
public struct PluginReview: Sendable {
  /// A plugin that is not there, or is not the one that the profile demands.
  public private(set) var missing: [ConfigurationProblem] = []
  /// One that is there, and cannot do what it is wanted for.
  public private(set) var refused: [ConfigurationProblem] = []
  /// What was found, for people.
  public private(set) var found: [String] = []
  /// Channels that cannot be served because of it.
  public private(set) var channels: Set<String> = []
  /// Plugins of `plugins.load` that are missing.
  public private(set) var ids: Set<String> = []

  public var problems: [ConfigurationProblem] { missing + refused }

  /// `ignores`: configurations that are not looked into.
  public init(
    _ bindings: [BindingSetting], plugins: [PluginSetting], catalog: PluginCatalog,
    ignores: (String) -> Bool = { _ in false }
  ) {
    var looked: [String: Result<PluginCatalog.Found, PluginSearchFailure>] = [:]
    func look(_ id: String) -> Result<PluginCatalog.Found, PluginSearchFailure> {
      if let known = looked[id] { return known }
      let result = Result { () throws(PluginSearchFailure) in try catalog.locateRequired(id) }
      looked[id] = result
      if case .success(let plugin) = result {
        found.append("\(id) \(plugin.descriptor.version) (\(plugin.library.path))")
      }
      return result
    }
    func isolation(_ id: String) -> Isolation { plugins.first { $0.id == id }?.isolation ?? .none }

    for plugin in plugins where plugin.isolation == .none {
      guard case .failure(let failure) = look(plugin.id) else { continue }
      missing.append(ConfigurationProblem(source: plugin.source, message: "\(failure)"))
      ids.insert(plugin.id)
    }
    for binding in bindings {
      // The code of an isolated plugin never runs in this process; its own says what is wrong.
      guard (binding.isolation ?? isolation(binding.pluginID)) == .none else {
        found.append("\(binding.pluginID) (in a process of its own)")
        continue
      }
      func object(_ id: String, to configuration: String, _ source: SettingSource, serves: Bool) {
        switch look(id) {
        case .failure(let failure):
          channels.insert(binding.channel)
          // Said once is enough.
          guard !ids.contains(id) else { return }
          missing.append(
            ConfigurationProblem(source: source, message: "channel \"\(binding.channel)\": \(failure)"))
        case .success(let plugin):
          guard !ignores(configuration) else { return }
          let objection =
            serves
            ? plugin.objection(toServingWith: configuration) : plugin.objection(toConfiguration: configuration)
          guard let objection else { return }
          channels.insert(binding.channel)
          refused.append(
            ConfigurationProblem(source: source, message: "channel \"\(binding.channel)\": \(objection)"))
        }
      }
      object(binding.pluginID, to: binding.configuration, binding.source, serves: true)
      if let auth = binding.auth { object(auth.pluginID, to: auth.configuration, binding.source, serves: false) }
    }
  }
}
