/// What to do about the errors that the service has a code for (operator spec 14.9).
enum Mitigation: String, CaseIterable {
  case invalidTunnelID = "invalid_tunnel_id_format"
  case invalidChannel = "invalid_channel_format"
  case rateLimit = "rate_limit_exceeded"
  case bodyTooLarge = "request_body_too_large"
  case invalidJSON = "invalid_json_payload"
  case missingSession = "missing_mcp_session_id"
  case challengeUnsupported = "rfc9728_www_authenticate_unsupported"
  case missingPrincipals = "tunnel_missing_principals"
  case managementPermission = "tunnel_management_permission_required"
  case useForbidden = "tunnel_use_forbidden"
  case activeOrganization = "tunnel_active_organization_required"
  case activeOrganizationContext = "tunnel_active_organization_context_required"
  case overridePermission = "tunnel_principal_validation_override_management_permission_required"
  case overrideDerivable = "tunnel_principal_validation_override_automatically_derivable"
  case unverifiedAssociation = "tunnel_principal_association_unverified"
  case principalLimit = "tunnel_principal_limit_exceeded"
  case requestMismatch = "tunnel_request_mismatch"
  case pendingNotFound = "pending_request_not_found"
  case queueFull = "tunnel_queue_full"
  case clientNotSeen = "tunnel_client_not_seen"
  case clientNotConnected = "tunnel_client_not_connected"
  case shimTarget = "oauth_shim_invalid_target_uri"
  case shimEndpoint = "oauth_shim_unshimmable_endpoint"
  case shimMissing = "oauth_shim_target_not_found"
  case shimCall = "oauth_shim_harpoon_call_failed"
  case shimTimeout = "oauth_shim_upstream_timeout"

  var text: String {
    switch self {
    case .invalidTunnelID: "Copy the id from the platform's tunnel settings: tunnel_ and 32 characters of a-z and 0-9."
    case .invalidChannel: "Name channels with letters, digits, dots, dashes and underscores."
    case .rateLimit: "Wait a minute, and ask less often."
    case .bodyTooLarge: "Send less at once: shorter texts, fewer ids."
    case .invalidJSON: "Something on the way changed the request; look at the proxies, and update this client."
    case .missingSession: "Have the MCP client initialize anew, and send the session id that it gets."
    case .challengeUnsupported: "Let the MCP server name its resource metadata in WWW-Authenticate (RFC 9728)."
    case .missingPrincipals: "Give the tunnel an organization or a workspace, with `admin tunnels update`."
    case .managementPermission: "Use an admin key of somebody who may manage the organization's tunnels."
    case .useForbidden: "Use a key of an organization or workspace that the tunnel belongs to."
    case .activeOrganization, .activeOrganizationContext:
      "Say which organization the key speaks for, with --control-plane.organization-id."
    case .overridePermission: "Have somebody who may manage the tunnels of all of these do it, or name fewer of them."
    case .overrideDerivable: "Leave the override out: the service finds that out by itself."
    case .unverifiedAssociation: "Check the ids: organization and workspace must belong together, and to the key."
    case .principalLimit: "Name fewer organizations and workspaces, or make a second tunnel."
    case .requestMismatch:
      "Answer over the tunnel that the request came from; look for another client with the same configuration."
    case .pendingNotFound: "Nothing to do: the request is over, or was answered already."
    case .queueFull: "Start the tunnel's client, or another one beside it, and ask again."
    case .clientNotSeen: "Start a client for this tunnel: `tunnel-client run`."
    case .clientNotConnected: "See why its client does not poll: `tunnel-client health --require-control-plane-poll`."
    case .shimTarget: "Give the authorization server's URLs as absolute https:// URLs."
    case .shimEndpoint: "That endpoint cannot be reached through a tunnel; make it public, or use another one."
    case .shimMissing: "Add the authorization server to the client's Harpoon targets."
    case .shimCall: "See the client's log: the call to the authorization server failed there."
    case .shimTimeout: "See whether the authorization server answers from where the client runs."
    }
  }

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
