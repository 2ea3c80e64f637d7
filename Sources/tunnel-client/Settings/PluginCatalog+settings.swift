import Configuration
import Doctor
import PluginHost

extension PluginCatalog {
  /// Of the folders that the settings name, and those beside the binary.
  init(_ folders: Settings.PluginFolders) {
    self.init(searchPath: PluginSearchPath(folders), screen: .ofThisProgram)
  }

  /// The same, with what the profile requires of plugins.
  ///
  /// - Throws: a version constraint that cannot be read.
  init(_ folders: Settings.PluginFolders, requiring plugins: [PluginSetting]) throws(ConfigurationProblem) {
    var requirements: [PluginRequirement] = []
    for plugin in plugins {
      var version: VersionConstraint?
      if let text = plugin.version {
        do throws(VersionConstraint.Malformed) {
          version = try VersionConstraint.parse(text)
        } catch {
          throw ConfigurationProblem(source: plugin.source, message: "version: \(error)", fix: "for example ^1.2")
        }
      }
      requirements.append(
        PluginRequirement(
          id: plugin.id, version: version, sha256: plugin.sha256, grants: plugin.grants.map(Set.init),
          isolation: plugin.isolation == .process ? .process : .none))
    }
    self.init(searchPath: PluginSearchPath(folders), requirements: requirements, screen: .ofThisProgram)
  }
}

extension PluginCatalog {
  /// Every plugin that the profile lists has to be there, whether a channel uses it or not, and those of channels must
  /// be able to serve them.
  ///
  /// - Throws: everything that is wrong.
  func check(_ bindings: [BindingSetting], _ plugins: [PluginSetting]) throws(ConfigurationError) {
    let problems = PluginReview(bindings, plugins: plugins, catalog: self).problems
    guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
  }
}

extension PluginScreen {
  static var ofThisProgram: PluginScreen {
    PluginScreen(executable: ProcessEnvironment.executable, arguments: ["plugins", PluginsScreenChildCommand.name])
  }
}

extension PluginSearchPath {
  fileprivate init(_ folders: Settings.PluginFolders) {
    self.init(
      flags: folders.flags, environment: folders.environment.joined(separator: ":"), profile: folders.profile,
      binary: ProcessEnvironment.executable)
  }
}
