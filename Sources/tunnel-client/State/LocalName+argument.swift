import LocalState

extension LocalName {
  /// Of a command line.
  static func argument(_ text: String, what: String = "the name") throws(Failure) -> LocalName {
    do throws(Objection) {
      return try LocalName(text)
    } catch {
      throw Failure(error, what: what)
    }
  }

  /// Tells a person, on standard error, that a name is kept in another spelling (W-59).
  func tellSpelling() {
    if let given { StandardError.write("\"\(given)\" is kept as \(text)\n") }
  }
}
