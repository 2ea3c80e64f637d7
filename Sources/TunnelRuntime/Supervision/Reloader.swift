public import Logging

/// Reads again what has a file behind it, all of it or nothing: children and calls under way are not touched (user
/// needs #22).
public actor Reloader {
  private var parts: [any Reloadable]
  private let logger: Logger

  public init(_ parts: [any Reloadable] = [], logger: Logger) {
    self.parts = parts
    self.logger = logger
  }

  public func register(_ part: any Reloadable) {
    parts.append(part)
  }

  /// Says in one line of the log how it went.
  ///
  /// - Returns: whether the new configuration is in place.
  @discardableResult
  public func reload() async -> Bool {
    var commits: [(name: String, commit: ReloadCommit)] = []
    for part in parts {
      do throws(ReloadFailure) {
        if let commit = try await part.prepare() { commits.append((part.name, commit)) }
      } catch {
        logger.error(
          "reload refused; everything stays as it was", metadata: ["part": "\(part.name)", "error": "\(error)"])
        return false
      }
    }
    for (_, commit) in commits { await commit() }
    let changed = commits.map(\.name).joined(separator: ", ")
    logger.info("reloaded", metadata: ["changed": "\(changed.isEmpty ? "nothing" : changed)"])
    return true
  }
}
