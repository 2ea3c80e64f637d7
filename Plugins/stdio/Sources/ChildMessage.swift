/// A message of the child, as far as the multiplexer needs to know it; tokens are raw and borrowed.
enum ChildMessage {
  case response(id: UnsafeRawBufferPointer)
  /// `notifications/progress` with its token.
  case progress(token: UnsafeRawBufferPointer)
  /// A notification that names the request it belongs to: `_meta` subscription id, or `notifications/cancelled`.
  case addressed(id: UnsafeRawBufferPointer)
  /// Any other notification.
  case notification
  /// The child asks its client something.
  case request(isPing: Bool)
}
