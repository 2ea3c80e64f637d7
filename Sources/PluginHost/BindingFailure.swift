/// Why a channel cannot be served by its plugin. One line for a person.
public enum BindingFailure: Error, Sendable, CustomStringConvertible {
  /// The plugin said no: mostly its configuration.
  case refused(String, String)
  /// The plugin breaks the contract.
  case broken(String, String)

  public var description: String {
    switch self {
    case .refused(_, let why): why
    case .broken(let id, let why): "plugin \(id) cannot be used: \(why)"
    }
  }
}
