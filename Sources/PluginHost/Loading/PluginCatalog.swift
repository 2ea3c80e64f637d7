/// Finds plugins on the search path.
public struct PluginCatalog: Sendable {
  /// A plugin that could be used.
  public struct Found: Sendable {
    public let descriptor: PluginDescriptor
    public let library: PluginLibrary
    public let origin: PluginSearchPath.Origin
  }

  public struct Scan: Sendable {
    /// In the order of the search path; of several files with the same id the first one counts.
    public var found: [Found] = []
    /// Files that hold only ids found before.
    public var shadowed: [Found] = []
    public var failures: [PluginLoadFailure] = []
  }

  public let searchPath: PluginSearchPath

  public init(searchPath: PluginSearchPath) {
    self.searchPath = searchPath
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
    let hint = id.split(separator: ".").last.map { $0.lowercased() } ?? id
    var scan = Scan()
    for folder in searchPath.folders {
      let files = PluginSearchPath.files(in: folder)
      let named = { (file: String) in
        file[(file.lastIndex(of: "/") ?? file.startIndex)...].lowercased().contains(hint)
      }
      for file in files.filter(named) + files.filter({ !named($0) }) {
        add(file, folder.origin, to: &scan)
        if let found = scan.found.first(where: { $0.descriptor.id == id }) { return found }
      }
    }
    throw PluginNotFound(id: id, searchPath: searchPath, scan: scan)
  }

  private func add(_ file: String, _ origin: PluginSearchPath.Origin, to scan: inout Scan) {
    do throws(PluginLoadFailure) {
      let library = try PluginLibrary(path: file)
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
