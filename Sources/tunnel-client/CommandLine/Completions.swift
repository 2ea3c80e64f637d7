import ArgumentParser
import Configuration
import PluginHost
import Profiles

/// What the shell offers for values that only this machine knows (operator spec W-85): asked for at each press of Tab.
enum Completions {
  /// Names of profiles, from the folder that the command line so far means.
  static let profiles = CompletionKind.custom { words, _, prefix in matching(profileNames(words), prefix) }

  /// Ids of plugins on the search path, that of the profile included.
  static let plugins = CompletionKind.custom { words, _, prefix in
    let catalog = PluginCatalog(SettingsReader.readPluginFolders(settings(words)))
    return matching(catalog.scan().found.map(\.descriptor.id), prefix)
  }

  /// Channels that exist in every tunnel, and those that the command line so far and its profile name.
  static let channels = CompletionKind.custom { words, _, prefix in
    let named = words.flatMap { $0.split(separator: ",") }.filter { $0.hasPrefix("channel=") }
      .map { String($0.dropFirst("channel=".count)) }
    let targets = try? SettingsReader.readTargets(settings(words))
    return matching(["main", "harpoon"] + named + (targets?.bindings.map(\.channel) ?? []), prefix)
  }

  /// Names of profile samples (operator spec 6.4).
  static let samples = CompletionKind.custom { _, _, prefix in matching(ProfileSample.sorted.map(\.name), prefix) }

  /// Words that `help` knows, topics and commands.
  static let topics = CompletionKind.custom { _, _, prefix in
    matching(HelpTopic.all.map(\.name) + CommandTree.names, prefix)
  }

  // Not `.list`: for a flag with a dot the parser's script for zsh names a variable that zsh refuses.
  static let levels = CompletionKind.custom { _, _, prefix in matching(["debug", "info", "warn", "error"], prefix) }
  static let formats = CompletionKind.custom { _, _, prefix in matching(["struct-text", "json"], prefix) }

  private static var environment: [String: String] { ProcessEnvironment.current }

  /// What the command line so far, the environment and the profile say of plugins and channels.
  private static func settings(_ words: [String]) -> SettingValues {
    var flags: [SettingKey: [String]] = [:]
    for key in [SettingKey.pluginPath, .profile, .profileFile, .profileDirectory, .config] {
      let given = values(of: key.flag ?? "", in: words)
      if !given.isEmpty { flags[key] = given }
    }
    let file = try? ConfigurationFile.select(flags: flags, environment: environment)
    let profile = file.flatMap { try? ProfileFile.read($0.path) }
    return SettingValues(flags: flags, environment: environment, profile: profile)
  }

  private static func profileNames(_ words: [String]) -> [String] {
    let store = try? ProfileStore(
      flags: [.profileDirectory: values(of: "--profile-dir", in: words)], environment: environment)
    return ((try? store?.list()) ?? []).map(\.name)
  }

  /// `--flag value` and `--flag=value`
  private static func values(of flag: String, in words: [String]) -> [String] {
    var values: [String] = []
    for (index, word) in words.enumerated() {
      if word == flag, words.indices.contains(index + 1) { values.append(words[index + 1]) }
      if word.hasPrefix(flag + "=") { values.append(String(word.dropFirst(flag.count + 1))) }
    }
    return values
  }

  private static func matching(_ words: [String], _ prefix: String) -> [String] {
    Set(words).filter { $0.hasPrefix(prefix) }.sorted()
  }
}
