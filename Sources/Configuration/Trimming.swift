extension StringProtocol {
  /// Without white space at either end.
  var trimmed: String {
    var text = self.drop(while: \.isWhitespace)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
