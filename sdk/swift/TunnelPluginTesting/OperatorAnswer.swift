/// What an operator plugin answered a request with.
public enum OperatorAnswer: Equatable {
  case body(status: Int, type: String, String)
  /// The events as "name id data".
  case stream(events: [String], isOver: Bool)
}
