import Glibc

/// Why a daemon could not be started or stopped.
public struct LaunchFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String

  /// tmux was asked for by name.
  public static let noTmux = LaunchFailure("tmux does not work here; leave --mode out, or install it")

  init(_ description: String) {
    self.description = description
  }

  init(_ what: String, number: CInt) {
    self.init("\(what): \(String(cString: strerror(number)))")
  }
}
