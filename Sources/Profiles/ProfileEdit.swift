import Configuration
import Glibc

/// A profile while somebody edits a copy of it. The copy is only ever removed once it is saved, or when nobody touched
/// it (operator spec 6.3.4, W-17).
public struct ProfileEdit: Sendable {
  public let store: ProfileStore
  public let name: String
  /// The path of the copy.
  public let draft: String
  private let before: [UInt8]?
  private let initial: [UInt8]
  private let isOurs: Bool

  /// - Parameters:
  ///   - name: The profile's.
  ///   - store: Where it is, or will be.
  ///   - draft: A copy of an earlier edit; it is edited in place.
  /// - Throws: when the folder or the name does not allow it.
  public init(_ name: String, in store: ProfileStore, resuming draft: String? = nil) throws(ProfileStoreFailure) {
    self.store = store
    self.name = name
    before = store.contains(name) ? try store.read(name) : nil
    if let draft {
      do throws(ConfigurationProblem) {
        initial = try ProfileFile.bytes(of: draft)
      } catch {
        throw .unreadable(path: draft, reason: error.message)
      }
      self.draft = draft
      isOurs = draft.hasPrefix("\(store.folder)/.\(name).")
    } else {
      initial = before ?? Array(Self.template.utf8)
      self.draft = try store.draft(of: name, initial)
      isOurs = true
    }
  }

  public var isUntouched: Bool { (try? ProfileFile.bytes(of: draft)) == initial }

  public func discard() {
    if isOurs { unlink(draft) }
  }

  /// Replaces the profile, unless somebody else did meanwhile.
  ///
  /// - Returns: the backup of the profile as it was.
  public func save(_ bytes: [UInt8]) throws(ProfileStoreFailure) -> String? {
    let now = store.contains(name) ? try store.read(name) : nil
    guard now == before else {
      throw .system(action: "replace it", path: store.path(of: name), reason: "it was changed meanwhile")
    }
    let backup = bytes == before ? nil : try store.write(name, bytes, replaces: before != nil)
    discard()
    return backup
  }

  /// What a profile that is not there begins as: the tunnel's id is a blank to fill in.
  private static var template: String {
    ProfileSample.discoveredAuth.text(
      SampleInputs(
        tunnelID: "tunnel_" + String(repeating: "0", count: 32), target: .url("http://127.0.0.1:3000/mcp")))
  }
}
