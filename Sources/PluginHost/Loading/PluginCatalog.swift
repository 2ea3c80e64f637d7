import JSONSchema
import Trust

/// Finds plugins on the search path.
public struct PluginCatalog: Sendable {
  /// A plugin that could be used.
  public struct Found: Sendable {
    public let descriptor: PluginDescriptor
    public let library: PluginLibrary
    public let origin: PluginSearchPath.Origin
    /// Host services that an instance gets: what the plugin asks for, or the part of it that the operator granted.
    public internal(set) var granted: Set<String>
    /// Where an instance is to live.
    public internal(set) var isolation = PluginRequirement.Isolation.none

    init(descriptor: PluginDescriptor, library: PluginLibrary, origin: PluginSearchPath.Origin) {
      self.descriptor = descriptor
      self.library = library
      self.origin = origin
      granted = Set(descriptor.hostServices)
    }

    /// The digest of the file as it is now; read anew each time.
    public var sha256: String? { try? SHA256.ofFile(library.path) }

    /// What it offers that this host can use.
    public var loadableExtensions: [String] {
      descriptor.extensions.filter(DescriptorInspection.knownExtensions.contains)
    }

    /// Everything that is wrong with a configuration by the plugin's schema; empty when it has none, or one that
    /// cannot be read: then the plugin is the one to judge.
    func configurationProblems(_ json: String) -> [JSONSchema.Problem] {
      guard let text = descriptor.configSchema, let schema = try? JSONSchema(text) else { return [] }
      return schema.problems(in: json)
    }
  }

  public struct Scan: Sendable {
    /// In the order of the search path; of several files with the same id the first one counts.
    public var found: [Found] = []
    /// Files that hold only ids found before.
    public var shadowed: [Found] = []
    public var failures: [PluginLoadFailure] = []
  }

  /// What of the services that a plugin asks for it gets under `grants` (nil: all), with those that every plugin gets.
  public static func granted(_ grants: [String]?, of descriptor: PluginDescriptor) -> Set<String> {
    let asked = Set(descriptor.hostServices)
    return grants.map { asked.intersection($0).union(asked.intersection(HostTable.alwaysGranted)) } ?? asked
  }

  public let searchPath: PluginSearchPath
  /// What must be true of plugins before a channel uses them; the others have no requirement but their id.
  public let requirements: [PluginRequirement]
  /// What files that did not come with the host go through before they are opened here; nil: nothing.
  let screen: PluginScreen?

  public init(
    searchPath: PluginSearchPath, requirements: [PluginRequirement] = [], screen: PluginScreen? = nil
  ) {
    self.searchPath = searchPath
    self.requirements = requirements
    self.screen = screen
  }

  /// Opens a file of the search path, unless it would take the process with it.
  func library(_ file: String, _ origin: PluginSearchPath.Origin) throws(PluginLoadFailure) -> PluginLibrary {
    if let screen, origin != .binary {
      do throws(PluginLoadFailure.Reason) {
        try PluginLibrary.checkFile(file)
        if !PluginLibrary.isOpen(file), let objection = screen.objection(to: file) { throw objection }
      } catch {
        throw PluginLoadFailure(path: file, reason: error)
      }
    }
    return try PluginLibrary(path: file)
  }

  /// Opens every plugin file of the search path.
  public func scan() -> Scan {
    var scan = Scan()
    for folder in searchPath.folders {
      for file in PluginSearchPath.files(in: folder) { add(file, folder.origin, to: &scan) }
    }
    return scan
  }

  /// Finds one plugin. Opens as few files as possible: in each folder those first whose name suggests the id.
  ///
  /// - Throws: what was searched, and what was found instead.
  public func locate(_ id: String) throws(PluginNotFound) -> Found {
    var scan = Scan()
    for folder in searchPath.folders {
      for file in Self.files(in: folder, likely: id) {
        add(file, folder.origin, to: &scan)
        if let found = scan.found.first(where: { $0.descriptor.id == id }) { return found }
      }
    }
    throw PluginNotFound(id: id, searchPath: searchPath, scan: scan)
  }

  /// The files of a folder, first those whose name suggests the id.
  static func files(in folder: PluginSearchPath.Folder, likely id: String) -> [String] {
    let files = PluginSearchPath.files(in: folder)
    return files.filter { isNamed($0, like: id) } + files.filter { !isNamed($0, like: id) }
  }

  static func isNamed(_ file: String, like id: String) -> Bool {
    let hint = id.split(separator: ".").last.map { $0.lowercased() } ?? id
    return file[(file.lastIndex(of: "/") ?? file.startIndex)...].lowercased().contains(hint)
  }

  /// The plugins that one file holds, wherever it lies.
  public static func plugins(ofFile path: String) throws(PluginLoadFailure) -> [Found] {
    let library = try PluginLibrary(path: path)
    return library.descriptors.map { Found(descriptor: $0, library: library, origin: .flag) }
  }

  private func add(_ file: String, _ origin: PluginSearchPath.Origin, to scan: inout Scan) {
    do throws(PluginLoadFailure) {
      let library = try self.library(file, origin)
      for descriptor in library.descriptors {
        let found = Found(descriptor: descriptor, library: library, origin: origin)
        if scan.found.contains(where: { $0.descriptor.id == descriptor.id }) {
          scan.shadowed.append(found)
        } else {
          scan.found.append(found)
        }
      }
    } catch {
      scan.failures.append(error)
    }
  }
}

/// No usable plugin of this id on the search path.
public struct PluginNotFound: Error, Sendable, CustomStringConvertible {
  public let id: String
  let searchPath: PluginSearchPath
  let scan: PluginCatalog.Scan

  public var description: String {
    var text = "plugin \"\(id)\" was not found. Searched: "
    text += searchPath.folders.map { "\($0.path) (\($0.origin.rawValue))" }.joined(separator: ", ")
    let ids = scan.found.map(\.descriptor.id)
    text += ids.isEmpty ? "; no plugin there" : "; found there: " + ids.joined(separator: ", ")
    for failure in scan.failures { text += "; " + failure.description }
    return text + ". Name its folder with --plugin-path, or see `tunnel-client plugins list`."
  }
}
