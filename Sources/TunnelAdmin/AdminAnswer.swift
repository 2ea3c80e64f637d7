/// What the service answered, with the name that it gave the request.
public struct AdminAnswer<Value: Sendable>: Sendable {
  public var value: Value
  /// `x-request-id`, for whoever asks the service about it.
  public var requestID: String?

  init(_ value: Value, requestID: String?) {
    self.value = value
    self.requestID = requestID
  }
}
