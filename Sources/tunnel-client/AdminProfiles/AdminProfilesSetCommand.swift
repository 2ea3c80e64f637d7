import ArgumentParser
import LocalState

struct AdminProfilesSetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Make an admin profile, or change one.",
    discussion: """
      What is not given stays as it is; a new profile takes CONTROL_PLANE_BASE_URL and CONTROL_PLANE_URL_PATH from the \
      environment, else \(AdminProfile.defaultBaseURL) and \(AdminProfile.defaultKey).

      Example:
        tunnel-client admin-profiles set work --admin-key env:WORK_ADMIN_KEY
      """)

  @Argument(help: "The profile's name.", completion: Completions.adminProfiles)
  var name: String

  @Option(name: .customLong("control-plane-base-url"), help: "Where tunnels are managed.")
  var baseURL: String?

  @Option(name: .customLong("control-plane-url-path"), help: "A path that all of its routes are under.")
  var urlPath: String?

  @Flag(name: .customLong("clear-url-path"), help: "Have no such path any more.")
  var clearsURLPath = false

  @Option(
    name: .customLong("admin-key"), help: "Where the admin key is: env:NAME or file:/path; never the key itself.")
  var key: String?

  @Flag(inversion: .prefixedNo, help: "Make it the active one.")
  var activate = true

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let name = try LocalName.argument(name)
    if let key { try ReferenceText.check(key, flag: "--admin-key") }
    guard !clearsURLPath || urlPath == nil else {
      throw Failure(
        .usage, "--clear-url-path and --control-plane-url-path exclude each other", hint: "give one of them")
    }
    let store = try StateStore.ofThisMachine()
    let existing = try Failure.ofState { () throws(StateFailure) in try store.adminProfiles()[name.text] }
    let wanted = merged(existing ?? fresh(name.text))
    try ControlPlaneAddress.check(baseURL: wanted.baseURL, urlPath: wanted.urlPath, admin: true)
    let (table, profile) = try Failure.ofState { () throws(StateFailure) in
      try store.updateAdminProfiles { table in
        // Another process may have changed it meanwhile: merged again, under the lock.
        var profile = merged(table[name.text] ?? fresh(name.text))
        profile.touch()
        table.put(profile, activate: activate)
        return (table, profile)
      }
    }
    if json {
      let document = AdminProfileDocument.document(
        ["profile": AdminProfileDocument.profile(profile, in: table, store)], table, store)
      return StandardOutput.write(try JSONText.encode(document))
    }
    name.tellSpelling()
    StandardOutput.write(
      "Set admin profile \(name.text)\(table.active == name.text ? " (active)" : ""): \(profile.baseURL)\n")
  }

  private func fresh(_ name: String) -> AdminProfile {
    let environment = ProcessEnvironment.current
    let set = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    return AdminProfile(
      name: name, baseURL: set("CONTROL_PLANE_BASE_URL") ?? AdminProfile.defaultBaseURL,
      urlPath: set("CONTROL_PLANE_URL_PATH"))
  }

  private func merged(_ existing: AdminProfile) -> AdminProfile {
    var profile = existing
    if let baseURL { profile.baseURL = baseURL }
    if let urlPath { profile.urlPath = urlPath }
    if clearsURLPath { profile.urlPath = nil }
    if let key { profile.key = key }
    return profile
  }
}
