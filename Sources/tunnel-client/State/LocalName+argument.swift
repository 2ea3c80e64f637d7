import LocalState

extension LocalName {
  /// Of a command line. A name that is spelled in another way than it will be kept is told on standard error (W-59).
  static func argument(_ text: String, what: String = "the name", isNew: Bool = true) throws(Failure) -> LocalName {
    do throws(Objection) {
      let name = try LocalName(text)
      if isNew, let given = name.given { StandardError.write("\"\(given)\" is kept as \(name.text)\n") }
      return name
    } catch {
      throw Failure(error, what: what)
    }
  }
}
