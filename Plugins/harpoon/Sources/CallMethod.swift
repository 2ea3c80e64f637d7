/// The methods that a target can be called with.
enum CallMethod: String, CaseIterable {
  case get = "GET"
  case post = "POST"
  case put = "PUT"

  var literal: StaticString {
    switch self {
    case .get: "GET"
    case .post: "POST"
    case .put: "PUT"
    }
  }
}
