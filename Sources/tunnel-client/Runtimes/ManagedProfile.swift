import Configuration
import Glibc
import LocalState
import Profiles
import RawJSON
import Runtimes
import Trust

/// The profile of an alias in the profile folder: written for it, and nobody else's (W-67).
struct ManagedProfile {
  let name: String
  let store: ProfileStore
  let alias: String
  /// What the alias was before; nil for a new one.
  let record: AliasRecord?
  let urlFile: String

  var path: String { store.path(of: name) }

  /// As it is now; nil without one.
  var text: [UInt8]? { SmallFile.read(path).map { Array($0.utf8) } }

  var digest: String? { text.map { SHA256.digits($0) } }

  /// The reference in a profile that is ours; nil otherwise.
  var key: String? { value("/control_plane/api_key") }

  /// Where the control plane of a profile of ours is; nil otherwise.
  var address: Address? {
    value("/control_plane/base_url").map { Address(baseURL: $0, urlPath: value("/control_plane/url_path")) }
  }

  struct Address {
    let baseURL: String
    let urlPath: String?
  }

  private func value(_ pointer: String) -> String? {
    guard let text, ownership != .foreign, let range = try? find(pointer: pointer, in: text.span.bytes) else {
      return nil
    }
    return text[range].withUnsafeBytes { bytes in
      var cursor = JSONCursor(bytes)
      return try? cursor.readString().decoded
    }
  }

  var ownership: ProfileOwnership { ProfileOwnership(text, path: path, alias: record, urlFile: urlFile) }

  /// Nothing is written when it is not ours, or not valid.
  func check(_ profile: RuntimeProfile) throws(Failure) -> [ConfigurationProblem] {
    if let objection = ProfileName.objection(to: name) {
      throw Failure(.usage, "--profile: \(objection)", hint: "choose another name")
    }
    guard ownership != .foreign else {
      throw Failure(
        .profileNotManaged, "the profile \"\(name)\" is not one that was made for \(alias): \(path)",
        hint: "choose another name with --profile; or run it yourself: tunnel-client run --profile \(name)")
    }
    let check = ProfileText.check(profile.bytes, path: path)
    guard check.problems.isEmpty else {
      throw Failure.invalid(check.problems.map(Self.naming), in: "the flags for \(alias)")
    }
    return check.notes
  }

  /// - Returns: where a profile that somebody had changed is kept.
  func write(_ bytes: [UInt8]) throws(Failure) -> String? {
    let ownership = ownership
    do throws(ProfileStoreFailure) {
      guard text != bytes else { return nil }
      let backup = try store.write(name, bytes, replaces: true)
      guard ownership == .generated else { return backup }
      if let backup { unlink(backup) }
      return nil
    } catch {
      throw Failure(store: error)
    }
  }

  /// A problem of the profile, as one of the flag that it came from.
  private static func naming(_ problem: ConfigurationProblem) -> ConfigurationProblem {
    let flags = [
      ("control_plane.tunnel_id", "--tunnel-id"), ("control_plane.base_url", "--control-plane-base-url"),
      ("control_plane.url_path", "--control-plane-url-path"), ("control_plane.api_key", "--runtime-api-key"),
      ("mcp.server_urls", "--mcp-server-url"), ("mcp.commands", "--mcp-command"),
    ]
    guard let flag = flags.first(where: { problem.source.name.hasPrefix($0.0) })?.1 else { return problem }
    return ConfigurationProblem(source: .flag(flag), message: problem.message, fix: problem.fix)
  }
}
