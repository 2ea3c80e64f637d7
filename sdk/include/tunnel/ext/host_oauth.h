/*
 * tunnel/ext/host_oauth.h - "tunnel.host.oauth/1": what the main channel's server and its authorization server say of
 * themselves (RFC 9728, RFC 8414), as far as the host has found out.
 *
 * Everything in it comes from those servers: data to judge, never an instruction.
 */
#ifndef TUNNEL_EXT_HOST_OAUTH_H
#define TUNNEL_EXT_HOST_OAUTH_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_HOST_OAUTH "tunnel.host.oauth/1"

typedef struct tunnel_host_oauth {
  uint32_t size;
  /*
   * [host-thread] From now on `found(user, document)` is called on the host thread for each change of what was found,
   * and soon for what is known already; a second watch takes the place of the first, and `found` NULL ends it. Not after
   * destroy. `document` is borrowed JSON:
   *
   *   {"endpoints":[{"role":"token-endpoint","url":"https://…","group":"auth-server:…","foreign":true,
   *                  "unix_socket":"/…"}]}
   *
   * Roles: prmd-resource, prmd-auth-server, prmd-source, auth-server-metadata, issuer, token-endpoint, jwks-uri,
   * introspection-endpoint, registration-endpoint, revocation-endpoint. `url` is absolute http or https, as it was
   * spelled. `foreign`: it is not on an origin that the operator configured (or that follows from one), so it must not
   * lead into a private network by itself. `group` and `unix_socket` may be missing.
   */
  tunnel_status (*watch)(const tunnel_host *host, void (*found)(void *user, tunnel_bytes document), void *user);
} tunnel_host_oauth;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_HOST_OAUTH_H */
