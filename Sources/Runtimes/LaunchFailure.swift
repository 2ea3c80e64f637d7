import Glibc

/// Why a daemon could not be started or stopped.
public struct LaunchFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) {
    self.description = description
  }

  init(_ what: String, number: CInt) {
    self.init("\(what): \(String(cString: strerror(number)))")
  }
}

