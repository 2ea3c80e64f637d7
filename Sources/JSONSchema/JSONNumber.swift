/// A JSON number with all its digits.
struct JSONNumber: Sendable, Equatable {
  let text: String
  /// The nearest floating point number; infinite when the number is larger than those go.
  let value: Double
  private let exact: Int64?

  init(_ text: String) {
    self.text = text
    value = Double(text) ?? .infinity
    exact = Int64(text)
  }

  /// Whether it has no fraction; `1.0` has none.
  var isInteger: Bool { exact != nil || value.rounded() == value }

  /// By value, and exactly where both are integers that a machine holds.
  static func == (left: JSONNumber, right: JSONNumber) -> Bool {
    if let left = left.exact, let right = right.exact { return left == right }
    return left.text == right.text || left.value == right.value
  }

  static func < (left: JSONNumber, right: JSONNumber) -> Bool {
    if let left = left.exact, let right = right.exact { return left < right }
    return left.value < right.value
  }
}
