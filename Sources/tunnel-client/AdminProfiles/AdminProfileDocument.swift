import LocalState

/// What the commands of `admin-profiles` print (operator spec 16).
enum AdminProfileDocument {
  static func profile(_ profile: AdminProfile, in table: AdminProfileTable, _ store: StateStore) -> JSONTree {
    var members: [String: JSONTree] = [
      "name": .text(profile.name), "control_plane_base_url": .text(profile.baseURL), "admin_key": .text(profile.key),
      "path": .text(store.path(.adminProfiles)), "active": .flag(profile.name == table.active),
    ]
    if let path = profile.urlPath { members["control_plane_url_path"] = .text(path) }
    if let time = profile.updatedAt { members["updated_at"] = .text(time) }
    return .object(members)
  }

  /// With what every one of them says.
  static func document(_ members: [String: JSONTree], _ table: AdminProfileTable, _ store: StateStore) -> JSONTree {
    JSONTree.object(members).merging([
      "active_profile": .text(table.active), "path": .text(store.path(.adminProfiles)),
      "state_root": .text(store.root.path),
    ])
  }

  static func notFound(_ name: String, in table: AdminProfileTable) -> Failure {
    let known = table.names.isEmpty ? "there are none yet" : "there are: \(table.names.joined(separator: ", "))"
    return Failure(
      .notFound, "there is no admin profile \"\(name)\"",
      hint: "\(known); `tunnel-client admin-profiles set \(name)` makes one")
  }
}
