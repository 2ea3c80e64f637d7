/// A part of the configuration that has a file behind it, and can be read again while everything runs.
public protocol Reloadable: Sendable {
  /// For the log.
  var name: String { get }

  /// Reads and checks anew, and changes nothing.
  ///
  /// - Returns: what puts the new in the place of the old, in one step that cannot fail; nil when nothing has changed.
  /// - Throws: why the new cannot be used.
  func prepare() async throws(ReloadFailure) -> ReloadCommit?
}

/// Puts the new in the place of the old.
public typealias ReloadCommit = @Sendable () async -> Void

/// Why a part of the configuration cannot be read again. One line for a person.
public struct ReloadFailure: Error, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
