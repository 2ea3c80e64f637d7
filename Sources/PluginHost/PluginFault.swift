/// A way in which a plugin broke the contract. Each is counted and logged with the plugin's name, and the tunnel
/// goes on.
public enum PluginFault: String, Sendable, CaseIterable {
  case finishTwice = "finished an exchange twice"
  case finishAfterCancel = "finished an exchange after it was cancelled"
  case messageAfterFinish = "emitted a message after the exchange was finished"
  case messageAfterCancel = "emitted a message after the exchange was cancelled"
  case credentialTwice = "answered a request for a credential twice"
  case credentialAfterCancel = "answered a request for a credential after it was cancelled"
  case badCredential = "supplied a credential that is empty or that HTTP cannot carry"
  case operatorTwice = "answered a request of the operator twice"
  case operatorAfterCancel = "answered a request of the operator after it was cancelled"
  case eventBeforeBegin = "sent or ended events without having begun a stream"
  case badOperatorAnswer = "answered a request of the operator with what HTTP cannot carry"
  case headTwice = "reported a head twice, or after a message"
  case secondResponse = "emitted a second response to the same exchange"
  case unknownHandle = "used a handle that was never given out"
  case staleBuffer = "used a buffer that it had released"
  case frozenBuffer = "appended to a buffer that was in use"
  case invalidArgument = "passed a NULL or an unreadable struct where a value is required"
  case denied = "called a host service that it did not ask for or was not granted"
  case afterDestroy = "called the host after it was destroyed"
  case neverClosed = "did not report the end of its binding in time"
}
