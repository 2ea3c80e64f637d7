import ArgumentParser
import LocalState
import Runtimes

/// What all commands of `runtimes` take (operator spec 17.1). It counts for this call only and is never stored (W-61).
struct RuntimeOptions: ParsableArguments {
  @Option(
    name: .customLong("admin-profile"), help: "The admin profile; without it the alias's, else the active one.",
    completion: Completions.adminProfiles)
  var adminProfile: String?

  @Option(
    name: .customLong("admin-key"), help: "Where the admin key is: env:NAME or file:/path; never the key itself.")
  var adminKey: String?

  @Option(name: .customLong("control-plane-base-url"), help: "Where the control plane is.")
  var baseURL: String?

  @Option(name: .customLong("control-plane-url-path"), help: "A path that all of its routes are under.")
  var urlPath: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  /// Whether the control plane of an alias that has one is not meant.
  var isOverridden: Bool { adminProfile != nil || baseURL != nil || urlPath != nil }

  /// The admin profile in force, with what the flags change in it.
  func choice(_ store: StateStore, alias: String?) throws(Failure) -> AdminProfileChoice {
    if let adminKey { try ReferenceText.check(adminKey, flag: "--admin-key") }
    let table = try Failure.ofState { () throws(StateFailure) in try store.adminProfiles() }
    var choice: AdminProfileChoice
    do throws(AdminProfileChoice.Missing) {
      choice = try AdminProfileChoice(
        flag: adminProfile, alias: alias, variable: ProcessEnvironment.current["TUNNEL_MCP_ADMIN_PROFILE"], in: table)
    } catch {
      let from = error.reason == .alias ? "the alias" : error.reason.rawValue
      let known = error.known.isEmpty ? "there are none yet" : "there are: \(error.known.joined(separator: ", "))"
      throw Failure(
        .notFound, "\(from): there is no admin profile \"\(error.name)\"",
        hint: "\(known); `tunnel-client admin-profiles set \(error.name)` makes one")
    }
    let variable = { (name: String) in
      ProcessEnvironment.current[name].flatMap { choice.reason == .builtIn && !$0.isEmpty ? $0 : nil }
    }
    if let url = baseURL ?? variable("CONTROL_PLANE_BASE_URL") { choice.profile.baseURL = url }
    if let path = urlPath ?? variable("CONTROL_PLANE_URL_PATH") { choice.profile.urlPath = path }
    if let adminKey { choice.profile.key = adminKey }
    try ControlPlaneAddress.check(baseURL: choice.profile.baseURL, urlPath: choice.profile.urlPath, admin: false)
    return choice
  }
}

extension AdminProfileChoice {
  /// What documents say of it (W-60).
  func members(_ store: StateStore) -> [String: JSONTree] {
    [
      "admin_profile": .text(profile.name), "admin_profile_source": .text(reason.rawValue),
      "admin_profile_path": .text(store.path(.adminProfiles)),
    ]
  }
}
