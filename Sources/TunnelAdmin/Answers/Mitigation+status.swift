import ControlPlane

extension Mitigation {
  /// For statuses that need no code to be understood.
  static func text(status: Int) -> String? {
    switch status {
    case 300..<400: "Set --control-plane.base-url to where it redirects to: keys are not sent on."
    case 401: "Check the key: is it an admin key of this organization, whole, and not revoked?"
    case 403: "The key is known but may not do this: use an admin key of the tunnel's organization."
    case 404: "Check the id of the tunnel, and --control-plane.base-url."
    case 429: "Wait a minute, and ask less often."
    case 500...: "The service failed; ask again later, and give its people the request id."
    default: nil
    }
  }
}
