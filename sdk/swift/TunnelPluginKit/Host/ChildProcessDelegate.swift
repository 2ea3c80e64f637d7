/// What a child process tells its owner, always on the host thread.
public protocol ChildProcessDelegate: AnyObject {
  /// Bytes from its standard output, borrowed. Empty: it closed its output.
  func child(_ child: ChildProcess, didOutput bytes: UnsafeRawBufferPointer)

  /// It is gone, exactly once, after its last output; `reason` is for people: "exited with code 3".
  func child(_ child: ChildProcess, didExit reason: String)
}
