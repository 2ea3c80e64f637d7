/*
 * tunnel/ext/host_secret.h - "tunnel.host.secret/1": the present value of a secret that the configuration names.
 *
 * The configuration holds the reference ("secret:env:NAME", "secret:file:/path", "secret:exec:command"), the host holds
 * the secret: it is read when it is asked for, so a key that was replaced is picked up without a restart, and it is
 * kept out of every log from then on.
 */
#ifndef TUNNEL_EXT_HOST_SECRET_H
#define TUNNEL_EXT_HOST_SECRET_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_HOST_SECRET "tunnel.host.secret/1"

typedef struct tunnel_host_secret {
  uint32_t size;
  /*
   * [any-thread] Reads the secret behind `reference`, which must stand as a whole string in the configuration that this
   * instance was opened with: TUNNEL_E_INVALID otherwise, and that counts as a fault. On TUNNEL_OK `done` is called
   * exactly once on the host thread, later, unless the instance is destroyed before: with TUNNEL_OK and the secret, or
   * with an error and its reason for a person. `text` is borrowed. TUNNEL_E_LIMIT: too many are being read already.
   */
  tunnel_status (*read)(const tunnel_host *host, tunnel_string reference,
                        void (*done)(void *user, tunnel_status status, tunnel_string text), void *user);
} tunnel_host_secret;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_HOST_SECRET_H */
