import Trust

extension PluginCatalog {
  /// Finds the plugin of this id that the catalog's requirements accept.
  ///
  /// - Throws: what was searched, what was found instead, and the fix.
  public func locateRequired(_ id: String) throws(PluginSearchFailure) -> Found {
    try locate(requirement(of: id))
  }

  /// What must be true of the plugin of this id.
  public func requirement(of id: String) -> PluginRequirement {
    requirements.first { $0.id == id } ?? PluginRequirement(id: id)
  }

  /// Finds the first file of the search path that is the required plugin: by its id, its version and its digest.
  ///
  /// The digest is compared before a file is opened; it protects against the wrong file, not against somebody who can
  /// write to the folder while the host starts.
  ///
  /// - Throws: what was searched, what was found instead, and the fix.
  public func locate(_ requirement: PluginRequirement) throws(PluginSearchFailure) -> Found {
    let id = requirement.id
    var scan = Scan()
    var mismatched: [PluginMismatch.Candidate] = []
    var unopened: [PluginMismatch.Candidate] = []
    for folder in searchPath.folders {
      for file in Self.files(in: folder, likely: id) {
        if let pin = requirement.sha256 {
          guard let digest = try? SHA256.ofFile(file) else { continue }
          guard digest == pin else {
            unopened.append(.init(path: file, sha256: digest))
            continue
          }
        }
        guard let found = open(file, folder.origin, id: id, in: &scan) else { continue }
        guard accepts(requirement, found) else {
          mismatched.append(.init(path: file, descriptor: found.descriptor, sha256: requirement.sha256))
          continue
        }
        return try granted(requirement, found)
      }
    }
    if !mismatched.isEmpty { throw mismatch(requirement, .version, mismatched) }
    if requirement.sha256 != nil, let other = scan.found.first {
      let candidate = PluginMismatch.Candidate(path: other.library.path, descriptor: other.descriptor)
      throw mismatch(requirement, .pinOfAnother, [candidate])
    }
    // A pin that no file has; what is named like the plugin comes first.
    if !unopened.isEmpty, scan.failures.isEmpty {
      let named = unopened.filter { Self.isNamed($0.path, like: id) }
      throw mismatch(requirement, .pin, named.isEmpty ? unopened : named)
    }
    throw .notFound(PluginNotFound(id: id, searchPath: searchPath, scan: scan))
  }

  private func open(_ file: String, _ origin: PluginSearchPath.Origin, id: String, in scan: inout Scan) -> Found? {
    do throws(PluginLoadFailure) {
      let library = try self.library(file, origin)
      let all = library.descriptors.map { Found(descriptor: $0, library: library, origin: origin) }
      scan.found += all
      return all.first { $0.descriptor.id == id }
    } catch {
      scan.failures.append(error)
      return nil
    }
  }

  private func accepts(_ requirement: PluginRequirement, _ found: Found) -> Bool {
    guard let constraint = requirement.version else { return true }
    guard let version = SemanticVersion(found.descriptor.version) else { return false }
    return constraint.accepts(version)
  }

  private func granted(_ requirement: PluginRequirement, _ found: Found) throws(PluginSearchFailure) -> Found {
    var found = found
    found.isolation = requirement.isolation
    guard let grants = requirement.grants else { return found }
    // What every plugin gets may be named, too.
    let unknown = grants.subtracting(found.descriptor.hostServices).subtracting(HostTable.alwaysGranted)
    guard unknown.isEmpty else {
      let candidate = PluginMismatch.Candidate(path: found.library.path, descriptor: found.descriptor)
      throw mismatch(requirement, .grants(unknown.sorted()), [candidate])
    }
    found.granted = grants.intersection(found.descriptor.hostServices)
    return found
  }

  private func mismatch(
    _ requirement: PluginRequirement, _ reason: PluginMismatch.Reason, _ candidates: [PluginMismatch.Candidate]
  ) -> PluginSearchFailure {
    .mismatch(
      PluginMismatch(requirement: requirement, reason: reason, candidates: candidates, searchPath: searchPath))
  }
}
