extension PluginCatalog {
  /// A command with the plugin that answers it.
  public struct FoundCommand: Sendable {
    public let description: PluginCommandDescription
    public let plugin: Found

    /// It came with tunnel-client.
    public var isBundled: Bool { plugin.origin == .binary }
  }

  /// Every command on the search path, by name. Of several with one name the one that comes with tunnel-client counts, then
  /// the first: a folder that is added can never change what a command of ours does.
  ///
  /// Files that somebody else could have written are passed over (``PluginFileTrust``): here nobody has named them.
  public func commands() -> [FoundCommand] {
    var found: [FoundCommand] = []
    for folder in commandFolders {
      for file in PluginSearchPath.files(in: folder) { add(commandsOf: file, folder.origin, to: &found) }
    }
    return found.sorted { $0.description.name < $1.description.name }
  }

  /// One command; nil when no plugin has it. Opens as few files as possible.
  public func command(_ name: String) -> FoundCommand? {
    var found: [FoundCommand] = []
    for folder in commandFolders {
      for file in Self.files(in: folder, likely: name) {
        add(commandsOf: file, folder.origin, to: &found)
        if let command = found.first(where: { $0.description.name == name }) { return command }
      }
    }
    return nil
  }

  private var commandFolders: [PluginSearchPath.Folder] {
    searchPath.folders.filter { $0.origin == .binary } + searchPath.folders.filter { $0.origin != .binary }
  }

  private func add(commandsOf file: String, _ origin: PluginSearchPath.Origin, to found: inout [FoundCommand]) {
    guard origin == .binary || PluginFileTrust.isOurs(file), let library = try? PluginLibrary(path: file) else {
      return
    }
    for descriptor in library.descriptors {
      for command in descriptor.commands where !found.contains(where: { $0.description.name == command.name }) {
        found.append(
          FoundCommand(
            description: command, plugin: Found(descriptor: descriptor, library: library, origin: origin)))
      }
    }
  }
}
