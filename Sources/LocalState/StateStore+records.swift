extension StateStore {
  /// Nil when there is none.
  public func alias(_ name: String) throws(StateFailure) -> AliasRecord? {
    try read(.aliases)[name].map { Self.named($0, name) }.map(AliasRecord.init)
  }

  /// All of them, in alphabetical order.
  public func aliases() throws(StateFailure) -> [AliasRecord] {
    let document = try read(.aliases)
    return document.names.compactMap { name in document[name].map { AliasRecord(Self.named($0, name)) } }
  }

  public func process(_ name: String) throws(StateFailure) -> ProcessRecord? {
    try read(.processes)[name].map { Self.named($0, name) }.map(ProcessRecord.init)
  }

  /// All of them, in alphabetical order.
  public func processes() throws(StateFailure) -> [ProcessRecord] {
    let document = try read(.processes)
    return document.names.compactMap { name in document[name].map { ProcessRecord(Self.named($0, name)) } }
  }

  public func save(_ alias: AliasRecord) throws(StateFailure) {
    var alias = alias
    alias.touch()
    try update(.aliases) { $0[alias.alias] = alias.record }
  }

  public func save(_ process: ProcessRecord) throws(StateFailure) {
    try update(.processes) { $0[process.alias] = process.record }
  }

  /// Changes the process of an alias as one step; nothing when there is none.
  public func changeProcess(_ alias: String, _ change: (inout ProcessRecord) -> Void) throws(StateFailure) {
    try update(.processes) { document in
      guard let record = document[alias] else { return }
      var process = ProcessRecord(record)
      change(&process)
      document[alias] = process.record
    }
  }

  /// Forgets an alias and its process; files stay.
  public func forget(_ alias: String) throws(StateFailure) {
    try update(.processes) { $0[alias] = nil }
    try update(.aliases) { $0[alias] = nil }
  }

  public func adminProfiles() throws(StateFailure) -> AdminProfileTable {
    try AdminProfileTable(try read(.adminProfiles), path: path(.adminProfiles))
  }

  /// Changes the admin profiles as one step.
  public func updateAdminProfiles<Result>(
    _ change: (inout AdminProfileTable) throws(StateFailure) -> Result
  ) throws(StateFailure) -> Result {
    try update(.adminProfiles) { (document) throws(StateFailure) in
      var table = try AdminProfileTable(document, path: path(.adminProfiles))
      let before = table
      let result = try change(&table)
      if table != before { document = table.document }
      return result
    }
  }

  /// Removes an admin profile that no alias uses, as one step: none can begin to use it between the look and the removal.
  public func removeAdminProfile(_ name: String) throws(StateFailure) -> AdminProfileRemoval {
    // A name that is not there leaves no trace, not even of the lock.
    let known = try adminProfiles()
    guard known[name] != nil else { return .unknown(known) }
    return try updateAdminProfiles { (table) throws(StateFailure) in
      guard table[name] != nil else { return .unknown(table) }
      let users = try users(ofAdminProfile: name)
      guard users.isEmpty else { return .inUse(by: users) }
      table.remove(name)
      return .removed(table)
    }
  }

  /// Aliases that name it, and those whose process does and may run.
  private func users(ofAdminProfile name: String) throws(StateFailure) -> [String] {
    let aliases = try aliases().filter { $0.adminProfile == name }.map(\.alias)
    let processes = try processes().filter { $0.adminProfile == name && $0.mode != .stopped }.map(\.alias)
    return Set(aliases + processes).sorted()
  }

  /// Its name is where it stands, whatever it says.
  private static func named(_ record: StateRecord, _ name: String) -> StateRecord {
    guard record.text("alias") != name else { return record }
    var record = record
    record.set("alias", name)
    return record
  }
}
