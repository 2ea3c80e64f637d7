import NIOCore

/// What a plugin's process says of a request of the operator.
enum OperatorWord: Sendable {
  case body(status: Int, type: String, ByteBuffer)
  case failed(OperatorAnswer.Failure)
  case began
  case event(OperatorStream.Event)
  case ended
}
