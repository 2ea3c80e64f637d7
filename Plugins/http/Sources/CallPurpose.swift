/// What an HTTP request of this transport is for.
enum CallPurpose {
  /// A JSON-RPC request: one response is expected.
  case request
  /// A notification or a response: nothing but the status matters.
  case delivery
  case sessionEnd
  case probe
}
