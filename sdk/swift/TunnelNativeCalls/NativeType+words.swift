extension NativeType {
  /// The value of an argument as a person types it: numbers and `true` as such, a text as it is.
  ///
  /// - Returns: nil when it is none of this type. Of bytes it is the text's own UTF-8.
  public func value(typed text: String) -> NativeValue? {
    switch self {
    case .void: nil
    case .bool: text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
    case .integer, .float, .double: value(numeral: text)
    case .string: text.utf8.contains(0) ? nil : .text(text)
    case .bytes: .bytes(Array(text.utf8))
    }
  }
}
