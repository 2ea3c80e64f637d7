/// Takes the state of another folder over: records that are not here yet, as they are (W-58). The other folder is not
/// changed, and what its records point to stays where it is.
public struct StateMigration: Sendable {
  public struct Entry: Sendable, Equatable {
    public let document: StateDocument.Name
    public let name: String
    /// There is another one of this name here; it stays.
    public let conflicts: Bool
  }

  public private(set) var entries: [Entry] = []
  private let source: StateStore
  private let target: StateStore

  /// Looks; changes nothing.
  public init(from folder: String, to target: StateStore) throws(StateFailure) {
    source = StateStore(StateRoot(path: folder))
    self.target = target
    for document in [StateDocument.Name.aliases, .processes] {
      let (old, new) = (try source.read(document), try target.read(document))
      add(document, old.names.map { ($0, old[$0], new[$0]) })
    }
    let (old, new) = (try source.adminProfiles(), try target.adminProfiles())
    add(.adminProfiles, old.names.map { ($0, old[$0]?.record, new[$0]?.record) })
  }

  private mutating func add(
    _ document: StateDocument.Name, _ records: [(name: String, old: StateRecord?, new: StateRecord?)]
  ) {
    for (name, old, new) in records where old != new {
      entries.append(Entry(document: document, name: name, conflicts: new != nil))
    }
  }

  /// Copies what does not conflict.
  public func apply() throws(StateFailure) {
    for document in [StateDocument.Name.aliases, .processes] {
      let old = try source.read(document)
      try target.update(document) { new in
        for name in old.names where new[name] == nil { new[name] = old[name] }
      }
    }
    let old = try source.adminProfiles()
    try target.updateAdminProfiles { new in
      for name in old.names where new[name] == nil {
        guard let profile = old[name] else { continue }
        new.put(profile, activate: new.active.isEmpty && name == old.active)
      }
    }
  }
}
