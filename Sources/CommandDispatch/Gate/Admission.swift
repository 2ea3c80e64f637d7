import ControlPlane
import MCPLifecycle

/// What a ``ServerGate`` lets a command do.
enum Admission {
  case forward
  /// Forward, and let the gate look at the answer first.
  case watched
  case translated(Translation)
  case answered(TunnelResponse)
  /// The gate keeps the command and comes back.
  case waiting
  case failed(TunnelFailure, code: Int, detail: String)
}
