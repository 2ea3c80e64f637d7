import RawJSON

/// `admin_profiles.yaml`: `{"active_profile","profiles":{…}}`, or the older flat form, which is read, too (15.2).
public struct AdminProfileTable: Sendable, Equatable {
  /// Empty when none is.
  public private(set) var active: String
  private var profiles: StateDocument
  private var envelope: StateDocument

  /// - Throws: what is not an object in it.
  init(_ document: StateDocument, path: String) throws(StateFailure) {
    active = document.text("active_profile") ?? ""
    envelope = document
    if let nested = document["profiles"] {
      do throws(JSONError) {
        profiles = try StateDocument(StateDocument.object(nested.members.map { ($0.name, $0.json) }, indent: ""))
      } catch {
        throw .corrupt(path: path, reason: "profiles: \(error)")
      }
    } else {
      profiles = StateDocument()
      envelope = StateDocument()
      for name in document.names { profiles[name] = document[name] }
    }
  }

  /// In alphabetical order.
  public var names: [String] { profiles.names }

  public subscript(name: String) -> AdminProfile? {
    profiles[name].map { record in
      var profile = AdminProfile(record)
      profile.name = name
      return profile
    }
  }

  public mutating func put(_ profile: AdminProfile, activate: Bool) {
    profiles[profile.name] = profile.record
    if activate { active = profile.name }
  }

  public mutating func activate(_ name: String) {
    active = name
  }

  /// The first of those that stay becomes active when the active one goes.
  public mutating func remove(_ name: String) {
    profiles[name] = nil
    if active == name { active = names.first ?? "" }
  }

  /// What is written.
  var document: StateDocument {
    var document = envelope
    document.set("active_profile", active)
    var nested = StateRecord()
    for name in profiles.names {
      guard let record = profiles[name] else { continue }
      nested.put(name, StateDocument.object(record.members.map { ($0.name, $0.json) }, indent: "    "))
    }
    document["profiles"] = nested
    return document
  }
}
