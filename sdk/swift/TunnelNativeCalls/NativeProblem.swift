/// Why a function cannot be described, found or called: one line for a person.
public struct NativeProblem: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
